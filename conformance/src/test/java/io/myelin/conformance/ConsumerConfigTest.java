package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 2.2 to 2.5 of the consumers chapter: what a consumer is configured as. */
class ConsumerConfigTest extends ConsumerConformance {
  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  ConsumerConfigTest() {
    super(SERVER);
  }

  private void drop() {
    client.api().succeed("stream_delete_response", "STREAM.DELETE." + stream, "");
  }

  private static String shown(Json config, String member) {
    return config.has(member) ? String.valueOf(config.get(member)) : "absent";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | deliver_policy | all",
        "\"deliver_policy\":\"undefined\" | deliver_policy | all",
        "\"deliver_policy\":\"new\" | deliver_policy | new",
        "'' | ack_policy | none",
        "\"ack_policy\":\"explicit\" | ack_wait | 30000000000",
        "\"ack_policy\":\"all\" | ack_wait | 30000000000",
        "'' | ack_wait | absent",
        "\"ack_policy\":\"explicit\",\"backoff\":[1000000000,2000000000] | ack_wait | 1000000000",
        "'' | max_deliver | -1",
        "\"max_deliver\":0 | max_deliver | -1",
        "\"max_deliver\":-7 | max_deliver | -1",
        "'' | replay_policy | instant",
        "'' | num_replicas | 0",
        "\"num_replicas\":1 | num_replicas | 1",
        "'' | max_waiting | 512",
        "\"max_waiting\":7 | max_waiting | 7",
        "\"max_waiting\":-7 | max_waiting | 512",
        "\"ack_policy\":\"explicit\" | max_ack_pending | 1000",
        "\"ack_policy\":\"explicit\",\"max_ack_pending\":-5 | max_ack_pending | -1",
        "'' | max_ack_pending | absent",
        "\"max_batch\":-1 | max_batch | absent",
        "\"max_expires\":-1 | max_expires | absent",
        "\"max_bytes\":-1 | max_bytes | absent",
        "'' | inactive_threshold | 5000000000",
        "\"inactive_threshold\":-1 | inactive_threshold | 5000000000",
        "\"inactive_threshold\":7000000000 | inactive_threshold | 7000000000",
        "\"durable_name\":\"c\" | inactive_threshold | absent",
        "\"durable_name\":\"c\" | durable_name | c",
        "\"durable_name\":\"c\" | name | c",
        "\"description\":\"text\" | description | text",
        "\"mem_storage\":true | mem_storage | true",
        "'' | mem_storage | absent",
        "\"headers_only\":true | headers_only | true",
        "\"filter_subject\":\"elsewhere.>\" | filter_subject | elsewhere.>",
        "\"filter_subjects\":[\"a\",\"b\"] | filter_subjects | [a, b]",
        "\"deliver_subject\":\"d\" | max_waiting | absent",
        "\"deliver_subject\":\"d\",\"deliver_group\":\"g\" | deliver_group | g",
        "\"deliver_subject\":\"d\",\"idle_heartbeat\":1000000000 | idle_heartbeat | 1000000000",
        "\"deliver_subject\":\"d\",\"idle_heartbeat\":-1 | idle_heartbeat | absent",
        "\"deliver_subject\":\"d\",\"idle_heartbeat\":1000000000,\"flow_control\":true"
            + " | flow_control | true",
        "\"pause_until\":\"0001-01-01T00:00:00Z\" | pause_until | 0001-01-01T00:00:00Z",
      })
  @DisplayName(
      "CON-060..068 CON-070 CON-071 CON-075..078 CON-082..087 CON-094 CON-098 CON-141 CON-620"
          + " CON-621 CON-707 CON-712 defaults and corrections")
  void defaults(String more, String member, String expected) {
    client.stream(stream, "");
    Json created =
        client
            .api()
            .succeed(
                "consumer_create_response",
                "CONSUMER.CREATE.defaults.c",
                ConsumerClient.body(stream, more, ""));
    assertThat(shown(created.object("config"), member)).isEqualTo(expected);
    assertThat(shown(client.info(stream, "c").object("config"), member)).isEqualTo(expected);
    drop();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"description\":\"LONG\" | 400 | 10107"
            + " | consumer description is too long, maximum allowed is 4096",
        "\"num_replicas\":-1 | 400 | 10133 | replicas count cannot be negative",
        "\"ack_policy\":\"explicit\",\"ack_wait\":-1 | 400 | 10183"
            + " | consumer ack wait needs to be positive",
        "\"backoff\":[-1] | 400 | 10184 | consumer backoff needs to be positive",
        "\"max_deliver\":1,\"backoff\":[1000000,2000000] | 400 | 10116"
            + " | max deliver is required to be > length of backoff values",
        "\"deliver_subject\":\"a.*\" | 400 | 10079 | consumer deliver subject has wildcards",
        "\"deliver_subject\":\"a..b\" | 400 | 10112 | invalid push consumer deliver subject",
        "\"deliver_subject\":\"refused.x\" | 400 | 10081 | consumer deliver subject forms a cycle",
        "\"deliver_subject\":\"d\",\"max_waiting\":5 | 400 | 10080"
            + " | consumer in push mode can not set max waiting",
        "\"deliver_subject\":\"d\",\"ack_policy\":\"none\",\"max_ack_pending\":5 | 400 | 10082"
            + " | consumer requires ack policy for max ack pending",
        "\"deliver_subject\":\"d\",\"idle_heartbeat\":1000000 | 400 | 10083"
            + " | consumer idle heartbeat needs to be >= 100ms",
        "\"deliver_subject\":\"d\",\"flow_control\":true | 400 | 10108"
            + " | consumer with flow control also needs heartbeats",
        "\"rate_limit_bps\":1000 | 400 | 10086"
            + " | consumer in pull mode can not have rate limit set",
        "\"idle_heartbeat\":1000000000 | 400 | 10088"
            + " | consumer idle heartbeat requires a push based consumer",
        "\"flow_control\":true | 400 | 10089"
            + " | consumer flow control requires a push based consumer",
        "\"max_expires\":1 | 400 | 10115 | consumer max request expires needs to be >= 1ms",
        "\"filter_subject\":\"a\",\"filter_subjects\":[\"b\"] | 400 | 10136"
            + " | consumer cannot have both FilterSubject and FilterSubjects specified",
        "\"filter_subject\":\"a..b\" | 500 | 10052 | invalid subject",
        "\"filter_subjects\":[\"a\",\"\"] | 400 | 10139"
            + " | consumer filter in FilterSubjects cannot be empty",
        "\"filter_subjects\":[\"a.>\",\"a.b\"] | 400 | 10138"
            + " | consumer subject filters cannot overlap",
        "\"filter_subjects\":[\"a.b\",\"a.b\"] | 400 | 10138"
            + " | consumer subject filters cannot overlap",
        "\"opt_start_seq\":5 | 400 | 10094"
            + " | consumer delivery policy is deliver all, but optional start sequence is also set",
        "\"deliver_policy\":\"new\",\"opt_start_time\":\"2020-01-01T00:00:00Z\" | 400 | 10094"
            + " | consumer delivery policy is deliver new, but optional start time is also set",
        "\"deliver_policy\":\"by_start_sequence\" | 400 | 10094"
            + " | consumer delivery policy is deliver by start sequence,"
            + " but optional start sequence is not set",
        "\"deliver_policy\":\"by_start_time\" | 400 | 10094"
            + " | consumer delivery policy is deliver by start time,"
            + " but optional start time is not set",
        "\"deliver_policy\":\"last_per_subject\" | 400 | 10094"
            + " | consumer delivery policy is deliver last per subject,"
            + " but optional filter subject is not set",
        "\"sample_freq\":\"x\" | 400 | 10095 | failed to parse consumer sampling configuration:"
            + " strconv.Atoi: parsing \"x\": invalid syntax",
        "\"durable_name\":\"NAME\" | 400 | 10102"
            + " | consumer name is too long, maximum allowed is 255",
      })
  @DisplayName(
      "CON-122 CON-127..130 CON-132 CON-133 CON-062 CON-064 CON-065 CON-067 CON-075..077"
          + " CON-082 CON-084 CON-201 what no consumer can be")
  void refused(String more, long code, long errCode, String description) {
    client.stream(stream, "");
    String name = more.contains("NAME") ? "x".repeat(256) : "c";
    String config = more.replace("LONG", "x".repeat(4097)).replace("NAME", name);
    client.refuse(stream, name, config, code, errCode, description);
    drop();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"deliver_policy\":\"\"",
        "\"deliver_policy\":\"first\"",
        "\"ack_policy\":\"maybe\"",
        "\"replay_policy\":\"slow\"",
        "\"ack_wait\":\"30s\"",
        "\"no_such_member\":1"
      })
  @DisplayName("CON-063 CON-066 CON-021 what cannot be decoded")
  void undecodable(String more) {
    client.stream(stream, "");
    Json error =
        client
            .api()
            .ask("CONSUMER.CREATE.undecodable.c", ConsumerClient.body(stream, more, ""))
            .object("error");
    assertThat(error.number("err_code")).isEqualTo(10025);
    assertThat(error.text("description")).startsWith("invalid JSON: ");
    drop();
  }

  @Test
  @DisplayName("CON-120 CON-121 CON-161 names that may be, and those that may not")
  void names() {
    client.stream(stream, "");
    client.refuse(
        stream, "a*", "", 500, 10052, "consumer name can not contain '.', '*', '>', '\\', '/'");
    client
        .api()
        .fail(
            "consumer_create_response",
            "CONSUMER.CREATE.names",
            ConsumerClient.body(stream, "\"name\":\"a.b\"", ""))
        .with(500, 10052, "consumer name can not contain '.', '*', '>', '\\', '/'");
    client.publish("names.a", "x", "y");
    for (String name : List.of("with-_:$", "50%off", "u\u00c3\u00bcml")) {
      client.durable(stream, name, "");
      Delivery message = client.fetch(stream, name);
      assertThat(message.reply()).startsWith("$JS.ACK.names." + name + ".1.1.1.");
      client.ack(message);
      assertThat(ConsumerClient.pair(client.info(stream, name), "ack_floor"))
          .containsExactly(1L, 1L);
    }
  }

  @Test
  @DisplayName("CON-089 metadata is kept, within 128 KiB")
  void metadata() {
    client.stream(stream, "");
    Json kept = client.durable(stream, "c", "\"metadata\":{\"a\":\"b\"}").object("config");
    assertThat(kept.object("metadata").text("a")).isEqualTo("b");
    assertThat(kept.object("metadata").text("_nats.req.level")).isEqualTo("0");
    client.refuse(
        stream,
        "d",
        "\"metadata\":{\"a\":\"" + "x".repeat(128 * 1024) + "\"}",
        400,
        10135,
        "consumer metadata exceeds maximum size of 128KB");
  }

  @Test
  @DisplayName("CON-092 CON-093 STR-228 STR-253 limits that the stream sets its consumers")
  void streamLimits() {
    String limits =
        "\"consumer_limits\":{\"max_ack_pending\":50,\"inactive_threshold\":60000000000}";
    client.stream(stream, limits);
    Json config = client.durable(stream, "c", "").object("config");
    assertThat(config.number("max_ack_pending")).isEqualTo(50);
    assertThat(config.number("inactive_threshold")).isEqualTo(60_000_000_000L);
    String explicit = "\"ack_policy\":\"explicit\",";
    client.refuse(
        stream,
        "d",
        explicit + "\"max_ack_pending\":51",
        400,
        10121,
        "consumer max ack pending exceeds system limit of 50");
    client.refuse(
        stream,
        "d",
        explicit + "\"inactive_threshold\":61000000000",
        400,
        10153,
        "consumer inactive threshold exceeds system limit of 1m0s");
    client
        .api()
        .fail(
            "stream_update_response",
            "STREAM.UPDATE.streamLimits",
            "{\"name\":\"streamLimits\",\"storage\":\"memory\",\"subjects\":[\"streamLimits.>\"],"
                + "\"consumer_limits\":{\"max_ack_pending\":10,"
                + "\"inactive_threshold\":60000000000}}")
        .with(500, 10069, "change to limits violates consumers: c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"ack_policy\":\"none\" | 400 | 10084"
            + " | consumer in pull mode requires explicit ack policy on workqueue stream",
        "\"ack_policy\":\"all\" | 400 | 10098 | workqueue stream requires explicit ack",
        "\"ack_policy\":\"explicit\",\"deliver_policy\":\"new\" | 400 | 10101"
            + " | consumer must be deliver all on workqueue stream",
        "\"ack_policy\":\"explicit\" | 400 | 10099"
            + " | multiple non-filtered consumers not allowed on workqueue stream",
        "\"ack_policy\":\"explicit\",\"filter_subject\":\"workQueue.a.>\" | 400 | 10100"
            + " | filtered consumer not unique on workqueue stream",
        "\"ack_policy\":\"explicit\",\"filter_subject\":\"workQueue.*.x\" | 400 | 10100"
            + " | filtered consumer not unique on workqueue stream",
      })
  @DisplayName("CON-138 CON-203 STR-262 consumers of a work queue")
  void workQueue(String config, long code, long errCode, String description) {
    client.stream(stream, "\"retention\":\"workqueue\"");
    client.durable(stream, "first", "\"filter_subject\":\"workQueue.a.*\"");
    client.refuse(stream, "second", config, code, errCode, description);
    client.durable(stream, "third", "\"filter_subject\":\"workQueue.b.*\"");
    drop();
  }

  // ---- updates

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"max_deliver\":5 | \"deliver_policy\":\"new\" | deliver policy can not be updated",
        "\"max_deliver\":5 | \"mem_storage\":true | storage type can not be updated",
        "\"deliver_policy\":\"by_start_sequence\",\"opt_start_seq\":2"
            + " | \"deliver_policy\":\"by_start_sequence\",\"opt_start_seq\":3"
            + " | start sequence can not be updated",
        "\"deliver_policy\":\"by_start_time\",\"opt_start_time\":\"2020-01-01T00:00:00Z\""
            + " | \"deliver_policy\":\"by_start_time\",\"opt_start_time\":\"2021-01-01T00:00:00Z\""
            + " | start time can not be updated",
        "\"ack_policy\":\"explicit\" | \"ack_policy\":\"all\" | ack policy can not be updated",
        "\"max_deliver\":5 | \"replay_policy\":\"original\" | replay policy can not be updated",
        "\"deliver_subject\":\"d\",\"idle_heartbeat\":1000000000 | \"deliver_subject\":\"d\""
            + " | heart beats can not be updated",
        "\"deliver_subject\":\"d\",\"idle_heartbeat\":1000000000"
            + " | \"deliver_subject\":\"d\",\"idle_heartbeat\":1000000000,\"flow_control\":true"
            + " | flow control can not be updated",
        "\"max_deliver\":5 | \"deliver_subject\":\"d\""
            + " | can not update pull consumer to push based",
        "\"deliver_subject\":\"d\" | \"max_deliver\":5"
            + " | can not update push consumer to pull based",
        "\"max_waiting\":5 | \"max_deliver\":5 | max waiting can not be updated",
      })
  @DisplayName("CON-150 CON-705 what no update can change")
  void fixed(String before, String after, String description) {
    client.stream(stream, "");
    client.durable(stream, "c", before);
    String config = "\"durable_name\":\"c\"," + after;
    String acknowledged =
        after.contains("ack_policy") ? config : config + ",\"ack_policy\":\"explicit\"";
    client.refuse(stream, "c", acknowledged, 500, 10012, description);
    drop();
  }

  @Test
  @DisplayName("CON-152 CON-154 what an update can change")
  void changeable() {
    client.stream(stream, "");
    client.publish("changeable.a", "1", "2");
    client.publish("changeable.b", "3");
    client.durable(stream, "c", "\"filter_subject\":\"changeable.a\",\"max_ack_pending\":1");
    assertThat(client.fetch(stream, "c").payload()).isEqualTo("1");
    Json updated =
        client.durable(
            stream,
            "c",
            "\"filter_subjects\":[\"changeable.a\",\"changeable.b\"],\"max_ack_pending\":5,"
                + "\"ack_wait\":60000000000,\"max_deliver\":9,\"headers_only\":true,"
                + "\"max_batch\":7,\"max_expires\":5000000000,\"max_bytes\":1024,"
                + "\"inactive_threshold\":90000000000,\"description\":\"changed\","
                + "\"metadata\":{\"k\":\"v\"}");
    Json config = updated.object("config");
    assertThat(config.texts("filter_subjects")).containsExactly("changeable.a", "changeable.b");
    assertThat(config.number("max_deliver")).isEqualTo(9);
    assertThat(config.number("inactive_threshold")).isEqualTo(90_000_000_000L);
    assertThat(updated.number("num_pending")).isEqualTo(2);
    assertThat(updated.number("num_ack_pending")).isEqualTo(1);
    Delivery next = client.fetch(stream, "c");
    assertThat(next.streamSequence()).isEqualTo(2);
    assertThat(next.payload()).isEmpty();
    assertThat(client.fetch(stream, "c").streamSequence()).isEqualTo(3);
  }

  @Test
  @DisplayName("CON-151 the deliver subject changes only while nobody listens on the old one")
  void deliverSubject() {
    client.stream(stream, "");
    client.publish("deliverSubject.a", "1");
    client.receiver().sendLines("SUB old.place 1").barrier();
    client.durable(stream, "c", "\"deliver_subject\":\"old.place\"");
    assertThat(client.next().payload()).isEqualTo("1");
    String moved =
        "\"durable_name\":\"c\",\"ack_policy\":\"explicit\",\"deliver_subject\":\"new.place\"";
    client.refuse(stream, "c", moved, 400, 10013, "consumer name already in use");
    client.receiver().sendLines("UNSUB 1", "SUB new.place 2").barrier();
    Awaitility.await()
        .untilAsserted(() -> assertThat(client.info(stream, "c").has("push_bound")).isFalse());
    client.create(stream, "c", moved);
    Delivery again = client.next();
    assertThat(again.payload()).isEqualTo("1");
    assertThat(again.deliveries()).isEqualTo(2);
    assertThat(client.info(stream, "c").flag("push_bound")).isTrue();
  }
}

package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Section 20 of the consumers chapter: the dialogues of the official clients, as they are written.
 */
class ConsumerClientsTest {
  private static final String CREATED = "consumer_create_response";
  private static final String ORDERED =
      "\"ack_policy\":\"none\",\"max_deliver\":1,\"mem_storage\":true,\"num_replicas\":1,";

  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  @RegisterExtension final Servers servers = new Servers();

  private ConsumerClient client;
  private JetStreamClient api;
  private RawClient raw;
  private String stream;

  @BeforeEach
  void connect(TestInfo test) {
    stream = test.getTestMethod().orElseThrow().getName();
    client = servers.closing(ConsumerClient.of(SERVER.get(), stream));
    api = client.api();
    raw = client.receiver();
    client.stream(stream, "\"allow_direct\":true");
  }

  private Json ask(String form, String config, String action) {
    return api.succeed(CREATED, "CONSUMER." + form, ConsumerClient.body(stream, config, action));
  }

  private void next(String consumer, String reply, String body) {
    raw.sendLines(
        "PUB $JS.API.CONSUMER.MSG.NEXT.%s.%s %s %d"
            .formatted(stream, consumer, reply, body.length()),
        body);
  }

  private void waiting(String consumer, long count) {
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(client.info(stream, consumer).number("num_waiting")).isEqualTo(count));
  }

  @Test
  @DisplayName("CON-640 CON-641 nats.go consumes: pulls that overlap, on one inbox")
  void goConsume() {
    String config = "\"durable_name\":\"c\",\"ack_policy\":\"explicit\"";
    ask("CREATE.goConsume.c", config, "create");
    ask("CREATE.goConsume.c", config, "create");
    ask("CREATE.goConsume.c", config, "update");
    ask("CREATE.goConsume.c", config, "");
    raw.sendLines("SUB consume 3");
    String pull = "{\"batch\":%d,\"expires\":30000000000,\"idle_heartbeat\":15000000000}";
    next("c", "consume", pull.formatted(4));
    client.publish("goConsume.a", "1", "2", "3");
    assertThat(client.next(3)).extracting(Delivery::sid).containsOnly("3");
    next("c", "consume", pull.formatted(2));
    waiting("c", 2);
    client.publish("goConsume.a", "4", "5");
    List<Delivery> more = client.next(2);
    assertThat(more).extracting(Delivery::payload).containsExactly("4", "5");
    client.delete(stream, "c");
    client.status("consume", "409 Consumer Deleted", "");
  }

  @Test
  @DisplayName("CON-643 CON-650 CON-672 CON-681 nats.go, nats.java and nats.js fetch")
  void fetch() {
    client.durable(stream, "c", "");
    client.publish("fetch.a", "1", "2");
    String reply =
        client.pull(stream, "c", "{\"batch\":5,\"expires\":150000000,\"idle_heartbeat\":75000000}");
    assertThat(client.next(2)).extracting(Delivery::payload).containsExactly("1", "2");
    Delivery status = client.next();
    while (status.status().equals("100 Idle Heartbeat")) {
      status = client.next();
    }
    assertThat(status.status()).isEqualTo("408 Request Timeout");
    assertThat(status.headers()).isEqualTo("Nats-Pending-Messages: 3|Nats-Pending-Bytes: 0");
    assertThat(status.subject()).isEqualTo(reply);
    client.status(
        client.pull(stream, "c", "{\"batch\":5,\"no_wait\":true}"), "404 No Messages", "");
  }

  @Test
  @DisplayName("CON-645 CON-169 ordered by pulling: each new consumer goes on after the last one")
  void orderedPull() {
    client.publish("orderedPull.a", "1", "2");
    client.publish("orderedPull.b", "3");
    String config = ORDERED + "\"inactive_threshold\":300000000000,";
    Json first =
        ask(
            "CREATE.orderedPull.ord_1",
            config + "\"deliver_policy\":\"last_per_subject\",\"filter_subjects\":[\">\"]",
            "create");
    assertThat(first.number("num_pending")).isEqualTo(2);
    List<Delivery> both = client.fetch(stream, "ord_1", 2);
    assertThat(both).extracting(Delivery::payload).containsExactly("2", "3");
    assertThat(both.get(1).reply()).startsWith("$JS.ACK.orderedPull.ord_1.1.3.2.");
    client.publish("orderedPull.a", "4");
    ask(
        "CREATE.orderedPull.ord_2",
        config + "\"deliver_policy\":\"by_start_sequence\",\"opt_start_seq\":4",
        "create");
    client.delete(stream, "ord_1");
    Delivery next = client.fetch(stream, "ord_2");
    assertThat(next.reply()).startsWith("$JS.ACK.orderedPull.ord_2.1.4.1.");
    assertThat(next.pending()).isZero();
  }

  @Test
  @DisplayName("CON-648 CON-662 CON-682 watching keys: when the first part is over")
  void watch() {
    client.publish("watch.a", "1", "2");
    client.publish("watch.b", "3");
    String config =
        ORDERED
            + "\"deliver_policy\":\"last_per_subject\",\"flow_control\":true,"
            + "\"idle_heartbeat\":5000000000,\"ack_wait\":79200000000000,";
    raw.sendLines("SUB watching 3").barrier();
    Json created =
        ask(
            "CREATE.watch",
            config + "\"deliver_subject\":\"watching\",\"filter_subject\":\"watch.>\"",
            "");
    long initial =
        created.number("num_pending") + created.object("delivered").number("consumer_seq");
    assertThat(initial).isEqualTo(2);
    List<Delivery> both = client.next(2);
    assertThat(both).extracting(Delivery::pending).containsExactly(1L, 0L);
    assertThat(client.info(stream, created.text("name")).number("num_pending")).isZero();
    Json none =
        ask(
            "CREATE.watch",
            config + "\"deliver_subject\":\"nothing\",\"filter_subject\":\"watch.z\"",
            "");
    assertThat(none.number("num_pending")).isZero();
    client.publish("watch.a", "4");
    Delivery update = client.next();
    assertThat(update.payload()).isEqualTo("4");
    assertThat(update.pending()).isZero();
  }

  @Test
  @DisplayName("CON-649 CON-653 reading an object: the count of chunks to come ends at nothing")
  void object() {
    for (int i = 1; i <= 4; i++) {
      client.publish("object.C.nuid", "chunk" + i);
      client.publish("object.C.other", "x");
    }
    raw.sendLines("SUB chunks 3").barrier();
    ask(
        "CREATE.object",
        ORDERED
            + "\"deliver_subject\":\"chunks\",\"filter_subject\":\"object.C.nuid\","
            + "\"flow_control\":true,\"idle_heartbeat\":5000000000",
        "");
    for (int i = 1; i <= 4; i++) {
      Delivery chunk = client.next();
      assertThat(chunk.payload()).isEqualTo("chunk" + i);
      assertThat(chunk.consumerSequence() + chunk.pending()).isEqualTo(4);
    }
  }

  @Test
  @DisplayName("CON-651 CON-652 nats.java: several filters by old subjects, an inbox for each pull")
  void java() {
    client.publish("java.a", "1");
    client.publish("java.b", "2");
    client.publish("java.c", "3");
    String filters = "\"filter_subjects\":[\"java.a\",\"java.c\"],\"ack_policy\":\"explicit\"";
    Json ephemeral = ask("CREATE.java", filters + ",\"inactive_threshold\":11000000000", "");
    assertThat(ephemeral.number("num_pending")).isEqualTo(2);
    assertThat(client.fetch(stream, ephemeral.text("name"), 2))
        .extracting(Delivery::payload)
        .containsExactly("1", "3");
    Json durable = ask("DURABLE.CREATE.java.d", filters + ",\"durable_name\":\"d\"", "");
    assertThat(durable.object("config").texts("filter_subjects"))
        .containsExactly("java.a", "java.c");
    raw.sendLines("SUB many.* 4");
    next("d", "many.1", "{\"batch\":1,\"expires\":100000000,\"max_bytes\":10}");
    Delivery first = client.next();
    assertThat(first.subject()).isEqualTo("many.1");
    assertThat(first.status()).isEqualTo("409 Message Size Exceeds MaxBytes");
    next("d", "many.2", "{\"batch\":9,\"expires\":100000000,\"max_bytes\":100000}");
    assertThat(client.next(2)).extracting(Delivery::payload).containsExactly("1", "3");
    Delivery second = client.next();
    assertThat(second.subject()).isEqualTo("many.2");
    assertThat(second.status()).isEqualTo("408 Request Timeout");
    assertThat(second.header("Nats-Pending-Messages")).isEqualTo("7");
  }

  @Test
  @DisplayName("CON-691 CON-707 the command line creates with a zero pause, pauses and pages")
  void commandLine() {
    String zero = "\"pause_until\":\"0001-01-01T00:00:00Z\"";
    Json created = ask("CREATE.commandLine.c", "\"durable_name\":\"c\"," + zero, "");
    assertThat(created.has("paused")).isFalse();
    assertThat(created.object("config").object("metadata").text("_nats.req.level")).isEqualTo("0");
    ask("CREATE.commandLine.c", "\"durable_name\":\"c\"," + zero, "");
    Json paused =
        api.succeed(
            "consumer_pause_response",
            "CONSUMER.PAUSE.commandLine.c",
            "{\"pause_until\":\"2999-01-01T00:00:00Z\"}");
    assertThat(paused.flag("paused")).isTrue();
    assertThat(paused.text("pause_until")).isEqualTo("2999-01-01T00:00:00Z");
    assertThat(paused.number("pause_remaining")).isPositive();
    Json resumed = api.succeed("consumer_pause_response", "CONSUMER.PAUSE.commandLine.c", "{}");
    assertThat(resumed.names()).containsExactly("type", "paused", "pause_until");
    Json list =
        api.succeed("consumer_list_response", "CONSUMER.LIST.commandLine", "{\"offset\":0}");
    assertThat(list.number("total")).isEqualTo(list.objects("consumers").size());
  }

  @Test
  @DisplayName("CON-692 the command line takes one message on a fresh inbox, and acknowledges it")
  void commandLineNext() {
    client.durable(stream, "c", "");
    client.publish("commandLineNext.a", "1", "2");
    raw.sendLines("SUB fresh 3", "UNSUB 3 1");
    next("c", "fresh", "{\"expires\":5000000000,\"batch\":1}");
    Delivery first = client.next();
    raw.publish(first.reply(), "+ACK").barrier();
    raw.sendLines("SUB fresher 4", "UNSUB 4 1");
    next("c", "fresher", "{\"expires\":5000000000,\"batch\":1}");
    Delivery second = client.next();
    assertThat(second.payload()).isEqualTo("2");
    raw.publish(second.reply(), "").barrier();
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(ConsumerClient.pair(client.info(stream, "c"), "ack_floor"))
                    .containsExactly(2L, 2L));
  }

  @Test
  @DisplayName("CON-724 CON-366 the end of a request comes after its last message")
  void endComesLast() {
    client.durable(stream, "c", "\"max_ack_pending\":-1");
    RawClient publisher = servers.closing(SERVER.get().connect(RawClient.MODERN));
    for (int i = 1; i <= 15; i++) {
      raw.sendLines("SUB end." + i + " " + i);
      next("c", "end." + i, "{\"batch\":1000,\"expires\":15000000}");
      for (int m = 0; m < 40; m++) {
        publisher.publish("endComesLast.a", "x");
      }
      int received = 0;
      Delivery next = client.next();
      while (next.status().isEmpty()) {
        assertThat(next.sid()).isEqualTo(String.valueOf(i));
        received++;
        next = client.next();
      }
      assertThat(next.subject()).isEqualTo("end." + i);
      assertThat(next.header("Nats-Pending-Messages")).isEqualTo(String.valueOf(1000 - received));
    }
  }
}

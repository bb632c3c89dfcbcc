package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sections 1 to 3 and 14 of the consumers chapter: requests about consumers, and their info. */
class ConsumerApiTest extends ConsumerConformance {
  private static final String CREATED = "consumer_create_response";

  @RegisterExtension
  static final Servers SERVER =
      Servers.shared(
          """
          server_name: asked
          jetstream { store_dir: "${dir}/store", domain: hub }
          accounts {
            A { users: [ {user: a, password: a} ], jetstream: enabled }
            B { users: [ {user: b, password: b} ] }
          }
          no_auth_user: a
          """);

  private JetStreamClient api;

  ConsumerApiTest() {
    super(SERVER);
  }

  @BeforeEach
  void prepare() {
    api = client.api();
  }

  private Json ask(String form, String config) {
    return api.succeed(CREATED, "CONSUMER." + form, ConsumerClient.body(stream, config, ""));
  }

  private void refuse(String form, String config, long code, long errCode, String description) {
    api.fail(CREATED, "CONSUMER." + form, ConsumerClient.body(stream, config, ""))
        .with(code, errCode, description);
  }

  @Test
  @DisplayName("CON-001..004 CON-034 CON-160 CON-162 every form of create, and the names it gives")
  void forms() {
    client.stream(stream, "");
    Json named = ask("CREATE.forms.worker", "\"ack_policy\":\"explicit\",\"name\":\"ignored\"");
    assertThat(named.text("stream_name")).isEqualTo(stream);
    assertThat(named.text("name")).isEqualTo("worker");
    assertThat(named.object("config").text("name")).isEqualTo("worker");
    assertThat(named.object("config").has("durable_name")).isFalse();
    assertThat(named.object("config").number("inactive_threshold")).isEqualTo(5_000_000_000L);
    Json filtered = ask("CREATE.forms.some.forms.a.*", "\"filter_subject\":\"forms.a.*\"");
    assertThat(filtered.object("config").text("filter_subject")).isEqualTo("forms.a.*");
    Json automatic = ask("CREATE.forms", "\"ack_policy\":\"explicit\"");
    assertThat(automatic.text("name")).matches("[A-Za-z0-9]{8}");
    assertThat(automatic.object("config").has("name")).isFalse();
    assertThat(ask("CREATE.forms", "\"name\":\"chosen\"").text("name")).isEqualTo("chosen");
    Json durable = ask("DURABLE.CREATE.forms.old", "\"durable_name\":\"old\"");
    assertThat(durable.object("config").text("durable_name")).isEqualTo("old");
    assertThat(durable.object("config").text("name")).isEqualTo("old");
    assertThat(durable.object("config").has("inactive_threshold")).isFalse();
    Json both = ask("CREATE.forms.new", "\"durable_name\":\"new\"");
    assertThat(both.object("config").text("durable_name")).isEqualTo("new");
  }

  @Test
  @DisplayName("CON-031..036 CON-030 what subject and body must agree about")
  void disagreements() {
    client.stream(stream, "");
    api.fail(CREATED, "CONSUMER.CREATE.disagreements.c", ConsumerClient.body("other", "", ""))
        .with(400, 10056, "stream name in subject does not match request");
    refuse(
        "CREATE.disagreements.a/b",
        "",
        400,
        10127,
        "Consumer name can not contain path separators");
    refuse(
        "DURABLE.CREATE.disagreements.d",
        "",
        400,
        10018,
        "consumer expected to be durable but a durable name was not set");
    for (String form : List.of("DURABLE.CREATE.disagreements.d", "CREATE.disagreements.d")) {
      refuse(
          form,
          "\"durable_name\":\"e\"",
          400,
          10017,
          "consumer name in subject does not match durable name in request");
    }
    refuse(
        "CREATE.disagreements",
        "\"durable_name\":\"e\"",
        400,
        10020,
        "consumer expected to be ephemeral but a durable name was set in request");
    refuse(
        "CREATE.disagreements.c.x",
        "\"filter_subjects\":[\"x\"]",
        400,
        10137,
        "consumer with multiple subject filters cannot use subject based API");
    refuse(
        "CREATE.disagreements.c.x",
        "\"filter_subject\":\"y\"",
        400,
        10131,
        "Consumer create request did not match filtered subject from create subject");
    Json answer =
        api.ask("CONSUMER.CREATE.disagreements.c", ConsumerClient.body(stream, "", "make"));
    assertThat(answer.object("error").number("err_code")).isEqualTo(10025);
    assertThat(answer.object("error").text("description")).contains("unknown consumer action");
  }

  @Test
  @DisplayName("CON-005 CON-006 CON-022 CON-021 names and lists, sorted, from an offset")
  void lists() {
    client.stream(stream, "");
    for (String name : List.of("c", "a", "B")) {
      client.durable(stream, name, "");
    }
    String names = "CONSUMER.NAMES." + stream;
    Json all = api.succeed("consumer_names_response", names, "ignored");
    assertThat(all.names()).containsExactly("type", "total", "offset", "limit", "consumers");
    assertThat(all.texts("consumers")).containsExactly("B", "a", "c");
    assertThat(all.number("limit")).isEqualTo(1024);
    Json rest = api.succeed("consumer_names_response", names, "{\"offset\":1}");
    assertThat(rest.texts("consumers")).containsExactly("a", "c");
    assertThat(rest.number("total")).isEqualTo(3);
    assertThat(rest.number("offset")).isEqualTo(1);
    Json beyond = api.succeed("consumer_names_response", names, "{\"offset\":9}");
    assertThat(beyond.number("offset")).isEqualTo(3);
    assertThat(beyond.list("consumers")).isEmpty();
    Json before = api.succeed("consumer_names_response", names, "{\"offset\":-4}");
    assertThat(before.texts("consumers")).hasSize(3);
    Json list = api.succeed("consumer_list_response", "CONSUMER.LIST." + stream, "");
    assertThat(list.names()).containsExactly("type", "total", "offset", "limit", "consumers");
    assertThat(list.number("limit")).isEqualTo(256);
    assertThat(list.objects("consumers").stream().map(one -> one.text("name")))
        .containsExactly("B", "a", "c");
    api.succeed("consumer_list_response", "CONSUMER.LIST." + stream, " x");
    Json error = api.ask(names, "{\"offset\":").object("error");
    assertThat(error.number("err_code")).isEqualTo(10025);
    assertThat(error.text("description")).startsWith("invalid JSON: ");
  }

  @Test
  @DisplayName("CON-007 CON-008 CON-014 CON-023 what is missing, and what errors look like")
  void missing() {
    String noStream = "stream not found";
    Json names = api.fail("consumer_names_response", "CONSUMER.NAMES.missing", "").answer();
    assertThat(names.names())
        .containsExactly("type", "error", "total", "offset", "limit", "consumers");
    assertThat(names.list("consumers")).isEmpty();
    assertThat(names.number("limit")).isZero();
    new JetStreamClient.Failure(names).with(404, 10059, noStream);
    Json list = api.fail("consumer_list_response", "CONSUMER.LIST.missing", "").answer();
    assertThat(list.names())
        .containsExactly("type", "error", "total", "offset", "limit", "consumers");
    api.fail("consumer_info_response", "CONSUMER.INFO.missing.c", "").with(404, 10059, noStream);
    api.fail("consumer_delete_response", "CONSUMER.DELETE.missing.c", "")
        .with(404, 10059, noStream);
    refuse("CREATE.missing.c", "", 404, 10059, noStream);
    client.stream(stream, "");
    String noConsumer = "consumer not found";
    Json info = api.fail("consumer_info_response", "CONSUMER.INFO.missing.c", "").answer();
    assertThat(info.names()).containsExactly("type", "error");
    new JetStreamClient.Failure(info).with(404, 10014, noConsumer);
    Json deleted = api.fail("consumer_delete_response", "CONSUMER.DELETE.missing.c", "").answer();
    assertThat(deleted.names()).containsExactly("type", "error");
    new JetStreamClient.Failure(deleted).with(404, 10014, noConsumer);
    Json paused = api.fail("consumer_pause_response", "CONSUMER.PAUSE.missing.c", "").answer();
    assertThat(paused.names()).containsExactly("type", "error", "paused", "pause_until");
    assertThat(paused.text("pause_until")).isEqualTo("0001-01-01T00:00:00Z");
    client.durable(stream, "c", "");
    String empty = "expected an empty request payload";
    api.fail("consumer_info_response", "CONSUMER.INFO.missing.c", "{\"a\":1}")
        .with(400, 10038, empty);
    api.fail("consumer_delete_response", "CONSUMER.DELETE.missing.c", "x").with(400, 10038, empty);
    api.succeed("consumer_info_response", "CONSUMER.INFO.missing.c", " { } ");
    client.delete(stream, "c");
    api.fail("consumer_info_response", "CONSUMER.INFO.missing.c", "").with(404, 10014, noConsumer);
  }

  @Test
  @DisplayName("CON-009 CON-015 CON-349 CON-714 a pull that nobody can serve: no responders")
  void unservedPulls() {
    client.stream(stream, "");
    String reply = client.pull(stream, "none", "");
    client.status(reply, "503", "Nats-Subject: $JS.API.CONSUMER.MSG.NEXT.unservedPulls.none");
    client.durable(stream, "some", "");
    client.publish("unservedPulls.a", "x");
    client.pull(stream, "some", "");
    assertThat(client.next().payload()).isEqualTo("x");
    client.delete(stream, "some");
    reply = client.pull(stream, "some", "");
    client.status(reply, "503", "Nats-Subject: $JS.API.CONSUMER.MSG.NEXT.unservedPulls.some");
  }

  @Test
  @DisplayName("CON-017 the domain's prefix reaches consumers, and acknowledgements stay the same")
  void domain() {
    client.stream(stream, "");
    client.publish("domain.a", "x");
    RawClient raw = api.connection();
    Json created =
        raw.request(
            "$JS.hub.API.CONSUMER.CREATE.domain.c",
            ConsumerClient.body(stream, "\"ack_policy\":\"explicit\"", ""));
    assertThat(created.text("name")).isEqualTo("c");
    client
        .receiver()
        .sendLines("SUB dom 3", "PUB $JS.hub.API.CONSUMER.MSG.NEXT.domain.c dom 0", "");
    Delivery message = client.next();
    assertThat(message.payload()).isEqualTo("x");
    assertThat(message.reply()).startsWith("$JS.ACK.domain.c.1.1.1.");
    assertThat(raw.request("$JS.hub.API.CONSUMER.INFO.domain.c", "").number("num_ack_pending"))
        .isEqualTo(1);
    client.ack(message);
  }

  @Test
  @DisplayName("CON-018 CON-037 the order of checks: JSON, account, replicas, stream")
  void order() {
    JetStreamClient other = JetStreamClient.as(SERVER.get(), "b");
    servers.closing(other.connection());
    String refused = "JetStream not enabled for account";
    other
        .fail(CREATED, "CONSUMER.CREATE.order.c", ConsumerClient.body("x", "", ""))
        .with(503, 10039, refused);
    other.fail("consumer_info_response", "CONSUMER.INFO.order.c", "").with(503, 10039, refused);
    other
        .fail("consumer_info_response", "CONSUMER.INFO.order.c", "{\"a\":1}")
        .with(400, 10038, "expected an empty request payload");
    assertThat(other.ask("CONSUMER.CREATE.order.c", "{").object("error").number("err_code"))
        .isEqualTo(10025);
    refuse(
        "CREATE.order.c",
        "\"num_replicas\":3",
        500,
        10074,
        "replicas > 1 not supported in non-clustered mode");
    refuse("CREATE.order.c", "\"opt_start_seq\":3", 404, 10059, "stream not found");
  }

  @Test
  @DisplayName("CON-038..040 CON-154 CON-706 actions: create again, update, either")
  void actions() {
    client.stream(stream, "");
    String durable = "\"durable_name\":\"c\",\"ack_policy\":\"explicit\"";
    String subject = "CONSUMER.CREATE.actions.c";
    api.fail(CREATED, subject, ConsumerClient.body(stream, durable, "update"))
        .with(400, 10149, "consumer does not exist");
    Json first = api.succeed(CREATED, subject, ConsumerClient.body(stream, durable, "create"));
    String spelled =
        durable
            + ",\"deliver_policy\":\"all\",\"max_waiting\":512,\"max_ack_pending\":1000,"
            + "\"ack_wait\":30000000000,\"max_deliver\":0,\"replay_policy\":\"instant\","
            + "\"metadata\":{\"_nats.ver\":\"1\"}";
    Json again = api.succeed(CREATED, subject, ConsumerClient.body(stream, spelled, "create"));
    assertThat(again.text("created")).isEqualTo(first.text("created"));
    api.fail(
            CREATED,
            subject,
            ConsumerClient.body(stream, durable + ",\"description\":\"x\"", "create"))
        .with(400, 10148, "consumer already exists");
    Json updated =
        api.succeed(
            CREATED,
            subject,
            ConsumerClient.body(stream, durable + ",\"description\":\"x\"", "update"));
    assertThat(updated.object("config").text("description")).isEqualTo("x");
    assertThat(
            client
                .create(stream, "c", durable + ",\"description\":\"y\"")
                .object("config")
                .text("description"))
        .isEqualTo("y");
    refuse(
        "CREATE.actions.c",
        durable + ",\"deliver_policy\":\"new\"",
        500,
        10012,
        "deliver policy can not be updated");
  }

  @Test
  @DisplayName("CON-042 how many consumers there may be")
  void count() {
    client.stream(stream, "\"max_consumers\":2");
    client.durable(stream, "a", "");
    client.durable(stream, "b", "");
    client.refuse(
        stream, "c", "\"durable_name\":\"c\"", 400, 10026, "maximum consumers limit reached");
    client.durable(stream, "b", "\"description\":\"an update is not counted\"");
    client.delete(stream, "a");
    client.durable(stream, "c", "");
    assertThat(client.streamState(stream).number("consumer_count")).isEqualTo(2);
  }

  @Test
  @DisplayName("CON-043 CON-703 the answer to create tells of the time before delivery")
  void createdBeforeDelivery() {
    client.stream(stream, "");
    client.publish("createdBeforeDelivery.a", "1", "2", "3", "4", "5");
    client.receiver().sendLines("SUB deliver.here 9").barrier();
    Json created =
        client.create(
            stream,
            "push",
            "\"deliver_subject\":\"deliver.here\",\"deliver_policy\":\"by_start_sequence\","
                + "\"opt_start_seq\":3");
    assertThat(created.number("num_pending")).isEqualTo(3);
    assertThat(created.number("num_ack_pending")).isZero();
    assertThat(ConsumerClient.pair(created, "delivered")).containsExactly(0L, 2L);
    assertThat(ConsumerClient.pair(created, "ack_floor")).containsExactly(0L, 2L);
    assertThat(client.next(3)).extracting(Delivery::payload).containsExactly("3", "4", "5");
  }

  @Test
  @DisplayName("CON-490 CON-494 CON-498 CON-500 info: members in order, counters always there")
  void description() {
    client.stream(stream, "");
    Json created = client.durable(stream, "c", "");
    Json info = client.info(stream, "c");
    List<String> names = new ArrayList<>(info.names());
    names.remove("cluster");
    assertThat(names)
        .containsExactly(
            "type",
            "stream_name",
            "name",
            "created",
            "config",
            "delivered",
            "ack_floor",
            "num_ack_pending",
            "num_redelivered",
            "num_waiting",
            "num_pending",
            "ts");
    assertThat(created.has("cluster")).isFalse();
    assertThat(info.text("created")).isEqualTo(created.text("created"));
    assertThat(Instant.parse(info.text("ts"))).isAfter(Instant.parse(info.text("created")));
    client.pull(stream, "c", "{\"batch\":5}");
    client.pull(stream, "c", "{\"batch\":5}");
    client.receiver().barrier();
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(client.info(stream, "c").number("num_waiting")).isEqualTo(2));
    client.receiver().sendLines("SUB bound 5").barrier();
    client.create(stream, "p", "\"deliver_subject\":\"bound\"");
    Json push = client.info(stream, "p");
    assertThat(push.flag("push_bound")).isTrue();
    assertThat(push.number("num_waiting")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"group\":\"\"} | 10025 | invalid JSON: consumer group not specified",
        "{\"group\":\"not this\"} | 10162 | Valid priority group name must match"
            + " A-Z, a-z, 0-9, -_/=)+ and may not exceed 16 characters",
        "{\"group\":\"B\"} | 10160 | Provided priority group does not exist for this consumer",
      })
  @DisplayName("CON-026 CON-011 unpinning what cannot be")
  void unpin(String body, long errCode, String description) {
    String type = "consumer_unpin_response";
    client.stream(stream, "");
    client.create(stream, "c", "\"priority_groups\":[\"A\"],\"priority_policy\":\"pinned_client\"");
    api.fail(type, "CONSUMER.UNPIN.unpin.c", body).with(400, errCode, description);
    api.fail(type, "CONSUMER.UNPIN.NOPE.c", "{\"group\":\"A\"}")
        .with(404, 10059, "stream not found");
    api.fail(type, "CONSUMER.UNPIN.unpin.d", "{\"group\":\"A\"}")
        .with(404, 10014, "consumer not found");
    assertThat(api.succeed(type, "CONSUMER.UNPIN.unpin.c", "{\"group\":\"A\"}").names())
        .containsExactly("type");
    api.succeed("stream_delete_response", "STREAM.DELETE.unpin", "");
  }
}

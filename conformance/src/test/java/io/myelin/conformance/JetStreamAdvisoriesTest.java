package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Section 20 of the streams chapter: what accounts are told of their streams. */
class JetStreamAdvisoriesTest {
  private static final String ADVISORY = "$JS.EVENT.ADVISORY.";
  private static final String TYPE = "io.nats.jetstream.advisory.v1.";

  @RegisterExtension
  static final Servers SERVER =
      Servers.shared(
          """
          server_name: told
          store_dir: "${dir}/store"
          jetstream { max_mem: 100MB, max_file: 1GB, domain: hub }
          accounts {
            A { users: [ {user: a, password: a} ], jetstream: enabled }
            B { users: [ {user: b, password: b} ], jetstream: enabled }
          }
          """);

  @RegisterExtension final Servers servers = new Servers();

  private JetStreamClient client;
  private RawClient listener;
  private String stream;

  @BeforeEach
  void connect(TestInfo test) {
    client = JetStreamClient.as(SERVER.get(), "a");
    listener = SERVER.get().connect(RawClient.as("a", "a"));
    servers.closing(client.connection());
    servers.closing(listener);
    stream = test.getTestMethod().orElseThrow().getName();
  }

  private static void common(Json event, String type) {
    assertThat(event.text("type")).isEqualTo(TYPE + type);
    assertThat(event.text("id")).hasSize(22);
    assertThat(Instant.parse(event.text("timestamp"))).isBefore(Instant.now().plusSeconds(60));
    assertThat(event.text("domain")).isEqualTo("hub");
  }

  @Test
  @DisplayName("STR-580 a stream is created, changed and deleted")
  void streamActions() {
    listener.sendLines("SUB " + ADVISORY + "STREAM.*." + stream + " 1").barrier();
    client.create(stream, "\"subjects\":[\"" + stream + "\"]");
    Json created = listener.readMessage(ADVISORY + "STREAM.CREATED." + stream);
    common(created, "stream_action");
    assertThat(created.names())
        .containsExactly("type", "id", "timestamp", "stream", "action", "domain");
    assertThat(created.text("stream")).isEqualTo(stream);
    assertThat(created.text("action")).isEqualTo("create");
    client.create(stream, "\"subjects\":[\"" + stream + "\"]");
    client.succeed(
        "stream_update_response",
        "STREAM.UPDATE." + stream,
        "{\"name\":\"" + stream + "\",\"subjects\":[\"" + stream + "\"],\"max_msgs\":5}");
    Json changed = listener.readMessage(ADVISORY + "STREAM.UPDATED." + stream);
    common(changed, "stream_action");
    assertThat(changed.text("action")).isEqualTo("modify");
    client.succeed("stream_delete_response", "STREAM.DELETE." + stream, "");
    Json deleted = listener.readMessage(ADVISORY + "STREAM.DELETED." + stream);
    common(deleted, "stream_action");
    assertThat(deleted.text("action")).isEqualTo("delete");
  }

  @Test
  @DisplayName("STR-580 other accounts are told nothing")
  void ownAccountOnly() {
    RawClient other = servers.closing(SERVER.get().connect(RawClient.as("b", "b")));
    other.sendLines("SUB $JS.EVENT.> 1").barrier();
    listener.sendLines("SUB " + ADVISORY + "STREAM.CREATED." + stream + " 1").barrier();
    client.create(stream, "");
    listener.readMessage(ADVISORY + "STREAM.CREATED." + stream);
    other.barrier();
  }

  @Test
  @DisplayName("STR-073 STR-584 every answer is audited, a message that was got is not")
  void audit() {
    listener.sendLines("SUB " + ADVISORY + "API 1").barrier();
    String body = "{\"name\":\"" + stream + "\",\"subjects\":[\"" + stream + "\"]}";
    String answer = client.connection().requestText("$JS.API.STREAM.CREATE." + stream, body);
    Json event = listener.readMessage(ADVISORY + "API");
    common(event, "api_audit");
    assertThat(event.names())
        .containsExactly(
            "type",
            "id",
            "timestamp",
            "server",
            "client",
            "subject",
            "request",
            "response",
            "domain");
    assertThat(event.text("server")).isEqualTo("told");
    assertThat(event.text("subject")).isEqualTo("$JS.API.STREAM.CREATE." + stream);
    assertThat(event.text("request")).isEqualTo(body);
    assertThat(event.text("response")).isEqualTo(answer);
    Json asked = event.object("client");
    assertThat(asked.text("acc")).isEqualTo("A");
    assertThat(asked.text("user")).isEqualTo("a");
    assertThat(asked.text("host")).isEqualTo("127.0.0.1");
    assertThat(asked.number("id")).isEqualTo(client.connection().info().number("client_id"));
    assertThat(asked.text("server")).isEqualTo("told");
    assertThat(asked.text("kind")).isEqualTo("Client");
    assertThat(asked.text("client_type")).isEqualTo("nats");
    assertThat(Instant.parse(asked.text("start"))).isAfter(Instant.EPOCH);
    client.publish(stream, "x");
    client.succeed("stream_msg_get_response", "STREAM.MSG.GET." + stream, "{\"seq\":1}");
    client.fail("stream_msg_get_response", "STREAM.MSG.GET." + stream, "{\"seq\":9}");
    Json failed = listener.readMessage(ADVISORY + "API");
    assertThat(failed.text("request")).isEqualTo("{\"seq\":9}");
    assertThat(failed.text("response")).contains("\"err_code\":10037");
    client.info();
    Json info = listener.readMessage(ADVISORY + "API");
    assertThat(info.has("request")).isFalse();
    assertThat(info.text("subject")).isEqualTo("$JS.API.INFO");
  }

  @Test
  @DisplayName("STR-073 STR-040 requests and failures are counted")
  void counts() {
    Json before = client.info().object("api");
    client.create(stream, "");
    client.ask("STREAM.INFO.NOPE", "");
    client.ask("STREAM.INFO.NOPE", "");
    Json after = client.info().object("api");
    assertThat(after.number("total") - before.number("total")).isEqualTo(4);
    assertThat(after.number("errors") - before.number("errors")).isEqualTo(2);
  }
}

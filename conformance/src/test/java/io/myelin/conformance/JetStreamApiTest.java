package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 3 of the streams chapter: what all requests to the API have in common. */
class JetStreamApiTest {
  @RegisterExtension
  static final Servers SERVER =
      Servers.shared(
          "store_dir: \"${dir}/store\"\njetstream { max_mem: 100MB, max_file: 1GB, domain: hub }");

  @RegisterExtension final Servers servers = new Servers();

  private JetStreamClient client;
  private String stream;

  @BeforeEach
  void connect(TestInfo test) {
    client = JetStreamClient.of(SERVER.get());
    servers.closing(client.connection());
    stream = test.getTestMethod().orElseThrow().getName();
  }

  private Json create(String more) {
    return client.create(
        stream, "\"subjects\":[\"" + stream + ".>\"]" + (more.isEmpty() ? "" : "," + more));
  }

  @Test
  @DisplayName("STR-060 failed answers have type and error; other members are absent or empty")
  void failedAnswers() {
    Json info = client.fail("stream_info_response", "STREAM.INFO.NOPE", "").answer();
    assertThat(info.names()).containsExactly("type", "error", "total", "offset", "limit");
    assertThat(info.object("error").names()).containsExactly("code", "err_code", "description");
    assertThat(info.number("total") + info.number("offset") + info.number("limit")).isZero();
    Json purge = client.fail("stream_purge_response", "STREAM.PURGE.NOPE", "").answer();
    assertThat(purge.names()).containsExactly("type", "error", "purged");
    Json delete = client.fail("stream_delete_response", "STREAM.DELETE.NOPE", "").answer();
    assertThat(delete.names()).containsExactly("type", "error");
  }

  @Test
  @DisplayName("STR-061 a request without reply subject is executed, answers have no headers")
  void withoutReply() {
    RawClient raw = client.connection();
    String body = "{\"name\":\"" + stream + "\"}";
    raw.publish("$JS.API.STREAM.CREATE." + stream, body);
    Awaitility.await().until(() -> !client.ask("STREAM.INFO." + stream, "").has("error"));
    RawClient modern = servers.closing(SERVER.get().connect(RawClient.MODERN));
    assertThat(modern.request("$JS.API.STREAM.INFO." + stream, "").has("config")).isTrue();
  }

  @Test
  @DisplayName("STR-062 durations in nanoseconds, times in RFC 3339, wildcards escaped")
  void conventions() {
    create("\"max_age\":1500000000");
    RawClient raw = client.connection();
    String text = raw.requestText("$JS.API.STREAM.INFO." + stream, "");
    assertThat(text)
        .contains("\"max_age\":1500000000", "\"" + stream + ".\\u003e\"")
        .contains("\"first_ts\":\"0001-01-01T00:00:00Z\"")
        .doesNotContain(" ", "\n");
    Json info = Json.parse(text);
    assertThat(Instant.parse(info.text("created"))).isBefore(Instant.now().plusSeconds(60));
    assertThat(info.text("created")).doesNotContain("0Z").endsWith("Z");
  }

  @Test
  @DisplayName("STR-063 names match in any case, the last one wins, null changes nothing")
  void lenientDecoding() {
    Json config =
        client
            .succeed(
                "stream_create_response",
                "STREAM.CREATE." + stream,
                ("{\"NAME\":\"%s\",\"Max_Msgs\":1,\"max_msgs\":7,\"max_age\":null,"
                        + "\"storage\":\"memory\",\"discard\":\"NEW\"}")
                    .formatted(stream))
            .object("config");
    assertThat(config.number("max_msgs")).isEqualTo(7);
    assertThat(config.number("max_age")).isZero();
    assertThat(config.text("storage")).isEqualTo("memory");
    assertThat(config.text("discard")).isEqualTo("new");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"max_msgs\":1.5",
        "\"max_msgs\":1e3",
        "\"max_msgs\":\"1\"",
        "\"max_msgs\":9223372036854775808",
        "\"max_age\":\"1m\"",
        "\"storage\":\"File\"",
        "\"retention\":\"none\"",
        "\"subjects\":\"x\"",
        "\"max_msgs\":1}}",
        "\"max_msgs\":",
      })
  @DisplayName("STR-063 STR-065 what is not valid is refused with 10025")
  void undecodable(String more) {
    Json error = client.ask("STREAM.CREATE.X", "{\"name\":\"X\"," + more + "}").object("error");
    assertThat(error.number("err_code")).isEqualTo(10025);
    assertThat(error.number("code")).isEqualTo(400);
    assertThat(error.text("description")).startsWith("invalid JSON: ");
  }

  @Test
  @DisplayName("STR-064 which requests must be empty, must not be, and may be")
  void emptyRequests() {
    create("");
    client
        .fail("stream_delete_response", "STREAM.DELETE." + stream, "{\"a\":1}")
        .with(400, 10038, "expected an empty request payload");
    for (String request : List.of("STREAM.MSG.GET.", "STREAM.MSG.DELETE.")) {
      Json error = client.ask(request + stream, "").object("error");
      assertThat(error.number("err_code")).as(request).isEqualTo(10003);
      assertThat(error.text("description")).isEqualTo("bad request");
    }
    for (String body : List.of("", "{}", " {} ", "ignored")) {
      client.succeed("stream_names_response", "STREAM.NAMES", body);
      client.succeed("stream_list_response", "STREAM.LIST", body);
      client.succeed("stream_info_response", "STREAM.INFO." + stream, body);
      client.succeed("stream_purge_response", "STREAM.PURGE." + stream, body);
    }
    client.succeed("stream_delete_response", "STREAM.DELETE." + stream, " { } ");
  }

  @Test
  @DisplayName("STR-066 an unknown field is refused, nested ones too; direct get ignores it")
  void unknownFields() {
    client.failToCreate(
        stream,
        "\"rollup_hdrs\":true",
        400,
        10025,
        "invalid JSON: json: unknown field \"rollup_hdrs\"");
    client.failToCreate(
        stream,
        "\"sources\":[{\"name\":\"A\",\"no_such\":1}]",
        400,
        10025,
        "invalid JSON: json: unknown field \"no_such\"");
    create("\"allow_direct\":true");
    client.publish(stream + ".a", "x");
    RawClient modern = servers.closing(SERVER.get().connect(RawClient.MODERN));
    String body = "{\"seq\":1,\"no_such\":1}";
    modern.sendLines("SUB in 1", "PUB $JS.API.DIRECT.GET." + stream + " in " + body.length(), body);
    assertThat(modern.readLine()).startsWith("HMSG in 1 ");
    assertThat(modern.readLine()).isEqualTo("NATS/1.0");
  }

  @ParameterizedTest
  @CsvSource({"0, true", "4, true", "9999, false", "x, false"})
  @DisplayName("STR-067 Nats-Required-Api-Level")
  void requiredLevel(String level, boolean accepted) {
    RawClient modern = servers.closing(SERVER.get().connect(RawClient.MODERN));
    String header = "NATS/1.0\r\nNats-Required-Api-Level: " + level + "\r\n\r\n";
    modern.sendLines("SUB in 1");
    modern.send(
        "HPUB $JS.API.INFO in %d %d\r\n%s\r\n".formatted(header.length(), header.length(), header));
    Json answer = modern.readMessage("in");
    assertThat(answer.has("error")).isEqualTo(!accepted);
    if (!accepted) {
      new JetStreamClient.Failure(answer).with(412, 10185, "JetStream minimum api level required");
    }
  }

  @Test
  @DisplayName(
      "STR-068 metadata tells required level, version and level; supplied ones are dropped")
  void versionMetadata() {
    Json metadata =
        create("\"metadata\":{\"k\":\"v\",\"_nats.ver\":\"9\",\"_nats.level\":\"9\"}")
            .object("config")
            .object("metadata");
    assertThat(metadata.text("k")).isEqualTo("v");
    assertThat(metadata.text("_nats.req.level")).isEqualTo("0");
    assertThat(metadata.text("_nats.ver")).isEqualTo(version());
    assertThat(Integer.parseInt(metadata.text("_nats.level"))).isGreaterThanOrEqualTo(4);
    create("\"metadata\":{\"k\":\"v\"}");
    Json listed =
        client
            .succeed("stream_list_response", "STREAM.LIST", "{\"subject\":\"" + stream + ".x\"}")
            .objects("streams")
            .get(0)
            .object("config")
            .object("metadata");
    assertThat(listed.names()).containsExactlyInAnyOrder("_nats.req.level", "k");
  }

  private String version() {
    return client.connection().info().text("version");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ttl | \"allow_msg_ttl\":true | 1",
        "counter | \"allow_msg_counter\":true | 2",
        "atomic | \"allow_atomic\":true | 2",
        "batched | \"allow_batched\":true | 4"
      })
  @DisplayName("STR-068 the level that a configuration requires")
  void requiredLevels(String name, String more, String level) {
    Json metadata = client.create("level-" + name, more).object("config").object("metadata");
    assertThat(metadata.text("_nats.req.level")).isEqualTo(level);
  }

  @Test
  @DisplayName("STR-069 paging of names and lists, sorted by name")
  void paging() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String name = "page-%03d".formatted(i);
      client.create(name, "\"storage\":\"memory\",\"subjects\":[\"page." + i + "\"]");
      all.add(name);
    }
    String filter = "\"subject\":\"page.*\"";
    Json names = client.succeed("stream_names_response", "STREAM.NAMES", "{" + filter + "}");
    assertThat(names.number("total")).isEqualTo(300);
    assertThat(names.number("offset")).isZero();
    assertThat(names.number("limit")).isEqualTo(1024);
    assertThat(names.texts("streams")).isEqualTo(all);
    Json list = client.succeed("stream_list_response", "STREAM.LIST", "{" + filter + "}");
    assertThat(list.number("limit")).isEqualTo(256);
    assertThat(list.objects("streams")).hasSize(256);
    Json rest =
        client.succeed("stream_list_response", "STREAM.LIST", "{\"offset\":256," + filter + "}");
    assertThat(rest.number("offset")).isEqualTo(256);
    assertThat(rest.objects("streams").stream().map(s -> s.object("config").text("name")))
        .isEqualTo(all.subList(256, 300));
    Json beyond =
        client.succeed("stream_names_response", "STREAM.NAMES", "{\"offset\":999," + filter + "}");
    assertThat(beyond.number("offset")).isEqualTo(300);
    assertThat(beyond.get("streams")).isNull();
    Json negative =
        client.succeed("stream_names_response", "STREAM.NAMES", "{\"offset\":-5," + filter + "}");
    assertThat(negative.number("offset")).isZero();
    assertThat(negative.texts("streams")).hasSize(300);
  }

  @Test
  @DisplayName("STR-072 the identity header of the server is not stored with a message")
  void requestInfoIsStripped() {
    create("");
    RawClient raw = servers.closing(SERVER.get().connect(RawClient.MODERN));
    String header = "NATS/1.0\r\nNats-Request-Info: {}\r\nA: b\r\n\r\n";
    raw.sendLines("SUB in 1");
    raw.send(
        "HPUB %s.a in %d %d\r\n%s\r\n".formatted(stream, header.length(), header.length(), header));
    assertThat(raw.readMessage("in").number("seq")).isEqualTo(1);
    assertThat(
            client
                .succeed("stream_msg_get_response", "STREAM.MSG.GET." + stream, "{\"seq\":1}")
                .object("message")
                .text("subject"))
        .isEqualTo(stream + ".a");
  }

  @Test
  @DisplayName("STR-074 direct gets and pulls that nobody serves: no responders at once")
  void unservedDirect() {
    RawClient modern = servers.closing(SERVER.get().connect(RawClient.MODERN));
    modern.sendLines("SUB in 1");
    for (String subject : List.of("$JS.API.DIRECT.GET.NOPE", "$JS.API.CONSUMER.MSG.NEXT.NOPE.C")) {
      modern.sendLines("PUB " + subject + " in 2", "{}");
      assertThat(modern.readLine()).startsWith("HMSG in 1 ");
      assertThat(modern.readLine()).startsWith("NATS/1.0 503");
      for (String line = modern.readLine(); !line.isEmpty(); line = modern.readLine()) {
        assertThat(line).startsWith("Nats-Subject: ");
      }
      modern.expectBytes("\r\n");
    }
  }

  @Test
  @BetterThanReference("STR-B03")
  @DisplayName("STR-B03 a subject of the API that does not exist is answered with 10003 at once")
  void unknownSubject() {
    new JetStreamClient.Failure(client.ask("NO.SUCH.REQUEST", "")).with(400, 10003, "bad request");
  }

  @Test
  @DisplayName("STR-093 the domain's prefix reaches the same API, key-value and object subjects")
  void domain() {
    create("");
    RawClient raw = client.connection();
    for (String prefix : List.of("$JS.API.", "$JS.hub.API.")) {
      assertThat(raw.request(prefix + "INFO", "").text("domain")).isEqualTo("hub");
      assertThat(raw.request(prefix + "STREAM.INFO." + stream, "").text("domain")).isEqualTo("hub");
      assertThat(raw.request(prefix + "CONSUMER.NAMES." + stream, "").number("total")).isZero();
    }
    client.create("KV_domain", "\"subjects\":[\"$KV.domain.>\"]");
    assertThat(raw.request("$JS.hub.API.$KV.domain.key", "value").number("seq")).isEqualTo(1);
    assertThat(
            client
                .succeed("stream_msg_get_response", "STREAM.MSG.GET.KV_domain", "{\"seq\":1}")
                .object("message")
                .text("subject"))
        .isEqualTo("$KV.domain.key");
    assertThat(raw.request(stream + ".a", "x").text("domain")).isEqualTo("hub");
    raw.sendLines("SUB elsewhere 5", "PUB $JS.other.API.INFO elsewhere 0", "");
    raw.expectSilence(Duration.ofMillis(200));
  }

  @Test
  @DisplayName("STR-113 requests that need a cluster get 10010")
  void clusterRequests() {
    create("");
    String reason = "JetStream clustering support required";
    client
        .fail("stream_leader_stepdown_response", "STREAM.LEADER.STEPDOWN." + stream, "")
        .with(503, 10010, reason);
    client
        .fail("stream_remove_peer_response", "STREAM.PEER.REMOVE." + stream, "{\"peer\":\"x\"}")
        .with(503, 10010, reason);
  }
}

package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What monitoring shows of JetStream: /jsz, /varz, /healthz, /accountz and the system account. */
class JszTest {
  @RegisterExtension
  static final Servers SERVER =
      Servers.shared(
          """
          server_name: watched
          http: -1
          store_dir: "${dir}/store"
          jetstream { max_mem: 100MB, max_file: 1GB, domain: hub, limits { max_ack_pending: 100 } }
          accounts {
            A { users: [ {user: a, password: a} ], jetstream { max_mem: 10MB, max_file: 20MB } }
            B { users: [ {user: b, password: b} ], jetstream: enabled }
            C { users: [ {user: c, password: c} ] }
            $SYS { users: [ {user: s, password: s} ] }
          }
          """);

  @RegisterExtension final Servers servers = new Servers();

  private final RawClient system;
  private final String serverId;

  JszTest() {
    system = SERVER.get().connect(RawClient.as("s", "s"));
    serverId = system.info().text("server_id");
    servers.closing(system);
  }

  @BeforeAll
  static void fill() {
    try (RawClient raw = SERVER.get().connect(RawClient.as("a", "a"))) {
      JetStreamClient client = new JetStreamClient(raw);
      client.create("S1", "\"subjects\":[\"s1\"],\"max_bytes\":1000,\"metadata\":{\"k\":\"v\"}");
      client.create("S2", "\"subjects\":[\"s2\"],\"storage\":\"memory\"");
      client.publish("s1", "hello");
      client.publish("s2", "hello");
      client.publish("s2", "again");
      client.succeed(
          "consumer_create_response",
          "CONSUMER.CREATE.S1.C1",
          "{\"stream_name\":\"S1\",\"config\":{\"name\":\"C1\",\"durable_name\":\"C1\","
              + "\"ack_policy\":\"explicit\"}}");
      client.ask("STREAM.INFO.NOPE", "");
    }
  }

  private static Monitoring monitoring() {
    return SERVER.get().monitoring();
  }

  private static void stats(Json stats) {
    assertThat(stats.number("memory")).isEqualTo(2 * (16 + 2 + 5));
    assertThat(stats.number("storage")).isEqualTo(30 + 2 + 5);
    assertThat(stats.number("reserved_memory")).isZero();
    assertThat(stats.number("reserved_storage")).isEqualTo(1000);
    assertThat(stats.number("accounts")).isEqualTo(2);
    assertThat(stats.number("ha_assets")).isZero();
    assertThat(stats.object("api").number("level")).isGreaterThanOrEqualTo(4);
    assertThat(stats.object("api").number("total")).isGreaterThanOrEqualTo(4);
    assertThat(stats.object("api").number("errors")).isGreaterThanOrEqualTo(1);
  }

  private static void config(Json config, boolean withDirectory) {
    assertThat(config.number("max_memory")).isEqualTo(100L << 20);
    assertThat(config.number("max_storage")).isEqualTo(1L << 30);
    assertThat(config.has("store_dir")).isEqualTo(withDirectory);
    assertThat(config.number("sync_interval")).isPositive();
    assertThat(config.text("domain")).isEqualTo("hub");
    assertThat(config.flag("compress_ok")).isTrue();
    assertThat(config.flag("strict")).isTrue();
  }

  private static void whole(Json jsz) {
    stats(jsz);
    config(jsz.object("config"), true);
    assertThat(jsz.object("limits").number("max_ack_pending")).isEqualTo(100);
    assertThat(jsz.has("disabled")).isFalse();
    assertThat(jsz.has("meta_cluster")).isFalse();
    assertThat(jsz.number("streams")).isEqualTo(2);
    assertThat(jsz.number("consumers")).isEqualTo(1);
    assertThat(jsz.number("messages")).isEqualTo(3);
    assertThat(jsz.number("bytes")).isEqualTo(37 + 46);
    assertThat(jsz.number("total")).isEqualTo(2);
  }

  @Test
  @DisplayName("OPS-140 OPS-038 OPS-039 OPS-042 /jsz without parameters")
  void plain() {
    Json jsz = monitoring().json("/jsz");
    whole(jsz);
    assertThat(jsz.text("server_id")).isEqualTo(serverId);
    assertThat(jsz.names())
        .containsSubsequence(
            "memory",
            "storage",
            "reserved_memory",
            "reserved_storage",
            "accounts",
            "ha_assets",
            "api",
            "server_id",
            "now",
            "config",
            "limits",
            "streams",
            "consumers",
            "messages",
            "bytes",
            "total");
    assertThat(jsz.has("account_details")).isFalse();
  }

  @Test
  @DisplayName("OPS-030 OPS-038 OPS-039 the JetStream part of /varz")
  void varz() {
    Json jetStream = monitoring().json("/varz").object("jetstream");
    config(jetStream.object("config"), true);
    stats(jetStream.object("stats"));
    assertThat(jetStream.object("limits").number("max_ack_pending")).isEqualTo(100);
    assertThat(jetStream.has("meta")).isFalse();
  }

  @Test
  @DisplayName("OPS-130 OPS-142 OPS-145 accounts in order of name, with their own limits")
  void accounts() {
    List<Json> details = monitoring().json("/jsz?accounts=true").objects("account_details");
    assertThat(details.stream().map(detail -> detail.text("id"))).containsExactly("A", "B");
    Json first = details.get(0);
    assertThat(first.text("name")).isEqualTo("A");
    assertThat(first.number("memory")).isEqualTo(46);
    assertThat(first.number("storage")).isEqualTo(37);
    assertThat(first.number("reserved_memory")).isEqualTo(10L << 20);
    assertThat(first.number("reserved_storage")).isEqualTo(20L << 20);
    assertThat(first.number("accounts")).isZero();
    assertThat(first.object("api").number("total")).isGreaterThanOrEqualTo(4);
    assertThat(first.has("stream_detail")).isFalse();
    assertThat(monitoring().get("/jsz?accounts=true").body())
        .contains("\"reserved_memory\": 18446744073709551615");
  }

  @Test
  @DisplayName("OPS-131 OPS-132 OPS-134 OPS-143 OPS-144 streams, consumers, configurations")
  void details() {
    Json account = monitoring().json("/jsz?streams=true").objects("account_details").get(0);
    List<Json> streams = account.objects("stream_detail");
    assertThat(streams.stream().map(stream -> stream.text("name")))
        .containsExactlyInAnyOrder("S1", "S2");
    Json plain = named(streams, "S1");
    assertThat(plain.names()).containsExactly("name", "created", "cluster", "state");
    assertThat(plain.object("cluster").text("leader")).isEqualTo("watched");
    assertThat(plain.object("state").number("messages")).isEqualTo(1);
    assertThat(plain.object("state").number("consumer_count")).isEqualTo(1);
    Json consumers =
        named(
            monitoring()
                .json("/jsz?consumers=true")
                .objects("account_details")
                .get(0)
                .objects("stream_detail"),
            "S1");
    Json consumer = consumers.objects("consumer_detail").get(0);
    assertThat(consumer.text("stream_name")).isEqualTo("S1");
    assertThat(consumer.text("name")).isEqualTo("C1");
    assertThat(consumer.number("num_pending")).isEqualTo(1);
    assertThat(consumer.has("config")).isFalse();
    Json all =
        named(
            monitoring()
                .json("/jsz?consumers=true&config=true&raft=true")
                .objects("account_details")
                .get(0)
                .objects("stream_detail"),
            "S1");
    assertThat(all.object("config").number("max_bytes")).isEqualTo(1000);
    assertThat(all.object("config").object("metadata").names())
        .containsExactlyInAnyOrder("_nats.req.level", "k");
    assertThat(all.objects("consumer_detail").get(0).object("config").text("durable_name"))
        .isEqualTo("C1");
  }

  private static Json named(List<Json> objects, String name) {
    return objects.stream().filter(o -> o.text("name").equals(name)).findFirst().orElseThrow();
  }

  @Test
  @DisplayName("OPS-133 internal consumers of mirrors are shown apart, when asked for")
  void directConsumers() {
    ServerUnderTest server = servers.start("http: -1\nstore_dir: \"${dir}/store\"\njetstream {}");
    JetStreamClient client = JetStreamClient.of(server);
    servers.closing(client.connection());
    client.create("ORIGIN", "\"subjects\":[\"o\"]");
    client.create("MIRROR", "\"mirror\":{\"name\":\"ORIGIN\"}");
    client.publish("o", "x");
    Json origin =
        Awaitility.await()
            .until(
                () ->
                    named(
                        server
                            .monitoring()
                            .json("/jsz?consumers=1&direct-consumers=1")
                            .objects("account_details")
                            .get(0)
                            .objects("stream_detail"),
                        "ORIGIN"),
                found -> found.has("direct_consumer_detail"));
    assertThat(origin.has("consumer_detail")).isFalse();
    assertThat(origin.objects("direct_consumer_detail")).hasSize(1);
    Json mirror =
        named(
            server
                .monitoring()
                .json("/jsz?streams=1")
                .objects("account_details")
                .get(0)
                .objects("stream_detail"),
            "MIRROR");
    assertThat(mirror.object("mirror").text("name")).isEqualTo("ORIGIN");
  }

  @Test
  @DisplayName("OPS-135 acc picks one account; one that is unknown is ignored")
  void oneAccount() {
    List<Json> one = monitoring().json("/jsz?acc=B").objects("account_details");
    assertThat(one).hasSize(1);
    assertThat(one.get(0).text("id")).isEqualTo("B");
    assertThat(monitoring().json("/jsz?acc=A&streams=1").objects("account_details")).hasSize(1);
    for (String unknown : List.of("NOPE", "C")) {
      assertThat(monitoring().json("/jsz?acc=" + unknown).has("account_details")).isFalse();
      assertThat(monitoring().json("/jsz?acc=" + unknown + "&streams=1").has("account_details"))
          .isFalse();
      assertThat(monitoring().json("/jsz?accounts=1&acc=" + unknown).objects("account_details"))
          .hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0, A B", "0, 1, A", "1, 1, B", "1, 5, B", "5, 1, ''", "-1, 1, A"})
  @DisplayName("OPS-136 offset and limit page over accounts")
  void paging(int offset, int limit, String shown) {
    Json jsz = monitoring().json("/jsz?accounts=1&offset=" + offset + "&limit=" + limit);
    List<String> ids =
        jsz.has("account_details")
            ? jsz.objects("account_details").stream().map(a -> a.text("id")).toList()
            : List.of();
    assertThat(String.join(" ", ids)).isEqualTo(shown);
    assertThat(jsz.number("total")).isEqualTo(2);
  }

  @Test
  @DisplayName("OPS-137 OPS-138 OPS-139 a lone server leads everything")
  void leaders() {
    assertThat(monitoring().json("/jsz?leader-only=1").number("streams")).isEqualTo(2);
    Json raft = monitoring().json("/jsz?raft=1");
    assertThat(raft.number("streams_leader")).isEqualTo(2);
    assertThat(raft.number("consumers_leader")).isEqualTo(1);
    assertThat(
            monitoring()
                .json("/jsz?streams=1&stream-leader-only=1&acc=A")
                .objects("account_details")
                .get(0)
                .objects("stream_detail"))
        .hasSize(2);
  }

  @Test
  @DisplayName("OPS-013 a parameter of the wrong form is refused with 400")
  void badParameters() {
    HttpResponse<String> answer = monitoring().get("/jsz?accounts=perhaps");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(monitoring().get("/jsz?offset=x").statusCode()).isEqualTo(400);
  }

  @Test
  @DisplayName("OPS-221 OPS-205 JSZ over the system account")
  void jszRequest() {
    String subject = "$SYS.REQ.SERVER." + serverId + ".JSZ";
    Json reply = system.request(subject, "");
    whole(reply.object("data"));
    assertThat(reply.object("server").flag("jetstream")).isTrue();
    assertThat(reply.object("server").text("domain")).isEqualTo("hub");
    assertThat(reply.object("server").number("flags") & 1).isEqualTo(1);
    Json data =
        system
            .request(subject, "{\"account\":\"A\",\"consumer\":true,\"config\":true}")
            .object("data");
    Json stream = named(data.objects("account_details").get(0).objects("stream_detail"), "S1");
    assertThat(stream.objects("consumer_detail").get(0).object("config").text("name"))
        .isEqualTo("C1");
    assertThat(
            system
                .request("$SYS.REQ.SERVER.PING.JSZ", "{\"domain\":\"hub\"}")
                .object("data")
                .number("streams"))
        .isEqualTo(2);
  }

  @Test
  @DisplayName("OPS-233 JSZ and INFO of one account over the system account")
  void accountRequests() {
    Json data = system.request("$SYS.REQ.ACCOUNT.A.JSZ", "{\"streams\":true}").object("data");
    assertThat(data.text("id")).isEqualTo("A");
    assertThat(data.objects("stream_detail")).hasSize(2);
    Json none = system.request("$SYS.REQ.ACCOUNT.C.JSZ", "").object("error");
    assertThat(none.number("code")).isEqualTo(500);
    assertThat(none.text("description")).isEqualTo("account \"C\" not jetstream enabled");
    assertThat(system.request("$SYS.REQ.ACCOUNT.NOPE.JSZ", "").object("error").text("description"))
        .isEqualTo("account \"NOPE\" not found");
    assertThat(
            system.request("$SYS.REQ.ACCOUNT.A.INFO", "").object("data").flag("jetstream_enabled"))
        .isTrue();
  }

  @Test
  @DisplayName("OPS-253 OPS-254 the JetStream part of statsz, without the directory")
  void statsz() {
    Json jetStream =
        system
            .request("$SYS.REQ.SERVER." + serverId + ".STATSZ", "")
            .object("statsz")
            .object("jetstream");
    config(jetStream.object("config"), false);
    stats(jetStream.object("stats"));
    assertThat(jetStream.object("limits").number("max_ack_pending")).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({"A, true", "B, true", "C, false", "$SYS, false"})
  @DisplayName("OPS-111 /accountz tells whether an account may use JetStream")
  void accountz(String account, boolean enabled) {
    Json detail = monitoring().json("/accountz?acc=" + account).object("account_detail");
    assertThat(detail.get("jetstream_enabled")).isEqualTo(enabled);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?js-enabled-only=true",
        "?js-server-only=true",
        "?js-meta-only=true",
        "?js-enabled=true",
        "?details=true",
        "?account=A",
        "?account=A&stream=S1",
        "?account=A&stream=S1&consumer=C1"
      })
  @DisplayName("OPS-150 OPS-151 OPS-152 OPS-153 OPS-154 a healthy server with JetStream")
  void healthy(String query) {
    HttpResponse<String> answer = monitoring().get("/healthz" + query);
    assertThat(answer.body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "account=NOPE | ACCOUNT | JetStream account \"NOPE\" not found",
        "account=C | ACCOUNT | JetStream account \"C\" not found",
        "account=A&stream=NO | STREAM | JetStream stream \"NO\" not found on account \"A\"",
        "account=A&stream=S1&consumer=NO | CONSUMER"
            + " | JetStream consumer \"NO\" not found for stream \"S1\" on account \"A\""
      })
  @DisplayName("OPS-154 OPS-158 OPS-159 OPS-160 assets that are not there: 404")
  void missing(String query, String type, String error) {
    HttpResponse<String> answer = monitoring().get("/healthz?" + query);
    assertThat(answer.statusCode()).isEqualTo(404);
    Json health = Json.parse(answer.body());
    assertThat(health.text("status")).isEqualTo("unavailable");
    assertThat(health.text("error")).isEqualTo(error);
    assertThat(health.has("errors")).isFalse();
    Json detailed = Json.parse(monitoring().get("/healthz?details=1&" + query).body());
    assertThat(detailed.text("status")).isEqualTo("error");
    assertThat(detailed.has("error")).isFalse();
    Json finding = detailed.objects("errors").get(0);
    assertThat(finding.text("type")).isEqualTo(type);
    assertThat(finding.text("error")).isEqualTo(error);
  }

  @Test
  @DisplayName("OPS-222 HEALTHZ over the system account has the status code in its body")
  void healthRequest() {
    String subject = "$SYS.REQ.SERVER." + serverId + ".HEALTHZ";
    Json good = system.request(subject, "{\"js-enabled-only\":true}").object("data");
    assertThat(good.names()).containsExactly("status", "status_code");
    Json bad = system.request(subject, "{\"account\":\"A\",\"stream\":\"NO\"}").object("data");
    assertThat(bad.text("status")).isEqualTo("unavailable");
    assertThat(bad.number("status_code")).isEqualTo(404);
  }

  @Test
  @DisplayName("OPS-141 without JetStream /jsz is all zero and disabled")
  void disabled() {
    ServerUnderTest server = servers.start("http: -1");
    Json jsz = server.monitoring().json("/jsz?streams=1");
    assertThat(jsz.flag("disabled")).isTrue();
    assertThat(jsz.number("streams") + jsz.number("total")).isZero();
    assertThat(jsz.has("account_details")).isFalse();
    assertThat(server.monitoring().json("/varz").object("jetstream").has("config")).isFalse();
  }
}

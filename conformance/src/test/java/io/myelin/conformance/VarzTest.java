package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VarzTest {
  @RegisterExtension
  static final Servers SERVER =
      Servers.shared(
          """
          server_name: probe
          http_port: -1
          max_payload: 2MB
          ping_interval: "90s"
          ping_max: 4
          write_deadline: "3s"
          server_tags: ["Region:EU", "az:1"]
          """);

  @RegisterExtension final Servers servers = new Servers();

  private Monitoring monitoring() {
    return SERVER.get().monitoring();
  }

  @Test
  @DisplayName("OPS-001 OPS-002 monitoring is off unless configured; the host is the client host")
  void listener() {
    assertThat(servers.start("").ports().has("monitoring")).isFalse();
    assertThat(SERVER.get().ports().texts("monitoring").get(0))
        .isEqualTo("http://127.0.0.1:" + SERVER.get().monitoringPort());
    Json varz = monitoring().json("/varz");
    assertThat(varz.text("http_host")).isEqualTo("127.0.0.1");
    assertThat(varz.number("http_port")).isIn(-1L, (long) SERVER.get().monitoringPort());
    assertThat(varz.number("https_port")).isZero();
  }

  @Test
  @DisplayName("OPS-001 CORE-652 CORE-810 http: host:port and -m both open it")
  void waysToOpen() {
    assertThat(servers.start("http: \"127.0.0.1:-1\"").monitoring().json("/varz").number("proto"))
        .isEqualTo(1);
    assertThat(servers.start("", "-m", "-1").monitoring().json("/varz").number("proto")).isOne();
  }

  @Test
  @DisplayName("OPS-004 https uses the server's certificate and asks for none")
  void https() throws Exception {
    Certificates certificates = Certificates.get();
    ServerUnderTest server =
        servers.start("https_port: -1\ntls {\n" + certificates.block() + "verify: true\n}");
    String body =
        new Monitoring("https://localhost:" + server.monitoringPort())
            .getTrusting(certificates.client(), "/varz");
    assertThat(Json.parse(body).get("tls_verify")).isEqualTo(true);
  }

  @Test
  @DisplayName("OPS-008 http_base_path prefixes every endpoint")
  void basePath() {
    Monitoring base = servers.start("http_port: -1\nhttp_base_path: nats/").monitoring();
    assertThat(base.json("/nats/varz").text("http_base_path")).isEqualTo("nats/");
    assertThat(base.get("/varz").statusCode()).isEqualTo(404);
    assertThat(base.get("/nats").statusCode()).isEqualTo(200);
    assertThat(base.get("/nats/").statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("OPS-009 an unknown path is 404")
  void unknownPath() {
    HttpResponse<String> response = monitoring().get("/nothing");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("404 page not found\n");
    assertThat(response.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
  }

  @Test
  @DisplayName("OPS-010 //varz is redirected to /varz or answered")
  void doubleSlash() {
    HttpResponse<String> response = monitoring().get("//varz");
    assertThat(response.statusCode()).isIn(200, 301, 307);
    if (response.statusCode() != 200) {
      assertThat(response.headers().firstValue("location")).hasValue("/varz");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/varz", "/connz", "/subsz", "/subscriptionsz", "/routez"})
  @DisplayName("OPS-011 pretty JSON, content type, CORS, no newline at the end")
  void json(String path) {
    HttpResponse<String> response = monitoring().get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(response.headers().firstValue("access-control-allow-origin")).hasValue("*");
    assertThat(response.body()).startsWith("{\n  \"server_id\": \"N").endsWith("\n}");
    assertThat(Json.parse(response.body()).has("now")).isTrue();
  }

  @Test
  @DisplayName("OPS-013 OPS-014 boolean and number syntax of queries")
  void queries() {
    for (String value : List.of("1", "t", "T", "TRUE", "true", "True", "0", "f", "False", "")) {
      assertThat(monitoring().get("/subsz?subs=" + value).statusCode()).as(value).isEqualTo(200);
    }
    for (String query :
        List.of(
            "/subsz?subs=yes",
            "/connz?auth=2",
            "/connz?limit=x",
            "/connz?cid=-1",
            "/connz?state=x",
            "/connz?offset=1.5")) {
      HttpResponse<String> response = monitoring().get(query);
      assertThat(response.statusCode()).as(query).isEqualTo(400);
      assertThat(response.body()).as(query).startsWith("Error decoding ").doesNotContain("{");
    }
  }

  @Test
  @DisplayName("OPS-015 the index and every report are counted")
  void requestCounters() {
    Monitoring fresh = servers.start("http_port: -1").monitoring();
    fresh.get("/");
    fresh.get("/connz");
    fresh.get("/subscriptionsz");
    Json counters = fresh.json("/varz").object("http_req_stats");
    assertThat(counters.number("/")).isEqualTo(1);
    assertThat(counters.number("/connz")).isEqualTo(1);
    assertThat(counters.number("/subsz")).isEqualTo(1);
    assertThat(counters.number("/varz")).isEqualTo(1);
  }

  @Test
  @DisplayName("OPS-016 / is an HTML index in ASCII with relative links")
  void index() {
    HttpResponse<String> response = monitoring().get("/");
    assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/html");
    assertThat(response.body()).isASCII();
    for (String link : List.of("varz", "connz", "subsz", "routez", "healthz")) {
      assertThat(response.body()).contains("./" + link);
    }
  }

  @Test
  @DisplayName("OPS-030 OPS-038 identity and configuration")
  void identity() {
    Json varz = monitoring().json("/varz?whatever=1");
    Json info = servers.closing(SERVER.get().connect()).info();
    assertThat(varz.text("server_id")).isEqualTo(info.text("server_id"));
    assertThat(varz.text("server_name")).isEqualTo("probe");
    assertThat(varz.text("version")).isEqualTo(info.text("version"));
    assertThat(varz.text("go")).isNotEmpty();
    assertThat(varz.number("proto")).isEqualTo(1);
    assertThat(varz.text("host")).isEqualTo("127.0.0.1");
    assertThat(varz.number("port")).isEqualTo(SERVER.get().clientPort());
    assertThat(varz.number("max_payload")).isEqualTo(2_097_152);
    assertThat(varz.number("ping_interval")).isEqualTo(90_000_000_000L);
    assertThat(varz.number("ping_max")).isEqualTo(4);
    assertThat(varz.number("write_deadline")).isEqualTo(3_000_000_000L);
    assertThat(varz.texts("tags")).containsExactly("region:eu", "az:1");
    assertThat(varz.text("system_account")).isEqualTo("$SYS");
    assertThat(varz.has("auth_required")).isFalse();
    assertThat(varz.has("tls_required")).isFalse();
    assertThat(varz.number("cores")).isPositive();
    assertThat(varz.number("gomaxprocs")).isPositive();
    assertThat(varz.number("mem")).isGreaterThan(1_000_000);
    assertThat(varz.object("jetstream").has("config")).isFalse();
  }

  @Test
  @DisplayName("OPS-030 OPS-052 start, now and uptime")
  void times() {
    Json varz = monitoring().json("/varz");
    Instant start = Instant.parse(varz.text("start"));
    assertThat(Instant.parse(varz.text("now"))).isAfterOrEqualTo(start);
    assertThat(varz.text("uptime")).matches("(\\d+m)?\\d+s");
    assertThat(Instant.parse(varz.text("config_load_time"))).isAfter(Instant.EPOCH);
  }

  @Test
  @Since("2.11")
  @DisplayName("OPS-036 config_digest is that of the file")
  void digest() {
    assertThat(monitoring().json("/varz").text("config_digest")).matches("sha256:[0-9a-f]{64}");
    assertThat(
            servers.start(b -> b.flags("-m", "-1")).monitoring().json("/varz").get("config_digest"))
        .isEqualTo("");
  }

  @Test
  @DisplayName("OPS-033 objects of features that are off are empty")
  void emptyObjects() {
    Json varz = monitoring().json("/varz");
    for (String name : List.of("cluster", "gateway", "leaf", "mqtt", "websocket")) {
      assertThat(varz.object(name).names()).as(name).isEmpty();
    }
    for (String name : List.of("routes", "remotes", "leafnodes", "slow_consumers")) {
      assertThat(varz.number(name)).as(name).isZero();
    }
    assertThat(varz.object("slow_consumer_stats").names())
        .containsExactlyInAnyOrder("clients", "routes", "gateways", "leafs");
  }

  @Test
  @DisplayName("OPS-031 OPS-032 connections, messages, bytes and subscriptions are counted")
  void totals() {
    ServerUnderTest server = servers.start("http_port: -1");
    Json before = server.monitoring().json("/varz");
    RawClient client = servers.closing(server.connect(RawClient.PLAIN));
    RawClient gone = servers.closing(server.connect(RawClient.PLAIN));
    gone.close();
    server.monitoring().awaitConnections(1);
    client.sendLines("SUB a 1", "SUB a 2").publish("a", "12345").publish("b", "1");
    client.barrierAfterMessages("a 1 5|12345", "a 2 5|12345");
    Json after = server.monitoring().json("/varz");
    assertThat(after.number("connections")).isEqualTo(1);
    assertThat(after.number("total_connections") - before.number("total_connections")).isEqualTo(2);
    assertThat(after.number("in_msgs") - before.number("in_msgs")).isEqualTo(2);
    assertThat(after.number("in_bytes") - before.number("in_bytes")).isEqualTo(6);
    assertThat(after.number("out_msgs") - before.number("out_msgs")).isEqualTo(2);
    assertThat(after.number("out_bytes") - before.number("out_bytes")).isEqualTo(10);
    assertThat(after.number("subscriptions") - before.number("subscriptions")).isEqualTo(2);
  }

  @Test
  @DisplayName("OPS-030 fields come in the documented order")
  void order() {
    List<String> documented =
        List.of(
            "server_id",
            "server_name",
            "version",
            "proto",
            "go",
            "host",
            "port",
            "max_connections",
            "ping_interval",
            "ping_max",
            "http_host",
            "http_port",
            "http_base_path",
            "https_port",
            "auth_timeout",
            "max_control_line",
            "max_payload",
            "max_pending",
            "cluster",
            "gateway",
            "leaf",
            "mqtt",
            "websocket",
            "jetstream",
            "tls_timeout",
            "write_deadline",
            "start",
            "now",
            "uptime",
            "mem",
            "cores",
            "gomaxprocs",
            "cpu",
            "connections",
            "total_connections",
            "routes",
            "remotes",
            "leafnodes",
            "in_msgs",
            "in_bytes",
            "out_msgs",
            "out_bytes",
            "slow_consumers",
            "subscriptions",
            "http_req_stats",
            "config_load_time",
            "tags",
            "system_account",
            "slow_consumer_stats");
    List<String> names = monitoring().json("/varz").names();
    assertThat(names).containsAll(documented);
    assertThat(names.stream().filter(documented::contains).toList()).isEqualTo(documented);
  }
}

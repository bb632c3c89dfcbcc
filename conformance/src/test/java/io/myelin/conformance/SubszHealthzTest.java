package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubszHealthzTest {
  @RegisterExtension static final Servers SERVER = Servers.shared("http_port: -1");
  @RegisterExtension final Servers servers = new Servers();

  private Monitoring monitoring() {
    return SERVER.get().monitoring();
  }

  @Test
  @DisplayName("OPS-101 OPS-102 counts of subscriptions, inserts and removes are true")
  void counts() {
    ServerUnderTest server = servers.start("http_port: -1");
    RawClient client = servers.closing(server.connect(RawClient.PLAIN)).barrier();
    Json before = server.monitoring().json("/subsz");
    client.sendLines("SUB s.a 1", "SUB s.* 2", "SUB s.b q 3", "UNSUB 2");
    client.publish("s.a", "").expectMessage("s.a 1 0", "").barrier();
    Json after = server.monitoring().json("/subsz");
    assertThat(after.number("num_subscriptions") - before.number("num_subscriptions")).isEqualTo(2);
    assertThat(after.number("num_inserts") - before.number("num_inserts")).isEqualTo(3);
    assertThat(after.number("num_removes") - before.number("num_removes")).isEqualTo(1);
    assertThat(after.number("num_matches")).isGreaterThan(0);
    assertThat(after.names())
        .contains("server_id", "now", "num_cache", "cache_hit_rate", "max_fanout", "avg_fanout");
    assertThat(after.number("total")).isZero();
    assertThat(after.number("offset")).isZero();
    assertThat(after.number("limit")).isEqualTo(1024);
    assertThat(after.has("subscriptions_list")).isFalse();
  }

  @Test
  @DisplayName("OPS-100 OPS-065 subs=1 lists subscriptions with account, paged")
  void list() {
    RawClient client = servers.closing(SERVER.get().connect(RawClient.PLAIN));
    client.sendLines("SUB list.a 1", "SUB list.b q 2").barrier();
    Json all = monitoring().json("/subsz?subs=1&acc=$G&limit=1000");
    List<Json> mine =
        all.objects("subscriptions_list").stream()
            .filter(s -> s.text("subject").startsWith("list."))
            .toList();
    assertThat(mine).hasSize(2);
    assertThat(mine).allMatch(s -> s.text("account").equals("$G"));
    assertThat(mine).allMatch(s -> s.number("cid") == client.info().number("client_id"));
    assertThat(all.number("total")).isGreaterThanOrEqualTo(2);
    Json page = monitoring().json("/subsz?subs=1&limit=1&offset=1");
    assertThat(page.objects("subscriptions_list")).hasSize(1);
    assertThat(page.number("limit")).isEqualTo(1);
    assertThat(page.number("offset")).isEqualTo(1);
  }

  @Test
  @DisplayName("OPS-100 test=<subject> lists who would receive it; a wildcard is 400")
  void test() {
    RawClient client = servers.closing(SERVER.get().connect(RawClient.PLAIN));
    client.sendLines("SUB probe.a 1", "SUB probe.* 2", "SUB probe.b 3").barrier();
    List<String> subjects =
        monitoring().json("/subsz?subs=1&test=probe.a").objects("subscriptions_list").stream()
            .map(s -> s.text("subject"))
            .toList();
    assertThat(subjects).containsExactlyInAnyOrder("probe.a", "probe.*");
    HttpResponse<String> wildcard = monitoring().get("/subsz?subs=1&test=probe.*");
    assertThat(wildcard.statusCode()).isEqualTo(400);
    assertThat(wildcard.body())
        .contains("invalid test subject, must be valid publish subject: probe.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/healthz", "/healthz?js-enabled-only=true", "/healthz?js-server-only=true",
        "/healthz?js-meta-only=1", "/healthz?details=true", "/healthz?js-enabled=true"
      })
  @DisplayName(
      "OPS-150 OPS-151 OPS-152 OPS-157 OPS-160 a serving server without JetStream is healthy")
  void healthy(String path) {
    HttpResponse<String> response = monitoring().get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
  }

  @Test
  @DisplayName("OPS-158 OPS-160 a stream without account, a consumer without stream: 400")
  void badRequests() {
    HttpResponse<String> stream = monitoring().get("/healthz?stream=S");
    assertThat(stream.statusCode()).isEqualTo(400);
    assertThat(stream.body())
        .isEqualTo(
            "{\"status\":\"error\",\"error\":\"\\\"account\\\" must not be empty when checking stream health\"}");
    HttpResponse<String> consumer = monitoring().get("/healthz?account=$G&consumer=C");
    assertThat(consumer.statusCode()).isEqualTo(400);
    assertThat(Json.parse(consumer.body()).text("error"))
        .isEqualTo("\"stream\" must not be empty when checking consumer health");
    Json details = Json.parse(monitoring().get("/healthz?stream=S&details=true").body());
    assertThat(details.text("status")).isEqualTo("error");
    assertThat(details.objects("errors").get(0).text("type")).isEqualTo("BAD_REQUEST");
  }
}

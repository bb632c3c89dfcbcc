package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnzTest {
  @RegisterExtension
  static final Servers SERVER =
      Servers.shared(
          """
          http_port: -1
          accounts {
            A { users: [ {user: a, password: a} ] }
            B { users: [ {user: b, password: b} ] }
          }
          no_auth_user: a
          """);

  @RegisterExtension final Servers servers = new Servers();

  private Monitoring monitoring() {
    return SERVER.get().monitoring();
  }

  private RawClient open(String user, String name) {
    return servers.closing(
        SERVER
            .get()
            .connect(
                "{\"verbose\":false,\"user\":\"%s\",\"pass\":\"%s\",\"name\":\"%s\",\"lang\":\"raw\"}"
                    .formatted(user, user, name)));
  }

  private static long cid(RawClient client) {
    return client.info().number("client_id");
  }

  private List<Long> cids(String query) {
    return monitoring().json(query).objects("connections").stream()
        .map(c -> c.number("cid"))
        .toList();
  }

  @Test
  @DisplayName("OPS-061 OPS-062 the reply and the entry of a connection")
  void entry() {
    RawClient client = open("a", "entry").sendLines("SUB connz.x 1", "SUB connz.y q 2");
    client.publish("connz.x", "123").expectMessage("connz.x 1 3", "123").barrier();
    Json reply = monitoring().json("/connz?cid=" + cid(client));
    assertThat(reply.text("server_id")).isEqualTo(client.info().text("server_id"));
    assertThat(reply.number("num_connections")).isEqualTo(1);
    assertThat(reply.number("offset")).isZero();
    assertThat(reply.number("limit")).isEqualTo(1);
    assertThat(reply.number("total")).isPositive();
    Json entry = reply.objects("connections").get(0);
    assertThat(entry.text("kind")).isEqualTo("Client");
    assertThat(entry.text("type")).isEqualTo("nats");
    assertThat(entry.text("ip")).isEqualTo("127.0.0.1");
    assertThat(entry.number("port")).isEqualTo(client.localPort());
    assertThat(entry.text("name")).isEqualTo("entry");
    assertThat(entry.text("lang")).isEqualTo("raw");
    assertThat(entry.number("pending_bytes")).isZero();
    assertThat(entry.number("in_msgs")).isEqualTo(1);
    assertThat(entry.number("out_msgs")).isEqualTo(1);
    assertThat(entry.number("in_bytes")).isEqualTo(3);
    assertThat(entry.number("out_bytes")).isEqualTo(3);
    assertThat(entry.number("subscriptions")).isEqualTo(2);
    assertThat(Instant.parse(entry.text("start")))
        .isBeforeOrEqualTo(Instant.parse(reply.text("now")));
    assertThat(Instant.parse(entry.text("last_activity"))).isAfter(Instant.EPOCH);
    assertThat(entry.text("uptime")).matches("\\d+s");
    assertThat(entry.text("idle")).matches("\\d+s");
    assertThat(entry.has("stop")).isFalse();
    assertThat(entry.has("reason")).isFalse();
    assertThat(entry.has("authorized_user")).isFalse();
    assertThat(entry.has("subscriptions_list")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cid",
        "start",
        "subs",
        "pending",
        "msgs_to",
        "msgs_from",
        "bytes_to",
        "bytes_from",
        "last",
        "idle",
        "uptime",
        "rtt"
      })
  @DisplayName("OPS-050 every sort option is accepted")
  void sortOptions(String option) {
    monitoring().json("/connz?sort=" + option);
  }

  @Test
  @DisplayName("OPS-050 OPS-051 wrong sort options are 400")
  void wrongSortOptions() {
    assertThat(monitoring().get("/connz?sort=nope").statusCode()).isEqualTo(400);
    assertThat(monitoring().get("/connz?sort=nope").body())
        .isEqualTo("invalid sorting option: nope");
    for (String option : List.of("stop", "reason")) {
      assertThat(monitoring().get("/connz?sort=" + option).statusCode()).isEqualTo(400);
      assertThat(monitoring().get("/connz?sort=" + option).body())
          .isEqualTo("sort by " + option + " only valid on closed connections");
      monitoring().json("/connz?state=closed&sort=" + option);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "subs, subscriptions",
    "msgs_to, out_msgs",
    "msgs_from, in_msgs",
    "bytes_to, out_bytes",
    "bytes_from, in_bytes"
  })
  @DisplayName("OPS-050 the biggest come first; cid ascending by default")
  void order(String sort, String field) {
    for (int i = 1; i <= 3; i++) {
      RawClient client = open("a", "n" + i);
      for (int j = 0; j < i; j++) {
        client.sendLines("SUB order." + cid(client) + " " + j);
        client.publish("order." + cid(client), "x".repeat(j));
      }
      client.sendLines("PING");
    }
    List<Long> values =
        monitoring().json("/connz?sort=" + sort).objects("connections").stream()
            .map(c -> c.number(field))
            .toList();
    assertThat(values).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(cids("/connz")).isSorted();
  }

  @Test
  @DisplayName("OPS-053 offset and limit page; the reply echoes what was used")
  void paging() {
    open("a", "p1");
    open("a", "p2");
    open("a", "p3");
    List<Long> all = cids("/connz");
    assertThat(cids("/connz?offset=1&limit=2")).isEqualTo(all.subList(1, 3));
    Json page = monitoring().json("/connz?offset=1&limit=2");
    assertThat(page.number("num_connections")).isEqualTo(2);
    assertThat(page.number("total")).isEqualTo(all.size());
    assertThat(page.number("offset")).isEqualTo(1);
    assertThat(page.number("limit")).isEqualTo(2);
    assertThat(monitoring().json("/connz").number("limit")).isEqualTo(1024);
    assertThat(monitoring().json("/connz?limit=-1&offset=-5").number("limit")).isEqualTo(1024);
    assertThat(monitoring().json("/connz?offset=-5").number("offset")).isZero();
    assertThat(monitoring().json("/connz?offset=999").list("connections")).isEmpty();
  }

  @Test
  @DisplayName("OPS-054 OPS-065 subs=1 lists subjects, subs=detail lists subscriptions")
  void subscriptions() {
    RawClient client = open("a", "s").sendLines("SUB l.x 1", "SUB l.y q two", "UNSUB two 9");
    client.publish("l.x", "").expectMessage("l.x 1 0", "").barrier();
    String path = "/connz?cid=" + cid(client);
    Json plain = monitoring().json(path + "&subs=1").objects("connections").get(0);
    assertThat(plain.texts("subscriptions_list")).containsExactlyInAnyOrder("l.x", "l.y");
    Json detailed = monitoring().json(path + "&subs=detail").objects("connections").get(0);
    List<Json> details =
        detailed.objects("subscriptions_list_detail").stream()
            .sorted(Comparator.comparing(d -> d.text("subject")))
            .toList();
    assertThat(details.get(0).text("sid")).isEqualTo("1");
    assertThat(details.get(0).number("msgs")).isEqualTo(1);
    assertThat(details.get(0).number("cid")).isEqualTo(cid(client));
    assertThat(details.get(0).has("qgroup")).isFalse();
    assertThat(details.get(1).text("qgroup")).isEqualTo("q");
    assertThat(details.get(1).text("sid")).isEqualTo("two");
    assertThat(details.get(1).number("max")).isEqualTo(9);
  }

  @Test
  @DisplayName("OPS-055 auth=1 adds user and account, $G is left out")
  void auth() {
    RawClient client = open("b", "auth");
    Json entry =
        monitoring().json("/connz?auth=1&cid=" + cid(client)).objects("connections").get(0);
    assertThat(entry.text("authorized_user")).isEqualTo("b");
    assertThat(entry.text("account")).isEqualTo("B");
    ServerUnderTest token = servers.start("http_port: -1\nauthorization { token: t }");
    RawClient bearer = servers.closing(token.connect("{\"verbose\":false,\"auth_token\":\"t\"}"));
    Json shown =
        token.monitoring().json("/connz?auth=1&cid=" + cid(bearer)).objects("connections").get(0);
    assertThat(shown.has("account")).isFalse();
    assertThat(shown.text("authorized_user")).isEqualTo("[REDACTED]");
  }

  @Test
  @DisplayName("OPS-056 a cid that does not exist is an empty list")
  void unknownCid() {
    Json reply = monitoring().json("/connz?cid=987654");
    assertThat(reply.number("num_connections")).isZero();
    assertThat(reply.list("connections")).isEmpty();
  }

  @Test
  @DisplayName("OPS-057 OPS-063 OPS-066 closed connections are kept with reason, stop and counters")
  void closed() {
    RawClient client = open("b", "closed").sendLines("SUB gone 1").publish("gone", "12");
    client.expectMessage("gone 1 2", "12").barrier();
    client.close();
    Json entry = monitoring().closedConnection(cid(client));
    assertThat(entry.text("reason")).isEqualTo("Client Closed");
    assertThat(Instant.parse(entry.text("stop"))).isAfter(Instant.parse(entry.text("start")));
    assertThat(entry.text("name")).isEqualTo("closed");
    assertThat(entry.text("authorized_user")).isEqualTo("b");
    assertThat(entry.text("account")).isEqualTo("B");
    assertThat(entry.number("in_msgs")).isEqualTo(1);
    assertThat(entry.number("out_bytes")).isEqualTo(2);
    assertThat(cids("/connz")).doesNotContain(cid(client));
    assertThat(cids("/connz?state=CLOSED")).contains(cid(client));
    RawClient live = open("b", "live");
    for (String state : List.of("any", "all", "ALL")) {
      assertThat(cids("/connz?state=" + state)).contains(cid(client), cid(live));
    }
    assertThat(cids("/connz?state=open")).contains(cid(live)).doesNotContain(cid(client));
    Json withSubs =
        monitoring()
            .json("/connz?state=closed&subs=1&cid=" + cid(client))
            .objects("connections")
            .get(0);
    assertThat(withSubs.texts("subscriptions_list")).containsExactly("gone");
  }

  @Test
  @DisplayName("OPS-058 user and acc select")
  void userAndAccount() {
    RawClient a = open("a", "ua");
    RawClient b = open("b", "ub");
    assertThat(cids("/connz?user=b")).contains(cid(b)).doesNotContain(cid(a));
    assertThat(cids("/connz?acc=A")).contains(cid(a)).doesNotContain(cid(b));
    Json unknown = monitoring().json("/connz?acc=NOPE");
    assertThat(unknown.number("num_connections")).isZero();
    assertThat(unknown.number("total")).isZero();
    assertThat(unknown.get("server_id")).isEqualTo("");
  }

  @Test
  @DisplayName("OPS-064 rtt is a duration string")
  void roundTrip() {
    RawClient client = open("a", "rtt");
    Json entry = monitoring().connection(cid(client));
    assertThat(entry.text("rtt")).matches("\\d+(\\.\\d+)?(ns|µs|ms|s)|0s");
  }
}

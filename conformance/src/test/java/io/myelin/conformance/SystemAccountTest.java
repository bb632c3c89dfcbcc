package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SystemAccountTest {
  private static final String CONFIG =
      """
      server_name: sys-test
      server_tags: [ "az:1" ]
      http_port: -1
      accounts {
        A { users: [ {user: a, password: p} ] }
        $SYS { users: [ {user: s, password: p} ] }
      }
      """;

  @RegisterExtension static final Servers SERVER = Servers.shared(CONFIG);
  @RegisterExtension final Servers servers = new Servers();

  private RawClient system;
  private String id;

  @BeforeEach
  void connect() {
    system = servers.closing(SERVER.get().connect(RawClient.as("s", "p")));
    id = system.info().text("server_id");
  }

  private RawClient open(String user) {
    return servers.closing(SERVER.get().connect(RawClient.as(user, "p")));
  }

  private void checkServer(Json server) {
    assertThat(server.text("name")).isEqualTo("sys-test");
    assertThat(server.text("host")).isEqualTo("127.0.0.1");
    assertThat(server.text("id")).isEqualTo(id);
    assertThat(server.text("ver")).isEqualTo(system.info().text("version"));
    assertThat(server.texts("tags")).containsExactly("az:1");
    assertThat(server.get("jetstream")).isEqualTo(false);
    assertThat(server.number("seq")).isPositive();
    assertThat(Instant.parse(server.text("time"))).isAfter(Instant.EPOCH);
  }

  @Test
  @DisplayName("OPS-237 OPS-476 SEC-156 USER.INFO tells every user who and where he is")
  void userInfo() {
    Json reply = open("a").request("$SYS.REQ.USER.INFO", "");
    checkServer(reply.object("server"));
    Json data = reply.object("data");
    assertThat(data.text("user")).isEqualTo("a");
    assertThat(data.text("account")).isEqualTo("A");
    assertThat(data.has("permissions")).isFalse();
    assertThat(data.has("expires")).isFalse();
    assertThat(system.request("$SYS.REQ.USER.INFO", "").object("data").text("account"))
        .isEqualTo("$SYS");
  }

  @Test
  @DisplayName("OPS-237 USER.INFO on an open server: no user, account $G")
  void userInfoOfNobody() {
    ServerUnderTest server = servers.start("");
    Json data =
        servers
            .closing(server.connect(RawClient.PLAIN))
            .request("$SYS.REQ.USER.INFO", "")
            .object("data");
    assertThat(data.get("user")).isEqualTo("");
    assertThat(data.text("account")).isEqualTo("$G");
  }

  @Test
  @DisplayName("OPS-201 OPS-205 OPS-213 OPS-253 OPS-255 SERVER.PING is answered with statsz")
  void ping() {
    for (String subject :
        List.of(
            "$SYS.REQ.SERVER.PING",
            "$SYS.REQ.SERVER.PING.STATSZ",
            "$SYS.REQ.SERVER." + id + ".STATSZ")) {
      Json reply = system.request(subject, "");
      assertThat(reply.names()).containsExactly("server", "statsz");
      checkServer(reply.object("server"));
      Json statsz = reply.object("statsz");
      assertThat(Instant.parse(statsz.text("start"))).isAfter(Instant.EPOCH);
      assertThat(statsz.names())
          .contains(
              "start",
              "mem",
              "cores",
              "cpu",
              "connections",
              "total_connections",
              "active_accounts",
              "subscriptions",
              "sent",
              "received",
              "slow_consumers",
              "active_servers");
      assertThat(statsz.number("connections")).isPositive();
      assertThat(statsz.number("active_servers")).isEqualTo(1);
      assertThat(statsz.object("sent").names()).containsExactly("msgs", "bytes");
    }
  }

  @Test
  @DisplayName("OPS-202 OPS-204 OPS-210 OPS-214 VARZ by PING and by id, compact")
  void varz() {
    for (String who : List.of("PING", id)) {
      String text = system.requestText("$SYS.REQ.SERVER." + who + ".VARZ", "");
      assertThat(text).startsWith("{\"server\":{\"name\":\"sys-test\"").doesNotContain("\n");
      Json reply = Json.parse(text);
      assertThat(reply.names()).containsExactly("server", "data");
      checkServer(reply.object("server"));
      assertThat(reply.object("data").text("server_id")).isEqualTo(id);
      assertThat(reply.object("data").names())
          .containsAll(SERVER.get().monitoring().json("/varz").names());
    }
  }

  @Test
  @DisplayName("OPS-202 OPS-215 CONNZ with options in the body")
  void connz() {
    RawClient a = open("a").sendLines("SUB connz.sys 1").barrier();
    long cid = a.info().number("client_id");
    String subject = "$SYS.REQ.SERVER." + id + ".CONNZ";
    Json all = system.request(subject, "").object("data");
    assertThat(all.number("num_connections")).isGreaterThanOrEqualTo(2);
    Json one =
        system
            .request(subject, "{\"cid\":" + cid + ",\"auth\":true,\"subscriptions\":true}")
            .object("data");
    assertThat(one.number("num_connections")).isEqualTo(1);
    Json entry = one.objects("connections").get(0);
    assertThat(entry.text("account")).isEqualTo("A");
    assertThat(entry.text("authorized_user")).isEqualTo("a");
    assertThat(entry.texts("subscriptions_list")).containsExactly("connz.sys");
    a.close();
    SERVER.get().monitoring().closedReason(cid);
    Json closed = system.request(subject, "{\"state\":1,\"cid\":" + cid + "}").object("data");
    assertThat(closed.objects("connections").get(0).text("reason")).isEqualTo("Client Closed");
  }

  @Test
  @DisplayName("OPS-060 CONNZ by subject needs an account")
  void connzBySubject() {
    RawClient a = open("a").sendLines("SUB by.subject 1").barrier();
    String subject = "$SYS.REQ.SERVER." + id + ".CONNZ";
    Json found =
        system.request(subject, "{\"acc\":\"A\",\"filter_subject\":\"by.*\"}").object("data");
    assertThat(found.objects("connections"))
        .anyMatch(c -> c.number("cid") == a.info().number("client_id"));
    Json error = system.request(subject, "{\"filter_subject\":\"by.*\"}").object("error");
    assertThat(error.number("code")).isEqualTo(500);
    assertThat(error.text("description"))
        .isEqualTo("filter by subject only valid with account filtering");
  }

  @Test
  @DisplayName("OPS-202 OPS-216 SUBSZ and OPS-222 HEALTHZ")
  void subszAndHealthz() {
    open("a").sendLines("SUB subsz.sys 1").barrier();
    Json subsz =
        system
            .request(
                "$SYS.REQ.SERVER." + id + ".SUBSZ",
                "{\"subscriptions\":true,\"account\":\"A\",\"test\":\"subsz.sys\"}")
            .object("data");
    assertThat(subsz.objects("subscriptions_list")).hasSize(1);
    assertThat(system.request("$SYS.REQ.SERVER.PING.SUBSZ", "").object("data").names())
        .contains("num_subscriptions");
    for (String body : List.of("", "{\"js-enabled-only\":true}", "{\"js-server-only\":true}")) {
      Json health = system.request("$SYS.REQ.SERVER.PING.HEALTHZ", body).object("data");
      assertThat(health.text("status")).isEqualTo("ok");
      assertThat(health.number("status_code")).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("OPS-202 OPS-212 IDZ is bare")
  void idz() {
    Json reply = system.request("$SYS.REQ.SERVER.PING.IDZ", "");
    assertThat(reply.names()).containsExactly("name", "host", "id");
    assertThat(reply.text("id")).isEqualTo(id);
  }

  @Test
  @DisplayName("OPS-206 a body that is not JSON: error 400 in the envelope")
  void undecodable() {
    Json reply = system.request("$SYS.REQ.SERVER." + id + ".VARZ", "not json");
    assertThat(reply.names()).containsExactly("server", "error");
    assertThat(reply.object("error").number("code")).isEqualTo(400);
    assertThat(reply.object("error").text("description")).isNotEmpty();
  }

  @Test
  @DisplayName("OPS-208 who does not match the filter stays silent")
  void filters() {
    for (String match :
        List.of(
            "{\"server_name\":\"sys\"}",
            "{\"host\":\"127\"}",
            "{\"tags\":[\"AZ:1\"]}",
            "{\"x\":1}")) {
      assertThat(system.request("$SYS.REQ.SERVER.PING.VARZ", match).has("data")).as(match).isTrue();
    }
    system.sendLines("SUB silent 1");
    for (String other :
        List.of(
            "{\"server_name\":\"other\"}",
            "{\"tags\":[\"az:2\"]}",
            "{\"cluster\":\"c\"}",
            "{\"domain\":\"d\"}",
            "{\"server_name\":\"sys\",\"exact_match\":true}")) {
      system.sendLines("PUB $SYS.REQ.SERVER.PING.VARZ silent " + other.length(), other);
    }
    assertThat(system.request("$SYS.REQ.SERVER.PING.IDZ", "").text("id")).isEqualTo(id);
    system.expectSilence(Duration.ofMillis(200));
  }

  @Test
  @DisplayName("OPS-207 OPS-230 RELOAD re-reads the file, and does nothing without a reply subject")
  void reload() {
    ServerUnderTest server = servers.start(CONFIG);
    RawClient admin = servers.closing(server.connect(RawClient.as("s", "p")));
    String subject = "$SYS.REQ.SERVER." + admin.info().text("server_id") + ".RELOAD";
    admin.publish(subject, "");
    admin.request("$SYS.REQ.SERVER.PING.IDZ", "");
    assertThat(server.log()).doesNotContain("Reloaded server configuration");
    Json reply = admin.request(subject, "");
    assertThat(reply.names()).containsExactly("server");
    server.awaitLog("Reloaded server configuration");
    server.rewriteConfig("nonsense: 1");
    Json error = admin.request(subject, "").object("error");
    assertThat(error.number("code")).isEqualTo(500);
    assertThat(error.text("description")).contains("unknown field \"nonsense\"");
  }

  @Test
  @DisplayName(
      "OPS-259 OPS-260 OPS-261 OPS-262 OPS-272 SEC-730 SEC-731 connect and disconnect events")
  void connectEvents() {
    system.sendLines("SUB $SYS.ACCOUNT.A.CONNECT 1", "SUB $SYS.ACCOUNT.A.DISCONNECT 2").barrier();
    RawClient a =
        servers.closing(
            SERVER
                .get()
                .connect(
                    "{\"verbose\":false,\"user\":\"a\",\"pass\":\"p\",\"name\":\"n\",\"lang\":\"raw\",\"version\":\"1\"}"));
    long cid = a.info().number("client_id");
    Json connect = system.readMessage("$SYS.ACCOUNT.A.CONNECT");
    assertThat(connect.text("type")).isEqualTo("io.nats.server.advisory.v1.client_connect");
    assertThat(connect.text("id")).matches("[0-9A-Za-z]{22}");
    assertThat(Instant.parse(connect.text("timestamp"))).isAfter(Instant.EPOCH);
    checkServer(connect.object("server"));
    Json client = connect.object("client");
    assertThat(client.number("id")).isEqualTo(cid);
    assertThat(client.text("acc")).isEqualTo("A");
    assertThat(client.text("user")).isEqualTo("a");
    assertThat(client.text("name")).isEqualTo("n");
    assertThat(client.text("lang")).isEqualTo("raw");
    assertThat(client.text("ver")).isEqualTo("1");
    assertThat(client.text("host")).isEqualTo("127.0.0.1");
    assertThat(client.text("kind")).isEqualTo("Client");
    assertThat(client.text("client_type")).isEqualTo("nats");
    assertThat(client.has("stop")).isFalse();
    a.sendLines("SUB ev 1").publish("ev", "123").publish("none", "45");
    a.expectMessage("ev 1 3", "123").barrier();
    a.close();
    Json disconnect = system.readMessage("$SYS.ACCOUNT.A.DISCONNECT");
    assertThat(disconnect.text("type")).isEqualTo("io.nats.server.advisory.v1.client_disconnect");
    assertThat(disconnect.text("reason")).isEqualTo("Client Closed");
    assertThat(disconnect.object("client").has("stop")).isTrue();
    assertThat(disconnect.object("client").number("id")).isEqualTo(cid);
    assertThat(disconnect.object("sent").number("msgs")).isEqualTo(2);
    assertThat(disconnect.object("sent").number("bytes")).isEqualTo(5);
    assertThat(disconnect.object("received").number("msgs")).isEqualTo(1);
    assertThat(disconnect.object("received").number("bytes")).isEqualTo(3);
  }

  @Test
  @DisplayName("OPS-263 SEC-732 a failed authentication is an event")
  void authenticationError() {
    system.sendLines("SUB $SYS.SERVER.*.CLIENT.AUTH.ERR 1").barrier();
    RawClient wrong = servers.closing(SERVER.get().connect());
    wrong.info();
    wrong.sendLines("CONNECT " + RawClient.as("a", "wrong")).expectError("Authorization Violation");
    Json event = system.readMessage("$SYS.SERVER." + id + ".CLIENT.AUTH.ERR");
    assertThat(event.text("type")).isEqualTo("io.nats.server.advisory.v1.client_disconnect");
    assertThat(event.text("reason")).isEqualTo("Authentication Failure");
    assertThat(event.object("client").number("id")).isEqualTo(wrong.info().number("client_id"));
  }

  @Test
  @DisplayName("OPS-264 SEC-735 an account's connection count is told on change, on both subjects")
  void connectionCounts() {
    ServerUnderTest server = servers.start(CONFIG);
    RawClient admin = servers.closing(server.connect(RawClient.as("s", "p")));
    admin.sendLines("SUB $SYS.ACCOUNT.A.SERVER.CONNS 1").barrier();
    RawClient old = servers.closing(server.connect(RawClient.as("s", "p")));
    old.sendLines("SUB $SYS.SERVER.ACCOUNT.A.CONNS 1").barrier();
    RawClient a = servers.closing(server.connect(RawClient.as("a", "p")));
    Json event = admin.readMessage("$SYS.ACCOUNT.A.SERVER.CONNS");
    assertThat(event.text("type")).isEqualTo("io.nats.server.advisory.v1.account_connections");
    assertThat(event.text("acc")).isEqualTo("A");
    assertThat(event.number("conns")).isEqualTo(1);
    assertThat(event.number("leafnodes")).isZero();
    assertThat(event.number("total_conns")).isEqualTo(1);
    assertThat(old.readMessage("$SYS.SERVER.ACCOUNT.A.CONNS").number("conns")).isEqualTo(1);
    a.close();
    assertThat(admin.readMessage("$SYS.ACCOUNT.A.SERVER.CONNS").number("conns")).isZero();
  }

  @Test
  @DisplayName("OPS-250 OPS-251 OPS-252 statsz comes by itself once somebody listens")
  void statsz() {
    system.sendLines("SUB $SYS.SERVER.*.STATSZ 1").patience(Duration.ofSeconds(15));
    Json event = system.readMessage("$SYS.SERVER." + id + ".STATSZ");
    checkServer(event.object("server"));
    assertThat(event.object("statsz").number("connections")).isPositive();
  }

  @Test
  @DisplayName("OPS-266 a shutdown is announced before the connections close")
  void shutdown() {
    ServerUnderTest server = servers.start(CONFIG);
    RawClient admin = servers.closing(server.connect(RawClient.as("s", "p")));
    admin.sendLines("SUB $SYS.SERVER.*.SHUTDOWN 1").barrier();
    server.signal("TERM");
    Json event = admin.readMessage("$SYS.SERVER." + admin.info().text("server_id") + ".SHUTDOWN");
    assertThat(event.text("name")).isEqualTo("sys-test");
    assertThat(event.text("id")).isEqualTo(admin.info().text("server_id"));
  }

  @Test
  @DisplayName("OPS-267 lame duck is announced")
  void lameDuck() {
    ServerUnderTest server = servers.start(CONFIG);
    RawClient admin = servers.closing(server.connect(RawClient.as("s", "p")));
    admin.sendLines("SUB $SYS.SERVER.*.LAMEDUCK 1").barrier();
    server.signal("USR2");
    Json event = admin.readMessage("$SYS.SERVER." + admin.info().text("server_id") + ".LAMEDUCK");
    assertThat(event.text("name")).isEqualTo("sys-test");
  }
}

package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccountsTest {
  @RegisterExtension
  static final Servers SERVER =
      Servers.shared(
          """
          accounts {
            A { users: [ {user: a, password: p}, {user: a2, password: p} ] }
            B { users: [ {user: b, password: p} ] }
            $SYS { users: [ {user: s, password: p} ] }
          }
          """);

  @RegisterExtension final Servers servers = new Servers();

  private RawClient open(String user) {
    return servers.closing(SERVER.get().connect(RawClient.as(user, "p")));
  }

  @Test
  @DisplayName("SEC-450 SEC-451 CORE-365 CORE-711 accounts do not see each other, not even by >")
  void isolation() {
    RawClient a = open("a").sendLines("SUB > 1").barrier();
    RawClient b = open("b").sendLines("SUB > 1", "SUB shared q 2").barrier();
    RawClient a2 = open("a2").publish("shared", "from a2").barrier();
    a.expectMessage("shared 1 7", "from a2").barrier();
    b.barrier();
    b.publish("shared", "b").barrierAfterMessages("shared 1 1|b", "shared 2 1|b");
    a.barrier();
    a2.barrier();
  }

  @Test
  @DisplayName("SEC-451 CORE-132 a queue group does not reach across accounts")
  void queueGroups() {
    RawClient b = open("b").sendLines("SUB work q 1").barrier();
    RawClient a = open("a").sendLines("SUB work q 1").barrier();
    RawClient publisher = open("a2").send("PUB work 0\r\n\r\n".repeat(20)).barrier();
    a.expectBytes("MSG work 1 0\r\n\r\n".repeat(20)).barrier();
    b.barrier();
    publisher.barrier();
  }

  @Test
  @Since("2.12")
  @DisplayName("CORE-150 SEC-451 a responder in another account is none")
  void noRespondersAcrossAccounts() {
    open("b").sendLines("SUB service 1").barrier();
    RawClient a =
        servers.closing(
            SERVER
                .get()
                .connect(
                    "{\"verbose\":false,\"headers\":true,\"no_responders\":true,\"user\":\"a\",\"pass\":\"p\"}"));
    a.sendLines("SUB inbox 1", "PUB service inbox 0", "");
    a.expectBytes("HMSG inbox 1 39 39\r\nNATS/1.0 503\r\nNats-Subject: service\r\n\r\n\r\n");
  }

  @Test
  @DisplayName("SEC-461 OPS-200 $SYS events stay in the system account")
  void systemAccountIsSeparate() {
    RawClient a = open("a").sendLines("SUB > 1", "SUB $SYS.> 2").barrier();
    RawClient system = open("s").sendLines("SUB $SYS.ACCOUNT.B.CONNECT 1").barrier();
    open("b").barrier();
    system.readMessage("$SYS.ACCOUNT.B.CONNECT");
    a.barrier();
    a.publish("$SYS.REQ.SERVER.PING", "").expectMessage("$SYS.REQ.SERVER.PING 1 0", "");
  }

  @Test
  @DisplayName("SEC-461 CORE-720 system_account names the account that is the system's")
  void namedSystemAccount() {
    ServerUnderTest server =
        servers.start(
            """
            accounts { ADMIN { users: [ {user: s, password: p} ] }, A { users: [ {user: a, password: p} ] } }
            system_account: ADMIN
            """);
    RawClient system = servers.closing(server.connect(RawClient.as("s", "p")));
    assertThat(system.request("$SYS.REQ.SERVER.PING", "").has("statsz")).isTrue();
  }

  @Test
  @DisplayName("SEC-021 CORE-080 without accounts everybody is in $G")
  void globalAccount() {
    ServerUnderTest server = servers.start("");
    RawClient client = servers.closing(server.connect(RawClient.MODERN));
    assertThat(client.connectInfo().text("remote_account")).isEqualTo("$G");
  }

  @Test
  @DisplayName(
      "CORE-893 CORE-842 CORE-890 SEC-463 SEC-751 reload: removed and changed users are closed")
  void reloadUsers() {
    ServerUnderTest server =
        servers.start(
            """
            accounts {
              A { users: [ {user: stays, password: p}, {user: goes, password: p}, {user: moves, password: p} ] }
              B { users: [ {user: b, password: p} ] }
            }
            """);
    RawClient stays = servers.closing(server.connect(RawClient.as("stays", "p")));
    stays.sendLines("SUB foo 1").barrier();
    RawClient goes = servers.closing(server.connect(RawClient.as("goes", "p")));
    RawClient moves = servers.closing(server.connect(RawClient.as("moves", "p")));
    server.rewriteConfig(
        """
        accounts {
          A { users: [ {user: stays, password: p}, {user: new, password: p} ] }
          B { users: [ {user: b, password: p}, {user: moves, password: p} ] }
        }
        """);
    server.signal("HUP");
    server.awaitLog("Reloaded server configuration");
    assertThat(goes.readToEnd()).isIn("", "-ERR 'Authorization Violation'\r\n");
    assertThat(moves.readToEnd()).isIn("", "-ERR 'Authorization Violation'\r\n");
    servers.closing(server.connect(RawClient.as("new", "p"))).publish("foo", "x").barrier();
    stays.expectMessage("foo 1 1", "x").barrier();
  }

  @Test
  @DisplayName(
      "CORE-893 CORE-222 SEC-050 SEC-155 reload: subscriptions no longer permitted are removed")
  void reloadPermissions() {
    ServerUnderTest server = servers.start("authorization { users: [ {user: u, password: p} ] }");
    RawClient client = servers.closing(server.connect(RawClient.as("u", "p")));
    client.sendLines("SUB foo 1", "SUB bar q two", "SUB ok 3").barrier();
    server.rewriteConfig(
        "authorization { users: [ {user: u, password: p, permissions { sub: ok, pub: [ok, foo] } } ] }");
    server.signal("HUP");
    String foo = "-ERR 'Permissions Violation for Subscription to \"foo\" (sid \"1\")'";
    String bar =
        "-ERR 'Permissions Violation for Subscription to \"bar\" using queue \"q\" (sid \"two\")'";
    assertThat(new String[] {client.readLine(), client.readLine()})
        .containsExactlyInAnyOrder(foo, bar);
    client.publish("other", "").expectError("Permissions Violation for Publish to \"other\"");
    client.publish("foo", "x").publish("ok", "y").expectMessage("ok 3 1", "y").barrier();
    server.awaitLog("Reloaded server configuration");
  }
}

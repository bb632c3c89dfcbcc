package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PermissionsTest {
  private static final String PUBLISH = "Permissions Violation for Publish to \"%s\"";
  private static final String SUBSCRIBE = "Permissions Violation for Subscription to \"%s\"";
  private static final String QUEUE = SUBSCRIBE + " using queue \"%s\"";

  @RegisterExtension
  static final Servers SERVER =
      Servers.shared(
          """
          authorization {
            default_permissions { publish: "default.>", subscribe: ["default.>", "_INBOX.>"] }
            users: [
              {user: any, password: p, permissions {}}
              {user: plain, password: p}
              {user: lists, password: p, permissions {
                publish: { allow: ["pub.>", "one"], deny: "pub.secret.*" }
                subscribe: { allow: ["foo.*", "bar"], deny: ["foo.baz"] } } }
              {user: denied, password: p, permissions { publish { deny: ">" }, sub { deny: "no.>" } } }
              {user: queues, password: p, permissions {
                sub { allow: ["foo v1", "bar", "bar v1", "dev *.dev", "deny.>"],
                      deny: ["deny.x v1", "deny.y"] } } }
              {user: noqueue, password: p, permissions { sub { deny: "> >" } } }
              {user: responder, password: p, permissions { sub: "rpc", allow_responses: true } }
              {user: twice, password: p, permissions {
                sub: "rpc2", pub: "log", allow_responses { max: 2, expires: "1h" } } }
              {user: brief, password: p, permissions {
                sub: "rpc3", allow_responses { max: -1, expires: "200ms" } } }
            ]
          }
          mappings { "from": "to", "pub.mapped": "elsewhere" }
          """);

  @RegisterExtension final Servers servers = new Servers();

  private RawClient open(String user) {
    return servers.closing(SERVER.get().connect(RawClient.as(user, "p")));
  }

  private RawClient loud(String user) {
    return servers.closing(
        SERVER
            .get()
            .connect(
                "{\"verbose\":true,\"pedantic\":false,\"user\":\"" + user + "\",\"pass\":\"p\"}"));
  }

  @Test
  @DisplayName("SEC-102 SEC-120 SEC-121 SEC-122 SEC-130 SEC-045 CORE-216 publish allow and deny")
  void publish() {
    RawClient reader = open("any").sendLines("SUB > 1").barrier();
    RawClient client = open("lists").publish("pub.a", "x").publish("one", "y");
    client.publish("pub.secret.a", "z").expectError(PUBLISH.formatted("pub.secret.a"));
    client.publish("two", "z").expectError(PUBLISH.formatted("two"));
    client.publish("pub", "z").expectError(PUBLISH.formatted("pub"));
    client.publish("pub.secret.a.b", "w").barrier();
    reader.expectMessage("pub.a 1 1", "x").expectMessage("one 1 1", "y");
    reader.expectMessage("pub.secret.a.b 1 1", "w").barrier();
  }

  @Test
  @DisplayName("SEC-059 CORE-137 verbose: the error comes instead of +OK, the payload is consumed")
  void verbose() {
    RawClient client = loud("lists");
    client.publish("two", "PING\r\n").expectError(PUBLISH.formatted("two")).barrier();
    client.sendLines("SUB no 1").expectError(SUBSCRIBE.formatted("no")).barrier();
    client.publish("one", "").expect("+OK").sendLines("SUB bar 1").expect("+OK").barrier();
  }

  @Test
  @DisplayName("SEC-058 subjects in errors are quoted with escapes")
  void quoting() {
    RawClient client = open("lists");
    client
        .publish("a\"b\\c\u0001", "")
        .expectError(PUBLISH.formatted("a\\\"b\\\\c\\x01"))
        .barrier();
  }

  @Test
  @DisplayName(
      "SEC-140 SEC-141 SEC-046 CORE-218 a subscription must lie inside allow and outside deny")
  void subscribe() {
    RawClient client = open("lists");
    client.sendLines("SUB foo.a 1", "SUB foo.* 2", "SUB bar 3").barrier();
    for (String subject : new String[] {">", "*.a", "foo", "foo.a.b", "foo.baz", "bar.x"}) {
      client.sendLines("SUB " + subject + " 9").expectError(SUBSCRIBE.formatted(subject));
    }
    client.sendLines("SUB foo.baz q 9").expectError(QUEUE.formatted("foo.baz", "q")).barrier();
  }

  @Test
  @DisplayName("SEC-141 CORE-135 a wider subscription is accepted, what is denied is withheld")
  void withheld() {
    RawClient client = open("lists").sendLines("SUB foo.* 1", "SUB foo.* q 2").barrier();
    open("any").publish("foo.baz", "no").publish("foo.bar", "yes").barrier();
    client.barrierAfterMessages("foo.bar 1 3|yes", "foo.bar 2 3|yes");
  }

  @Test
  @DisplayName("SEC-142 CORE-133 a queue member that may not have it is passed over")
  void withheldFromQueueMember() {
    RawClient member = open("lists").sendLines("SUB foo.* pass 1").barrier();
    RawClient other = open("any").sendLines("SUB foo.* pass 2").barrier();
    RawClient publisher = open("any");
    for (int i = 0; i < 10; i++) {
      publisher.publish("foo.baz", "x");
    }
    publisher.barrier();
    for (int i = 0; i < 10; i++) {
      other.expectMessage("foo.baz 2 1", "x");
    }
    other.barrier();
    member.barrier();
  }

  @Test
  @DisplayName("SEC-121 deny > forbids every publish; no list allows everything")
  void denyEverything() {
    RawClient client = open("denied").publish("a", "").expectError(PUBLISH.formatted("a"));
    client.sendLines("SUB yes 1", "SUB > 2", "SUB no.x 3").expectError(SUBSCRIBE.formatted("no.x"));
    open("any").publish("no.x", "1").publish("other", "2").barrier();
    client.expectMessage("other 2 1", "2").barrier();
  }

  @Test
  @DisplayName("SEC-094 CORE-705 default_permissions are for users without their own")
  void defaults() {
    RawClient client = open("plain").publish("default.a", "").publish("other", "");
    client.expectError(PUBLISH.formatted("other"));
    client.sendLines("SUB default.* 1", "SUB other 2").expectError(SUBSCRIBE.formatted("other"));
    open("any").publish("anything", "").sendLines("SUB anything 1").barrier();
  }

  @Test
  @DisplayName("SEC-143 SEC-123 SEC-047 allow entries with a queue")
  void queueAllow() {
    RawClient client = open("queues");
    client.sendLines("SUB foo 9").expectError(SUBSCRIBE.formatted("foo"));
    client.sendLines("SUB foo v2 9").expectError(QUEUE.formatted("foo", "v2"));
    client.sendLines("SUB foo v1 1", "SUB bar 2", "SUB bar v1 3").barrier();
    client.sendLines("SUB bar v2 9").expectError(QUEUE.formatted("bar", "v2"));
    client.sendLines("SUB dev a.dev 4").barrier();
    client.sendLines("SUB dev 9").expectError(SUBSCRIBE.formatted("dev"));
    client.sendLines("SUB dev a.prod 9").expectError(QUEUE.formatted("dev", "a.prod")).barrier();
  }

  @Test
  @DisplayName("SEC-144 deny entries with a queue")
  void queueDeny() {
    RawClient client = open("queues").sendLines("SUB deny.x 1", "SUB deny.x v2 2").barrier();
    client.sendLines("SUB deny.x v1 9").expectError(QUEUE.formatted("deny.x", "v1"));
    client.sendLines("SUB deny.y 9").expectError(SUBSCRIBE.formatted("deny.y"));
    client.sendLines("SUB deny.y v2 9").expectError(QUEUE.formatted("deny.y", "v2"));
    RawClient none = open("noqueue").sendLines("SUB free 1").barrier();
    none.sendLines("SUB free q 9").expectError(QUEUE.formatted("free", "q")).barrier();
  }

  @Test
  @DisplayName(
      "SEC-124 SEC-125 SEC-137 CORE-708 allow_responses: one reply to who asked, nothing else")
  void responses() {
    RawClient responder = open("responder").sendLines("SUB rpc 1").barrier();
    responder.publish("free", "").expectError(PUBLISH.formatted("free"));
    RawClient client = open("any").sendLines("SUB answer.> 1", "PUB rpc answer.1 2", "hi");
    responder.expectMessage("rpc 1 answer.1 2", "hi");
    responder.publish("answer.2", "").expectError(PUBLISH.formatted("answer.2"));
    responder.publish("answer.1", "ok").publish("answer.1", "no");
    responder.expectError(PUBLISH.formatted("answer.1")).barrier();
    client.expectMessage("answer.1 1 2", "ok").barrier();
    client.sendLines("PUB rpc answer.1 0", "");
    responder.expectMessage("rpc 1 answer.1 0", "").publish("answer.1", "again").barrier();
    client.expectMessage("answer.1 1 5", "again").barrier();
  }

  @Test
  @DisplayName("SEC-124 SEC-125 allow_responses with max, beside an allow list")
  void moreResponses() {
    RawClient responder = open("twice").sendLines("SUB rpc2 1").publish("log", "").barrier();
    RawClient client = open("any").sendLines("SUB ans 1", "PUB rpc2 ans 0", "");
    responder.expectMessage("rpc2 1 ans 0", "");
    responder.publish("ans", "1").publish("ans", "2").publish("ans", "3");
    responder.expectError(PUBLISH.formatted("ans")).barrier();
    client.expectMessage("ans 1 1", "1").expectMessage("ans 1 1", "2").barrier();
  }

  @Test
  @DisplayName("SEC-124 SEC-137 a response permission expires")
  void expiredResponse() {
    RawClient responder = open("brief").sendLines("SUB rpc3 1").barrier();
    open("any").sendLines("PUB rpc3 late 0", "").barrier();
    responder
        .expectMessage("rpc3 1 late 0", "")
        .publish("late", "1")
        .publish("late", "2")
        .barrier();
    responder.expectSilence(java.time.Duration.ofMillis(400));
    responder.publish("late", "3").expectError(PUBLISH.formatted("late")).barrier();
  }

  @Test
  @DisplayName("CORE-104 SEC-131 which subject of a mapping is checked")
  void mappedSubject() {
    RawClient reader = open("any").sendLines("SUB elsewhere 1").barrier();
    RawClient client = open("lists").publish("pub.mapped", "x");
    client.expectError(PUBLISH.formatted("elsewhere")).barrier();
    reader.barrier();
  }

  @Test
  @DisplayName("SEC-156 OPS-237 OPS-476 USER.INFO shows the permissions")
  void userInfo() {
    RawClient client = open("any");
    Json any = client.request("$SYS.REQ.USER.INFO", "").object("data");
    assertThat(any.text("user")).isEqualTo("any");
    assertThat(any.text("account")).isEqualTo("$G");
    ServerUnderTest server =
        servers.start(
            """
            authorization { users: [ {user: u, password: p, permissions {
              pub: ["a.>", "$SYS.REQ.USER.INFO"], sub: { allow: ["_INBOX.>", "s q"], deny: "t" }
              allow_responses: { max: 5, ttl: "3s" } } } ] }
            """);
    Json permissions =
        servers
            .closing(server.connect(RawClient.as("u", "p")))
            .request("$SYS.REQ.USER.INFO", "")
            .object("data")
            .object("permissions");
    assertThat(permissions.object("publish").texts("allow"))
        .containsExactlyInAnyOrder("a.>", "$SYS.REQ.USER.INFO");
    assertThat(permissions.object("subscribe").texts("allow"))
        .containsExactlyInAnyOrder("_INBOX.>", "s q");
    assertThat(permissions.object("subscribe").texts("deny")).containsExactly("t");
    assertThat(permissions.object("responses").number("max")).isEqualTo(5);
    assertThat(permissions.object("responses").number("ttl")).isEqualTo(3_000_000_000L);
  }
}

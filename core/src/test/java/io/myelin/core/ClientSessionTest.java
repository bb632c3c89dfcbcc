package io.myelin.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.security.AuthResult;
import io.myelin.security.Identity;
import io.myelin.security.Permissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClientSessionTest {
  private static final String QUIET = "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n";
  private static final String MODERN =
      "CONNECT {\"verbose\":false,\"pedantic\":false,\"protocol\":1,\"headers\":true,\"no_responders\":true}\r\n";

  private final SimulatedServer server = new SimulatedServer(2);

  @Test
  @DisplayName("CORE-002 opening dialogue: PONG, then INFO again for protocol 1")
  void opening() {
    assertThat(server.connect().send(MODERN + "PING\r\n").take())
        .isEqualTo("PONG\r\nINFO after\r\n");
    assertThat(server.connect().send(QUIET + "PING\r\n").take()).isEqualTo("PONG\r\n");
  }

  @Test
  @DisplayName("CORE-006 CORE-040 without CONNECT everything is served and acknowledged")
  void telnet() {
    assertThat(server.connect().send("SUB a 1\r\nPUB a 2\r\nhi\r\nPING\r\n").take())
        .isEqualTo("+OK\r\n+OK\r\nMSG a 1 2\r\nhi\r\nPONG\r\n");
  }

  @Test
  @DisplayName("CORE-128 CORE-130 every matching plain subscription gets its copy")
  void overlapping() {
    SimulatedClient client = server.connect();
    client.send(QUIET + "SUB a.b 1\r\nSUB a.* 2\r\nSUB > 3\r\nPUB a.b r 1\r\nx\r\nPING\r\n");
    assertThat(client.take())
        .contains("MSG a.b 1 r 1\r\nx\r\n", "MSG a.b 2 r 1\r\nx\r\n", "MSG a.b 3 r 1\r\nx\r\n")
        .endsWith("PONG\r\n");
  }

  @Test
  @DisplayName(
      "CORE-101 CORE-129 headers pass to those who understand them and are stripped for others")
  void headers() {
    SimulatedClient modern = server.connect();
    SimulatedClient plain = server.connect(1);
    modern.send(MODERN + "SUB h 1\r\n");
    plain.send(QUIET + "SUB h 2\r\n");
    modern.send("HPUB h 18 20\r\nNATS/1.0\r\nA: b\r\n\r\nhi\r\n");
    assertThat(modern.take()).isEqualTo("HMSG h 1 18 20\r\nNATS/1.0\r\nA: b\r\n\r\nhi\r\n");
    assertThat(plain.take()).isEqualTo("MSG h 2 2\r\nhi\r\n");
  }

  @Test
  @DisplayName("CORE-106 what goes out behind a closing connection's last flush is counted")
  void countsWhatCloseFlushes() {
    SimulatedClient client = server.connect();
    client.send(QUIET + "SUB a 1\r\n");
    client.input("PUB a 2\r\nhi\r\nBOGUS\r\n");
    server.settle();
    assertThat(client.take()).startsWith("MSG a 1 2\r\nhi\r\n-ERR ");
    assertThat(client.session().outbound().sentMessages()).isEqualTo(1);
    assertThat(client.session().outbound().sentMessageBytes()).isEqualTo(2);
  }

  @Test
  @DisplayName("CORE-131 no echo: own subscriptions are skipped, also in queue groups")
  void noEcho() {
    SimulatedClient own = server.connect();
    SimulatedClient other = server.connect(1);
    own.send("CONNECT {\"verbose\":false,\"echo\":false}\r\nSUB a 1\r\nSUB q g 2\r\n");
    other.send(QUIET + "SUB q g 1\r\n");
    for (int i = 0; i < 10; i++) {
      own.send("PUB a 1\r\nx\r\nPUB q 1\r\nx\r\n");
    }
    assertThat(own.take()).isEmpty();
    assertThat(other.take()).isEqualTo("MSG q 1 1\r\nx\r\n".repeat(10));
  }

  @Test
  @DisplayName("CORE-132 a queue group is one by name across patterns")
  void queueAcrossPatterns() {
    SimulatedClient a = server.connect();
    SimulatedClient b = server.connect(1);
    a.send(QUIET + "SUB foo.* q 1\r\n");
    b.send(QUIET + "SUB foo.> q 1\r\n");
    SimulatedClient publisher = server.connect();
    publisher.send(QUIET + "PUB foo.x 1\r\n.\r\n".repeat(100));
    int total = count(a.take(), "MSG") + count(b.take(), "MSG");
    assertThat(total).isEqualTo(100);
  }

  @Test
  @DisplayName("CORE-126 CORE-127 exactly max messages, counted from the SUB")
  void autoUnsubscribe() {
    SimulatedClient client = server.connect();
    client.send(QUIET + "SUB a 1\r\nPUB a 1\r\n1\r\nPUB a 1\r\n2\r\nUNSUB 1 3\r\n");
    client.send("PUB a 1\r\n3\r\nPUB a 1\r\n4\r\n");
    assertThat(client.take()).isEqualTo("MSG a 1 1\r\n1\r\nMSG a 1 1\r\n2\r\nMSG a 1 1\r\n3\r\n");
    assertThat(server.accounts.global().interest().count()).isZero();
  }

  @Test
  @DisplayName(
      "CORE-127 exactly max messages with a publisher on another loop, and none after UNSUB")
  void autoUnsubscribeAcrossLoops() {
    SimulatedClient subscriber = server.connect();
    subscriber.send(QUIET + "SUB a 1\r\nUNSUB 1 5\r\nSUB b 2\r\nUNSUB 2\r\n");
    server.connect(1).send(QUIET + "PUB a 1\r\nx\r\n".repeat(20) + "PUB b 1\r\nx\r\n");
    assertThat(subscriber.take()).isEqualTo("MSG a 1 1\r\nx\r\n".repeat(5));
  }

  @Test
  @DisplayName("CORE-150 CORE-151 503 with the subject for a request that nobody takes")
  void noResponders() {
    SimulatedClient client = server.connect();
    client.send(MODERN + "SUB _INBOX.1 7\r\nPUB svc.x _INBOX.1 0\r\n\r\n");
    assertThat(client.take())
        .isEqualTo("HMSG _INBOX.1 7 37 37\r\nNATS/1.0 503\r\nNats-Subject: svc.x\r\n\r\n\r\n");
  }

  @Test
  @DisplayName("CORE-240 a PONG does not overtake messages that another loop has handed over")
  void pongBehindMessages() {
    SimulatedClient subscriber = server.connect(0);
    SimulatedClient publisher = server.connect(1);
    subscriber.send(QUIET + "SUB a 1\r\n");
    publisher.send(QUIET);
    publisher.input("PUB a 1\r\nx\r\nPING\r\n");
    publisher.loop().settle();
    subscriber.send("PING\r\n");
    assertThat(subscriber.take()).isEqualTo("MSG a 1 1\r\nx\r\nPONG\r\n");
  }

  @Test
  @DisplayName("CORE-121 CORE-122 CORE-123 CORE-220 SUB: invalid subjects, taken sids, too many")
  void subscribeErrors() {
    server.settings = SimulatedServer.settings(1024, 10_000, 1 << 20, 2);
    SimulatedClient client = server.connect();
    client.send(QUIET + "SUB a..b 1\r\nSUB >.a 1\r\nSUB a 1\r\nSUB b 1\r\nSUB c 2\r\nSUB d 3\r\n");
    assertThat(client.take())
        .isEqualTo(
            "-ERR 'Invalid Subject'\r\n-ERR 'Invalid Subject'\r\n-ERR 'maximum subscriptions exceeded'\r\n");
    client.send("PUB b 1\r\nx\r\nPUB a 1\r\nx\r\n");
    assertThat(client.take()).isEqualTo("MSG a 1 1\r\nx\r\n");
  }

  @Test
  @DisplayName(
      "CORE-104 CORE-216 CORE-217 reserved subjects and replies are refused, the connection stays")
  void reserved() {
    SimulatedClient client = server.connect();
    client.send(
        QUIET + "PUB _GR_.x 1\r\nx\r\nPUB a $JS.ACK.x 1\r\nx\r\nPUB $NRG.x 1\r\nx\r\nPING\r\n");
    assertThat(client.take())
        .isEqualTo(
            "-ERR 'Permissions Violation for Publish to \"_GR_.x\"'\r\n"
                + "-ERR 'Permissions Violation for Publish with Reply of \"$JS.ACK.x\"'\r\n"
                + "-ERR 'Permissions Violation for Publish to \"$NRG.x\"'\r\nPONG\r\n");
  }

  @Test
  @DisplayName("CORE-029 CORE-031 closing errors are sent before the connection ends")
  void closingErrors() {
    SimulatedClient unknown = server.connect();
    assertThat(unknown.send(QUIET + "NOPE\r\nPING\r\n").take())
        .isEqualTo("-ERR 'Unknown Protocol Operation'\r\n");
    assertThat(unknown.ended).isTrue();
    SimulatedClient large = server.connect();
    assertThat(large.send(QUIET + "PUB a 10001\r\n").take())
        .isEqualTo("-ERR 'Maximum Payload Violation'\r\n");
    assertThat(server.closed)
        .containsExactly(CloseReason.PROTOCOL_VIOLATION, CloseReason.MAX_PAYLOAD_EXCEEDED);
  }

  @Test
  @DisplayName("CORE-005 CORE-201 CORE-202 authentication: timeout, refusal, first verb")
  void authentication() {
    server.users.put("me", new Identity("A", "me", "user:me", Permissions.ALL));
    server.accounts.define("A", AccountLimits.NONE, java.util.List.of());
    assertThat(server.connect().send("PING\r\n").take())
        .isEqualTo("-ERR 'Authorization Violation'\r\n");
    assertThat(server.connect().send("CONNECT {\"user\":\"you\"}\r\n").take())
        .isEqualTo("-ERR 'Authorization Violation'\r\n");
    assertThat(server.connect().send("CONNECT {\"user\":\"me\"}\r\nPING\r\n").take())
        .isEqualTo("+OK\r\nPONG\r\n");
    SimulatedClient silent = server.connect();
    silent.loop().pass(3, TimeUnit.SECONDS);
    assertThat(silent.take()).isEqualTo("-ERR 'Authentication Timeout'\r\n");
  }

  @Test
  @DisplayName("CORE-053 input behind CONNECT waits while credentials are checked elsewhere")
  void slowAuthentication() {
    server.users.put("me", new Identity(Account.GLOBAL, "me", "user:me", Permissions.ALL));
    server.answersSlowly = true;
    server.slowAnswer = new CompletableFuture<>();
    SimulatedClient client = server.connect();
    client.send("CONNECT {\"verbose\":false,\"user\":\"me\"}\r\nSUB a 1\r\nPI");
    assertThat(client.take()).isEmpty();
    assertThat(client.readingWanted).isFalse();
    server.slowAnswer.complete(new AuthResult.Granted(server.users.get("me")));
    server.settle();
    client.send("NG\r\nPUB a 1\r\nx\r\n");
    assertThat(client.take()).isEqualTo("PONG\r\nMSG a 1 1\r\nx\r\n");
  }

  @Test
  @DisplayName(
      "CORE-241 CORE-243 pings: a first one early, then by interval; unanswered they end the connection")
  void stale() {
    SimulatedClient client = server.connect();
    client.send(QUIET + "PING\r\n");
    client.take();
    client.loop().pass(3, TimeUnit.SECONDS);
    assertThat(client.take()).isEqualTo("PING\r\n");
    client.send("PONG\r\n");
    client.loop().pass(2, TimeUnit.MINUTES);
    assertThat(client.take()).isEqualTo("PING\r\n");
    client.loop().pass(2, TimeUnit.MINUTES);
    assertThat(client.take()).isEqualTo("PING\r\n");
    client.loop().pass(2, TimeUnit.MINUTES);
    assertThat(client.take()).isEqualTo("-ERR 'Stale Connection'\r\n");
    assertThat(server.closed).containsExactly(CloseReason.STALE_CONNECTION);
  }

  @Test
  @DisplayName(
      "CORE-251 a client that does not read is cut off at max_pending, others are not disturbed")
  void slowConsumer() {
    server.settings = SimulatedServer.settings(1024, 100_000, 200_000, 0);
    SimulatedClient slow = server.connect(0);
    SimulatedClient good = server.connect(1);
    slow.send(QUIET + "SUB a 1\r\n");
    good.send(QUIET + "SUB a 1\r\n");
    slow.reads = false;
    SimulatedClient publisher = server.connect(1);
    publisher.send(QUIET);
    String message = "PUB a 10000\r\n" + "x".repeat(10_000) + "\r\n";
    for (int i = 0; i < 30; i++) {
      publisher.send(message);
    }
    assertThat(server.closed).containsExactly(CloseReason.SLOW_CONSUMER_PENDING_BYTES);
    assertThat(count(good.take(), "MSG a 1 10000")).isEqualTo(30);
    assertThat(server.log).contains("MaxPending of 200000 Exceeded");
  }

  @Test
  @DisplayName(
      "CORE-020 payloads larger than a read, larger than a segment, and split anywhere arrive whole")
  void largePayloads() {
    server.settings = SimulatedServer.settings(1024, 1 << 20, 10 << 20, 0);
    SimulatedClient subscriber = server.connect(0);
    subscriber.send(QUIET + "SUB a 1\r\n");
    SimulatedClient publisher = server.connect(1);
    publisher.send(QUIET);
    String payload = "0123456789".repeat(30_000);
    String message = "PUB a " + payload.length() + "\r\n" + payload + "\r\nPUB a 2\r\nok\r\n";
    for (int from = 0; from < message.length(); from += 20_001) {
      publisher.send(message.substring(from, Math.min(message.length(), from + 20_001)));
    }
    assertThat(subscriber.take())
        .isEqualTo("MSG a 1 " + payload.length() + "\r\n" + payload + "\r\nMSG a 1 2\r\nok\r\n");
  }

  @Test
  @DisplayName(
      "CORE-253 a producer is read later while its destination is behind, for a few milliseconds at most")
  void producerWaits() {
    server.settings = SimulatedServer.settings(1024, 1 << 20, 64 << 20, 0);
    SimulatedClient behind = server.connect(0);
    behind.send(QUIET + "SUB a 1\r\n");
    behind.reads = false;
    SimulatedClient publisher = server.connect(1);
    publisher.send(QUIET);
    String message = "PUB a 500000\r\n" + "x".repeat(500_000) + "\r\n";
    for (int i = 0; i < 5; i++) {
      publisher.send(message);
    }
    assertThat(publisher.readingWanted).isFalse();
    publisher.loop().pass(5, TimeUnit.MILLISECONDS);
    assertThat(publisher.readingWanted).isTrue();
    publisher.send(message);
    assertThat(publisher.readingWanted)
        .as("a destination that does not move holds nobody back")
        .isTrue();
    behind.reads = true;
    behind.catchUp();
    assertThat(count(behind.take(), "MSG a")).isEqualTo(6);
  }

  private static int count(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      count++;
    }
    return count;
  }
}

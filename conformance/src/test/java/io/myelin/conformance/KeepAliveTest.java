package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeepAliveTest {
  private static final Duration INTERVAL = Duration.ofMillis(300);

  @RegisterExtension
  static final Servers SERVER =
      Servers.shared("ping_interval: \"300ms\"\nping_max: 2\nhttp_port: -1");

  @RegisterExtension final Servers servers = new Servers();

  private RawClient open() {
    return servers.closing(SERVER.get().connect()).seePings().open(RawClient.MODERN);
  }

  @Test
  @DisplayName("CORE-240 a PING is answered by PONG, as often as it is sent")
  void ping() {
    ServerUnderTest server = servers.start("");
    RawClient client = servers.closing(server.connect()).seePings().open(RawClient.MODERN);
    client.send("PING\r\n".repeat(100)).expectBytes("PONG\r\n".repeat(100));
    client.sendLines("PONG", "PONG").barrier();
  }

  @Test
  @DisplayName(
      "CORE-241 CORE-212 CORE-224 who never answers gets ping_max PINGs, then Stale Connection")
  void stale() {
    RawClient client = open();
    long cid = client.info().number("client_id");
    client.expect("PING", "PING").expectError("Stale Connection").expectClosed();
    assertThat(SERVER.get().monitoring().closedReason(cid)).isEqualTo("Stale Connection");
  }

  @Test
  @DisplayName("CORE-240 CORE-241 a PONG resets the count: who answers stays")
  void answered() {
    RawClient client = open();
    for (int i = 0; i < 5; i++) {
      client.expect("PING", "PING").sendLines("PONG");
    }
    client.barrier();
  }

  @Test
  @DisplayName("CORE-240 a PONG nobody asked for resets the count too")
  void unsolicitedPong() {
    RawClient client = open().expect("PING").sendLines("PONG", "PONG", "PONG");
    client.expect("PING", "PING").expectError("Stale Connection").expectClosed();
  }

  @Test
  @DisplayName("CORE-242 a busy connection is not pinged")
  void busy() {
    RawClient client = open().expect("PING").sendLines("PONG");
    long end = System.nanoTime() + INTERVAL.multipliedBy(6).toNanos();
    Awaitility.await()
        .pollInterval(INTERVAL.dividedBy(6))
        .until(
            () -> {
              client.publish("busy", "x");
              return System.nanoTime() > end;
            });
    client.sendLines("PING");
    int pings = 0;
    for (String line = client.readLine(); !line.equals("PONG"); line = client.readLine()) {
      assertThat(line).isEqualTo("PING");
      pings++;
    }
    assertThat(pings).as("PINGs in six intervals").isLessThanOrEqualTo(2);
  }

  @Test
  @DisplayName("CORE-243 the first PING comes about two seconds after CONNECT")
  void firstPing() {
    ServerUnderTest server = servers.start("");
    RawClient client = servers.closing(server.connect()).seePings().open(RawClient.MODERN);
    client.expectSilence(Duration.ofMillis(1700)).patience(Duration.ofSeconds(5)).expect("PING");
  }

  @Test
  @DisplayName("CORE-240 the round trip of the PING is measured and shown")
  void roundTrip() {
    RawClient client = open().expect("PING").expectSilence(Duration.ofMillis(50));
    client.sendLines("PONG", "PING").expect("PONG");
    Json entry = SERVER.get().monitoring().connection(client.info().number("client_id"));
    assertThat(entry.text("rtt")).matches("\\d+(\\.\\d+)?(ms|s)");
  }
}

package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SlowConsumerTest {
  private static final String PAYLOAD = "x".repeat(64 * 1024);
  private static final int MESSAGES_BEYOND_ANY_SOCKET_BUFFER = 300;

  @RegisterExtension final Servers servers = new Servers();

  private RawClient neverReads(ServerUnderTest server) {
    RawClient client =
        servers.closing(RawClient.connectWithReceiveBuffer(server.clientPort(), 4096));
    return client.open(RawClient.PLAIN).sendLines("SUB slow 1").barrier();
  }

  private static void flood(RawClient publisher, int messages) {
    for (int i = 0; i < messages; i++) {
      publisher.publish("slow", PAYLOAD);
    }
    publisher.patience(Duration.ofSeconds(30)).barrier();
  }

  @Test
  @DisplayName("CORE-251 CORE-224 CORE-226 past max_pending the consumer is cut off without -ERR")
  void maxPending() {
    ServerUnderTest server = servers.start("max_payload: 1MB\nmax_pending: 1MB\nhttp_port: -1");
    RawClient slow = neverReads(server);
    RawClient reader = servers.closing(server.connect(RawClient.PLAIN));
    reader.sendLines("SUB other 1").barrier();
    long cid = slow.info().number("client_id");
    flood(servers.closing(server.connect(RawClient.PLAIN)), MESSAGES_BEYOND_ANY_SOCKET_BUFFER);
    assertThat(server.monitoring().closedReason(cid)).isEqualTo("Slow Consumer (Pending Bytes)");
    server.awaitLog("Slow Consumer Detected: MaxPending of 1048576 Exceeded");
    assertThat(slow.readToEnd()).doesNotContain("-ERR");
    reader.publish("other", "y").expectMessage("other 1 1", "y");
    Json varz = server.monitoring().json("/varz");
    assertThat(varz.number("slow_consumers")).isEqualTo(1);
    assertThat(varz.object("slow_consumer_stats").number("clients")).isEqualTo(1);
  }

  @Test
  @DisplayName("CORE-252 a write that takes longer than write_deadline ends the connection")
  void writeDeadline() {
    ServerUnderTest server = servers.start("write_deadline: \"300ms\"\nhttp_port: -1");
    RawClient slow = neverReads(server);
    long cid = slow.info().number("client_id");
    flood(servers.closing(server.connect(RawClient.PLAIN)), MESSAGES_BEYOND_ANY_SOCKET_BUFFER);
    assertThat(server.monitoring().closedReason(cid)).isEqualTo("Slow Consumer (Write Deadline)");
    server.awaitLog(
        "Slow Consumer Detected: WriteDeadline of 300ms exceeded with \\d+ chunks of \\d+ total bytes\\.");
  }

  @Test
  @DisplayName("CORE-250 CORE-253 a consumer that reads again after a while loses nothing")
  void catchesUp() {
    ServerUnderTest server = servers.start("");
    RawClient slow = neverReads(server);
    RawClient publisher = servers.closing(server.connect(RawClient.PLAIN));
    flood(publisher, 200);
    for (int i = 0; i < 200; i++) {
      slow.expectMessage("slow 1 65536", PAYLOAD);
    }
    slow.barrier();
  }

  @Test
  @DisplayName("CORE-250 of several consumers of large messages each gets all at its own pace")
  void eachAtItsOwnPace() {
    ServerUnderTest server = servers.start("");
    RawClient slow = neverReads(server);
    RawClient gone = neverReads(server);
    RawClient prompt = servers.closing(server.connect(RawClient.MODERN));
    prompt.sendLines("SUB slow 7").barrier();
    RawClient publisher = servers.closing(server.connect(RawClient.PLAIN));
    for (int i = 0; i < 200; i++) {
      String payload = (char) ('a' + i % 26) + PAYLOAD.substring(i);
      publisher.publish("slow", payload);
      prompt.expectMessage("slow 7 " + payload.length(), payload);
      if (i == 100) {
        gone.close();
      }
    }
    for (int i = 0; i < 200; i++) {
      String payload = (char) ('a' + i % 26) + PAYLOAD.substring(i);
      slow.expectMessage("slow 1 " + payload.length(), payload);
    }
    slow.barrier();
  }

  @Test
  @DisplayName("CORE-250 a single message is flushed without waiting for more")
  void flushedAtOnce() {
    ServerUnderTest server = servers.start("");
    RawClient subscriber = servers.closing(server.connect(RawClient.PLAIN));
    subscriber.sendLines("SUB one 1").barrier();
    RawClient publisher = servers.closing(server.connect(RawClient.PLAIN));
    for (int i = 0; i < 20; i++) {
      publisher.publish("one", "x");
      subscriber.expectMessage("one 1 1", "x");
    }
  }
}

package io.myelin.jetstream.consumer;

import static io.myelin.jetstream.consumer.ConsumerHarness.MILLI;
import static io.myelin.jetstream.consumer.ConsumerHarness.SECOND;
import static io.myelin.jetstream.consumer.ConsumerHarness.config;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.consumer.ConsumerHarness.Sent;
import io.myelin.jetstream.model.GoTime;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PullConsumerTest {
  private final ConsumerHarness stream = new ConsumerHarness();

  @Test
  @DisplayName("CON-215 CON-216 CON-324 a message shows its subject and carries an ack reply")
  void delivery() {
    stream.create(config());
    stream.pull("{\"batch\":2,\"expires\":5000000000,\"idle_heartbeat\":1000000000}");
    stream.store("orders.new", "hello");
    Sent message = stream.sent.getFirst();
    assertThat(message.to()).isEqualTo("inbox");
    assertThat(message.subject()).isEqualTo("orders.new");
    assertThat(message.payload()).isEqualTo("hello");
    assertThat(message.ack()).isEqualTo("$JS.ACK.S.C.1.1.1." + ConsumerHarness.T0 + ".0");
    stream.pass(1100 * MILLI);
    assertThat(stream.statuses.getFirst().header())
        .isEqualTo(
            "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 1\r\nNats-Last-Stream: 1\r\n\r\n");
    stream.pass(5 * SECOND);
    assertThat(stream.statuses.getLast().header())
        .isEqualTo(
            "NATS/1.0 408 Request Timeout\r\n"
                + "Nats-Pending-Messages: 1\r\nNats-Pending-Bytes: 0\r\n\r\n");
    assertThat(stream.statuses).hasSize(5);
  }

  @Test
  @DisplayName("CON-320 CON-321 CON-704 empty, number, text and batch 0 ask for messages")
  void payloads() {
    stream.create(config());
    stream.storeMany(20);
    stream.pull("");
    stream.pull("3");
    stream.pull("whatever");
    stream.pull("{\"batch\":0}");
    stream.pull("{}");
    assertThat(stream.sentSequences()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  @DisplayName("CON-320 CON-345 a malformed object and a heartbeat too large are bad requests")
  void badRequests() {
    stream.create(config());
    stream.pull("{\"batch\":");
    stream.pull("{\"idle_heartbeat\":1000000000}");
    stream.pull("{\"idle_heartbeat\":1000000000,\"expires\":1500000000}");
    stream.pull("{\"min_pending\":1}");
    stream.pull("{\"id\":\"x\"}");
    stream.pull("{\"priority\":10}");
    assertThat(stream.lines().getFirst()).startsWith("400 Bad Request - ");
    assertThat(stream.lines().subList(1, 6))
        .containsExactly(
            "400 Bad Request - heartbeat value too large",
            "400 Bad Request - heartbeat value too large",
            "400 Bad Request - Not a Overflow Priority consumer",
            "400 Bad Request - Not a Pinned Client Priority consumer",
            "400 Bad Request - Priority must be between 0 and 9");
  }

  @Test
  @DisplayName("CON-337 CON-338 CON-339 CON-717 limits of requests")
  void requestLimits() {
    stream.create(
        config().maxRequestBatch(5).maxRequestExpiresNanos(90 * SECOND).maxRequestMaxBytes(1000));
    stream.pull("6");
    stream.pull("{\"batch\":1,\"expires\":91000000000}");
    stream.pull("{\"batch\":1,\"max_bytes\":1001}");
    stream.pull("{\"batch\":5}");
    assertThat(stream.lines())
        .containsExactly(
            "409 Exceeded MaxRequestBatch of 5",
            "409 Exceeded MaxRequestExpires of 1m30s",
            "409 Exceeded MaxRequestMaxBytes of 1000");
    assertThat(stream.info().waitingCount()).isEqualTo(1);
  }

  @Test
  @DisplayName("CON-340 CON-710 a full queue answers, but not to those with heartbeats")
  void maxWaiting() {
    stream.create(config().maxWaiting(2));
    stream.pull("a", "1");
    stream.pull("b", "1");
    stream.pull("c", "1");
    stream.pull("d", "{\"expires\":5000000000,\"idle_heartbeat\":1000000000}");
    assertThat(stream.lines()).containsExactly("409 Exceeded MaxWaiting");
    assertThat(stream.statuses.getFirst().to()).isEqualTo("c");
    stream.deaf.add("a");
    stream.pass(2 * SECOND);
    stream.pull("e", "1");
    assertThat(stream.lines()).hasSize(1);
    assertThat(stream.info().waitingCount()).isEqualTo(2);
  }

  @Test
  @DisplayName("CON-352 CON-708 no_wait without expires ends at the end of the stream")
  void noWait() {
    stream.create(config());
    stream.pull("{\"batch\":5,\"no_wait\":true}");
    assertThat(stream.lines()).containsExactly("404 No Messages");
    stream.storeMany(3);
    stream.pull("{\"batch\":5,\"no_wait\":true}");
    assertThat(stream.sent).hasSize(3);
    assertThat(stream.lines()).containsExactly("404 No Messages", "404 No Messages");
    assertThat(stream.statuses.getLast().header()).isEqualTo("NATS/1.0 404 No Messages\r\n\r\n");
  }

  @Test
  @DisplayName("CON-353 CON-708 no_wait with expires waits for the first message only")
  void noWaitWithExpires() {
    stream.create(config());
    stream.pull("{\"batch\":5,\"no_wait\":true,\"expires\":1000000000}");
    assertThat(stream.statuses).isEmpty();
    stream.store("a", "1");
    assertThat(stream.lines()).containsExactly("404 No Messages");
    stream.pull("{\"batch\":5,\"no_wait\":true,\"expires\":1000000000}");
    stream.pass(2 * SECOND);
    assertThat(stream.lines()).containsExactly("404 No Messages", "408 Request Timeout");
  }

  @Test
  @DisplayName("CON-354 no_wait behind requests that want more than there is")
  void requestsPending() {
    stream.create(config());
    stream.congested.add("slow");
    stream.pull("slow", "10");
    stream.storeMany(5);
    stream.pull("{\"batch\":1,\"no_wait\":true}");
    assertThat(stream.lines()).containsExactly("408 Requests Pending");
  }

  @Test
  @DisplayName("CON-837 no_wait does not wait for acks to free room")
  void noWaitWhenStalled() {
    stream.create(config().maxAckPending(2));
    stream.storeMany(5);
    stream.pull("{\"batch\":5,\"no_wait\":true}");
    assertThat(stream.sent).hasSize(2);
    assertThat(stream.lines()).containsExactly("404 No Messages");
  }

  @Test
  @DisplayName("CON-360 CON-713 each message goes to the next request in line")
  void roundRobin() {
    stream.create(config());
    for (int i = 0; i < 10; i++) {
      stream.pull("inbox" + i, "10");
    }
    stream.storeMany(100);
    for (int i = 0; i < 10; i++) {
      String to = "inbox" + i;
      List<Long> got =
          stream.sent.stream().filter(it -> it.to().equals(to)).map(Sent::sequence).toList();
      assertThat(got).hasSize(10);
      assertThat(got.get(1) - got.get(0)).isEqualTo(10);
    }
    assertThat(stream.info().waitingCount()).isZero();
  }

  @Test
  @DisplayName("CON-335 CON-336 CON-361 CON-362 requests limited by bytes")
  void maxBytes() {
    stream.create(config());
    stream.store("a", "x".repeat(100));
    stream.store("a", "y".repeat(100));
    stream.pull("{\"batch\":5,\"max_bytes\":250}");
    int size = 1 + 100 + stream.sent.getFirst().ack().length();
    assertThat(stream.statuses.getLast().header())
        .isEqualTo(
            "NATS/1.0 409 Message Size Exceeds MaxBytes\r\nNats-Pending-Messages: 4\r\n"
                + "Nats-Pending-Bytes: "
                + (250 - size)
                + "\r\n\r\n");
    stream.pull("{\"batch\":1,\"max_bytes\":250}");
    assertThat(stream.statuses.getLast().line()).isEqualTo("409 Batch Completed");
    assertThat(stream.statuses.getLast().header()).contains("Nats-Pending-Messages: 0\r\n");
    stream.store("a", "z".repeat(100));
    stream.pull("{\"batch\":5,\"max_bytes\":" + size + "}");
    assertThat(stream.sent).hasSize(3);
    assertThat(stream.statuses).hasSize(2);
    assertThat(stream.info().waitingCount()).isZero();
  }

  @Test
  @DisplayName("CON-363 CON-368 CON-841 a request that nobody listens to leaves no trace")
  void lostInterest() {
    stream.create(config());
    stream.pull("gone", "5");
    stream.deaf.add("gone");
    stream.store("a", "1");
    assertThat(stream.sent).isEmpty();
    assertThat(stream.info().waitingCount()).isZero();
    assertThat(stream.info().pendingCount()).isEqualTo(1);
    assertThat(stream.info().redeliveredCount()).isZero();
    stream.pull("1");
    assertThat(stream.sent.getFirst().consumerSequence()).isEqualTo(1);
  }

  @Test
  @DisplayName("a congested receiver gets nothing until it has drained, others go on")
  void congestion() {
    stream.create(config());
    stream.congested.add("slow");
    stream.pull("slow", "5");
    stream.pull("quick", "2");
    stream.storeMany(5);
    assertThat(stream.sent).hasSize(2);
    stream.congested.clear();
    stream.consumer.drained("slow".getBytes(UTF_8));
    stream.run();
    assertThat(stream.sentSequences()).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  @DisplayName("CON-341 a push consumer takes no requests")
  void pushBased() {
    stream.create(ConsumerHarness.pushConfig());
    stream.pull("1");
    assertThat(stream.lines()).containsExactly("409 Consumer is push based");
  }

  @Test
  @DisplayName("CON-342 CON-344 deletion and shutdown end requests")
  void ends() {
    stream.create(config());
    stream.pull("5");
    stream.consumer.stop(stream.now);
    assertThat(stream.statuses.getLast().header())
        .isEqualTo(
            "NATS/1.0 409 Server Shutdown\r\n"
                + "Nats-Pending-Messages: 5\r\nNats-Pending-Bytes: 0\r\n\r\n");
    stream.create(config());
    stream.pull("5");
    stream.consumer.delete();
    assertThat(stream.statuses.getLast().header())
        .isEqualTo("NATS/1.0 409 Consumer Deleted\r\n\r\n");
  }

  @Test
  @DisplayName("CON-348 CON-019 a request for a level that the server has not")
  void apiLevel() {
    stream.create(config());
    stream.consumer.pull("1".getBytes(UTF_8), "inbox".getBytes(UTF_8), false, stream.now);
    assertThat(stream.lines()).containsExactly("412 Required Api Level");
  }

  @Test
  @DisplayName(
      "CON-364 CON-366 heartbeats start anew with each delivery; expiry tells what is left")
  void heartbeats() {
    stream.create(config());
    stream.pull("{\"batch\":10,\"expires\":3500000000,\"idle_heartbeat\":1000000000}");
    stream.pass(900 * MILLI);
    stream.storeMany(4);
    stream.pass(900 * MILLI);
    assertThat(stream.statuses).isEmpty();
    stream.pass(10 * SECOND);
    assertThat(stream.lines())
        .containsExactly("100 Idle Heartbeat", "100 Idle Heartbeat", "408 Request Timeout");
    assertThat(stream.statuses.getLast().header()).contains("Nats-Pending-Messages: 6\r\n");
  }

  @Test
  @DisplayName("CON-323 requests with one reply subject are independent")
  void sameReply() {
    stream.create(config());
    stream.pull("2");
    stream.pull("2");
    stream.storeMany(5);
    assertThat(stream.sent).hasSize(4);
  }

  @Test
  @DisplayName("CON-426 headers only")
  void headersOnly() {
    stream.create(config().headersOnly(true));
    stream.store("a", "hello");
    stream.store("a", "NATS/1.0\r\nK: v\r\n\r\n", "hello");
    stream.pull("2");
    assertThat(stream.sent.getFirst().header()).isEqualTo("NATS/1.0\r\nNats-Msg-Size: 5\r\n\r\n");
    assertThat(stream.sent.getLast().header())
        .isEqualTo("NATS/1.0\r\nK: v\r\nNats-Msg-Size: 5\r\n\r\n");
    assertThat(stream.sent.getLast().payload()).isEmpty();
  }

  @Test
  @DisplayName(
      "CON-450 CON-452 CON-453 CON-372 a paused consumer delivers nothing, all else goes on")
  void pause() {
    stream.create(config());
    stream.consumer.pause(stream.now + 10 * SECOND, stream.now);
    stream.storeMany(2);
    stream.pull("{\"batch\":1,\"expires\":20000000000,\"idle_heartbeat\":5000000000}");
    stream.pull("{\"batch\":1,\"no_wait\":true}");
    assertThat(stream.lines()).containsExactly("404 No Messages");
    assertThat(stream.info().pauseRemainingNanos()).contains(10 * SECOND);
    stream.pass(9 * SECOND);
    assertThat(stream.sent).isEmpty();
    assertThat(stream.lines()).contains("100 Idle Heartbeat");
    stream.pass(SECOND);
    assertThat(stream.sent).hasSize(1);
    assertThat(stream.info().pauseRemainingNanos()).isEmpty();
    assertThat(stream.events)
        .containsExactly(
            new ConsumerEvent.Paused(true, ConsumerHarness.T0 + 10 * SECOND),
            new ConsumerEvent.Paused(false, ConsumerHarness.T0 + 10 * SECOND));
  }

  @Test
  @DisplayName(
      "CON-453 CON-454 a consumer created paused says so, and once; the pause survives a restart")
  void pauseIsKept() {
    long until = stream.now + 10 * SECOND;
    stream.create(config().pauseUntil(GoTime.ofEpochNanos(until)));
    assertThat(stream.events).containsExactly(new ConsumerEvent.Paused(true, until));
    stream.consumer.pause(until + SECOND, stream.now);
    stream.restart();
    assertThat(stream.info().pauseRemainingNanos()).contains(11 * SECOND);
    assertThat(stream.events).hasSize(2);
    stream.consumer.pause(0, stream.now);
    stream.restart();
    assertThat(stream.consumer.config().pauseUntil()).isEmpty();
    assertThat(stream.events).hasSize(3);
  }

  @Test
  @DisplayName("CON-165 a pull consumer that nobody uses wants to be deleted")
  void inactivity() {
    stream.create(config().durableName("").inactiveThresholdNanos(5 * SECOND));
    stream.pass(5 * SECOND);
    assertThat(stream.inactive).isZero();
    stream.pull("{\"batch\":1,\"expires\":60000000000}");
    stream.pass(30 * SECOND);
    assertThat(stream.inactive).isZero();
    stream.deaf.add("inbox");
    stream.pass(12 * SECOND);
    assertThat(stream.inactive).isEqualTo(1);
  }

  @Test
  @DisplayName("CON-165 pending messages keep a consumer until their deadline")
  void pendingKeepsAlive() {
    stream.create(config().inactiveThresholdNanos(5 * SECOND));
    stream.store("a", "1");
    stream.pull("1");
    stream.pass(34 * SECOND);
    assertThat(stream.inactive).isZero();
    stream.ack(1);
    stream.pass(7 * SECOND);
    assertThat(stream.inactive).isEqualTo(1);
  }
}

package io.myelin.jetstream.consumer;

import static io.myelin.jetstream.consumer.ConsumerHarness.MILLI;
import static io.myelin.jetstream.consumer.ConsumerHarness.SECOND;
import static io.myelin.jetstream.consumer.ConsumerHarness.pushConfig;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.consumer.ConsumerHarness.Sent;
import io.myelin.jetstream.consumer.ConsumerHarness.Status;
import io.myelin.jetstream.model.AckPolicy;
import io.myelin.jetstream.model.ReplayPolicy;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PushConsumerTest {
  private final ConsumerHarness stream = new ConsumerHarness();

  private void bind(String... subjects) {
    stream.bound.clear();
    stream.bound.addAll(List.of(subjects));
    stream.consumer.interestChanged(stream.now);
    stream.run();
  }

  @Test
  @DisplayName("CON-400 CON-402 CON-404 delivery follows interest")
  void interest() {
    stream.create(pushConfig());
    stream.storeMany(2);
    assertThat(stream.sent).isEmpty();
    assertThat(stream.info().pushBound()).isFalse();
    bind("deliver");
    assertThat(stream.sentSequences()).containsExactly(1L, 2L);
    assertThat(stream.sent.getFirst().to()).isEqualTo("deliver");
    assertThat(stream.sent.getFirst().subject()).isEqualTo("a");
    assertThat(stream.info().pushBound()).isTrue();
    bind();
    stream.storeMany(1);
    stream.pass(31 * SECOND);
    assertThat(stream.sent).hasSize(2);
    bind("deliver");
    assertThat(stream.sentSequences()).containsExactly(1L, 2L, 1L, 2L, 3L);
  }

  @Test
  @DisplayName("CON-400 CON-700 a deliver group needs a subscription of that group")
  void group() {
    stream.create(pushConfig().deliverGroup("g"));
    stream.storeMany(1);
    bind("deliver", "deliver h");
    assertThat(stream.sent).isEmpty();
    bind("deliver g");
    assertThat(stream.sent).hasSize(1);
  }

  @Test
  @DisplayName("CON-832 another deliver group is looked for")
  void otherGroup() {
    stream.create(pushConfig().deliverGroup("g"));
    bind("deliver h");
    stream.consumer.update(pushConfig().deliverGroup("h").build(), stream.now);
    stream.run();
    stream.storeMany(1);
    assertThat(stream.sent).hasSize(1);
  }

  @Test
  @DisplayName("CON-288 CON-841 a message that nobody took was not delivered")
  void nobodyTook() {
    stream.create(pushConfig());
    bind("deliver");
    stream.deaf.add("deliver");
    stream.storeMany(1);
    assertThat(stream.info().pendingCount()).isEqualTo(1);
    assertThat(stream.info().ackPendingCount()).isZero();
    stream.deaf.clear();
    stream.pass(2 * SECOND);
    assertThat(stream.sent).hasSize(1);
    assertThat(stream.sent.getFirst().deliveries()).isEqualTo(1);
  }

  @Test
  @DisplayName("CON-151 another deliver subject gets all that is pending, in stream order")
  void otherSubject() {
    stream.create(pushConfig());
    bind("deliver");
    stream.storeMany(3);
    stream.nak(3, 60 * SECOND);
    bind("other");
    stream.consumer.update(pushConfig().deliverSubject("other").build(), stream.now);
    stream.run();
    assertThat(stream.sentSequences()).containsExactly(1L, 2L, 3L, 1L, 2L, 3L);
    assertThat(stream.sent.getLast().to()).isEqualTo("other");
  }

  @Test
  @DisplayName("CON-420 CON-421 CON-720 heartbeats when nothing is sent, also while paused")
  void heartbeats() {
    stream.create(pushConfig().idleHeartbeatNanos(SECOND));
    stream.pass(5 * SECOND);
    assertThat(stream.statuses).isEmpty();
    bind("deliver");
    stream.pass(500 * MILLI);
    stream.storeMany(2);
    stream.pass(999 * MILLI);
    assertThat(stream.statuses).isEmpty();
    stream.pass(MILLI);
    assertThat(stream.statuses)
        .containsExactly(
            new Status(
                "deliver",
                "",
                "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 2\r\n"
                    + "Nats-Last-Stream: 2\r\n\r\n"));
    stream.consumer.pause(stream.now + 10 * SECOND, stream.now);
    stream.pass(3 * SECOND);
    assertThat(stream.statuses).hasSize(4);
  }

  @Test
  @DisplayName("CON-410 CON-411 CON-412 CON-413 CON-719 flow control")
  void flowControl() {
    stream.create(
        pushConfig()
            .ackPolicy(AckPolicy.NONE)
            .maxAckPending(0)
            .flowControl(true)
            .idleHeartbeatNanos(SECOND));
    bind("deliver");
    String payload = "x".repeat(1 << 18);
    for (int i = 0; i < 30; i++) {
      stream.store("a", payload);
    }
    assertThat(stream.sent).hasSize(8);
    Status request = stream.statuses.getFirst();
    assertThat(request.header()).isEqualTo("NATS/1.0 100 FlowControl Request\r\n\r\n");
    assertThat(request.reply()).matches("\\$JS\\.FC\\.S\\.C\\.[0-9A-Za-z]{4}");
    stream.pass(SECOND);
    assertThat(stream.statuses.getLast().header())
        .contains("\r\nNats-Consumer-Stalled: " + request.reply() + "\r\n");
    stream.consumer.flowControlReply("$JS.FC.S.C.none", 0, 0, stream.now);
    stream.run();
    assertThat(stream.sent).hasSize(8);
    stream.consumer.flowControlReply(request.reply(), 0, 0, stream.now);
    stream.run();
    assertThat(stream.sent.size()).isBetween(16, 24);
  }

  @Test
  @DisplayName("CON-417 CON-264 answers to flow control acknowledge")
  void flowControlAcks() {
    stream.create(
        pushConfig()
            .ackPolicy(AckPolicy.FLOW_CONTROL)
            .ackWaitNanos(0)
            .maxAckPending(10)
            .flowControl(true)
            .idleHeartbeatNanos(SECOND));
    bind("deliver");
    stream.storeMany(20);
    assertThat(stream.sent).hasSize(10);
    String asked = stream.statuses.getLast().reply();
    assertThat(asked).startsWith("$JS.FC.S.C.");
    stream.consumer.flowControlReply(asked, 10, 10, stream.now);
    stream.run();
    assertThat(stream.sent).hasSize(20);
    assertThat(stream.info().ackFloor().streamSeq()).isEqualTo(10);
    stream.consumer.flowControlReply(stream.statuses.getLast().reply(), 20, 20, stream.now);
    assertThat(stream.info().ackPendingCount()).isZero();
  }

  @Test
  @DisplayName("CON-423 CON-825 a limited rate, also for messages larger than the burst")
  void rate() {
    stream.create(
        pushConfig().rateLimitBitsPerSecond(8L << 20).ackPolicy(AckPolicy.NONE).maxAckPending(0));
    bind("deliver");
    String payload = "x".repeat(1 << 19);
    for (int i = 0; i < 6; i++) {
      stream.store("a", payload);
    }
    assertThat(stream.sent.size()).isBetween(1, 2);
    stream.pass(5 * SECOND / 2);
    assertThat(stream.sent.size()).isBetween(5, 6);
    stream.store("a", "x".repeat(1 << 21));
    stream.pass(10 * SECOND);
    assertThat(stream.sent).hasSize(7);
  }

  @Test
  @DisplayName("CON-424 replay at the original pace ends at the messages of the start")
  void replay() {
    stream.storeMany(1);
    stream.now += 500 * MILLI;
    stream.storeMany(1);
    stream.now += 2 * SECOND;
    stream.storeMany(1);
    stream.create(pushConfig().replayPolicy(ReplayPolicy.ORIGINAL));
    bind("deliver");
    assertThat(stream.sent).hasSize(1);
    stream.pass(499 * MILLI);
    assertThat(stream.sent).hasSize(1);
    stream.pass(MILLI);
    assertThat(stream.sent).hasSize(2);
    stream.pass(1999 * MILLI);
    assertThat(stream.sent).hasSize(2);
    stream.pass(2 * MILLI);
    assertThat(stream.sent).hasSize(3);
    stream.now += 5 * SECOND;
    stream.storeMany(1);
    assertThat(stream.sent).hasSize(4);
  }

  @Test
  @DisplayName("a congested receiver is waited for")
  void congestion() {
    stream.create(pushConfig());
    bind("deliver");
    stream.congested.add("deliver");
    stream.storeMany(3);
    assertThat(stream.sent).isEmpty();
    stream.congested.clear();
    stream.consumer.drained("deliver".getBytes(UTF_8));
    stream.run();
    assertThat(stream.sent.stream().map(Sent::consumerSequence)).containsExactly(1L, 2L, 3L);
  }

  @Test
  @DisplayName(
      "CON-163 CON-164 a push consumer without interest for its threshold wants to be deleted")
  void inactivity() {
    stream.create(pushConfig().durableName("").inactiveThresholdNanos(2 * SECOND));
    stream.pass(SECOND);
    bind("deliver");
    stream.pass(10 * SECOND);
    assertThat(stream.inactive).isZero();
    bind();
    stream.pass(1999 * MILLI);
    assertThat(stream.inactive).isZero();
    stream.pass(MILLI);
    assertThat(stream.inactive).isEqualTo(1);
  }
}

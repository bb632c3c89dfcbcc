package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.model.AckPolicy;
import io.myelin.jetstream.model.ConsumerConfig;
import io.myelin.store.Journal;
import io.myelin.store.PendingWrite;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConfirmedAckTest {

  /** Has something to write whenever something was appended. */
  private static final class WritingJournal implements Journal {
    private long appended;
    private long sealed;

    @Override
    public void append(byte[] record) {
      appended += record.length;
    }

    @Override
    public void replace(Iterable<byte[]> records) {
      records.forEach(this::append);
    }

    @Override
    public long appendedBytes() {
      return 0;
    }

    @Override
    public void replay(RecordReader reader) {}

    @Override
    public @Nullable PendingWrite seal() {
      if (appended == sealed) {
        return null;
      }
      long bytes = appended - sealed;
      sealed = appended;
      return new PendingWrite() {
        @Override
        public long bytes() {
          return bytes;
        }

        @Override
        public void write(boolean sync) {}
      };
    }

    @Override
    public void committed(PendingWrite written) {}

    @Override
    public void failed(PendingWrite lost, IOException cause) {}

    @Override
    public void recover() {}

    @Override
    public void close() {}

    @Override
    public void delete() {}
  }

  private final StreamHarness server =
      new StreamHarness(config -> config, BatchLimits.DEFAULT, new WritingJournal());

  private void send(String subject, String reply, String payload) {
    server.lane.publish(
        server.account,
        subject.getBytes(UTF_8),
        subject.getBytes(UTF_8),
        reply.getBytes(UTF_8),
        HeaderBlock.NONE,
        payload.getBytes(UTF_8));
    server.loop.settle();
  }

  @Test
  @DisplayName(
      "CON-257 an ack is confirmed when it is on disk, also where nothing else was under way")
  void confirmedAfterTheWrite() {
    ConsumerConfig config =
        ConsumerConfig.builder()
            .durableName("C")
            .name("C")
            .ackPolicy(AckPolicy.EXPLICIT)
            .maxAckPending(10)
            .maxWaiting(10)
            .maxDeliver(-1)
            .ackWaitNanos(30_000_000_000L)
            .build();
    ConsumerDriver driver = server.stream.consumers().create("C", config);
    server.stream.commit().flush();
    server.loop.settle();
    driver.start();
    server.publish("p", "a.message", "hello");
    send("$JS.API.CONSUMER.MSG.NEXT.S.C", "reply.m", "");
    assertThat(driver.machine().info(server.lane.epochNanos()).ackPendingCount()).isEqualTo(1);
    server.answers();
    server.holdsWrites = true;
    send("$JS.ACK.S.C.1.1.1.1.0", "reply.c", "+ACK");
    assertThat(driver.machine().info(server.lane.epochNanos()).ackPendingCount()).isZero();
    assertThat(server.answers()).isEmpty();
    server.releaseWrites();
    assertThat(server.answers()).containsExactly("c ");
  }
}

package io.myelin.jetstream.consumer;

import static io.myelin.jetstream.consumer.ConsumerHarness.MILLI;
import static io.myelin.jetstream.consumer.ConsumerHarness.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.model.ConsumerConfigBuilder;
import io.myelin.jetstream.model.DeadLetterOption;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  private final ConsumerHarness stream = new ConsumerHarness();

  private static ConsumerConfigBuilder config() {
    return ConsumerHarness.config()
        .ackWaitNanos(SECOND)
        .maxDeliver(2)
        .metadata(Map.of(DeadLetterOption.KEY, "dead"));
  }

  private boolean needs(long sequence) {
    return stream.consumer.needs(sequence, "a".getBytes(UTF_8), 0, 1);
  }

  @Test
  @DisplayName(
      "CON-285 a message past max_deliver becomes a dead letter, and stays until it is kept")
  void exhausted() {
    stream.create(config());
    stream.storeMany(1);
    stream.pull("5");
    stream.pass(1100 * MILLI);
    stream.pass(1100 * MILLI);
    DeadLetter letter = new DeadLetter(1, 1, 2, DeadLetter.Reason.MAX_DELIVER, "");
    assertThat(stream.deadLetters).containsExactly(letter);
    assertThat(stream.consumer.deadLetters()).containsExactly(letter);
    assertThat(needs(1)).isTrue();
    stream.settled.clear();
    stream.consumer.deadLetterPassedOn(1, true, stream.now);
    assertThat(needs(1)).isFalse();
    assertThat(stream.settled).containsExactly(1L);
    assertThat(stream.info().redeliveredCount()).isZero();
  }

  @Test
  @DisplayName("CON-287 CON-721 where no stream keeps dead letters the message stays")
  void exhaustedNotKept() {
    stream.create(config());
    stream.storeMany(1);
    stream.pull("5");
    stream.pass(3 * SECOND);
    stream.consumer.deadLetterPassedOn(1, false, stream.now);
    assertThat(needs(1)).isTrue();
    assertThat(stream.consumer.deadLetters()).isEmpty();
    assertThat(stream.info().redeliveredCount()).isEqualTo(1);
  }

  @Test
  @DisplayName("CON-255 CON-524 a terminated message is needed until its dead letter is kept")
  void terminated() {
    stream.create(config());
    stream.storeMany(2);
    stream.pull("5");
    stream.term(2, "no such customer");
    DeadLetter letter = new DeadLetter(2, 2, 1, DeadLetter.Reason.TERMINATED, "no such customer");
    assertThat(stream.deadLetters).containsExactly(letter);
    assertThat(stream.info().ackPendingCount()).isEqualTo(1);
    assertThat(needs(2)).isTrue();
    stream.term(2, "again");
    assertThat(stream.deadLetters).hasSize(1);
    stream.consumer.deadLetterPassedOn(2, true, stream.now);
    assertThat(needs(2)).isFalse();
  }

  @Test
  @DisplayName("CON-570 what was to be passed on is still so after a crash, and what was is not")
  void crash() {
    stream.create(config());
    stream.storeMany(3);
    stream.pull("5");
    stream.term(1, "");
    stream.term(2, "why");
    stream.consumer.deadLetterPassedOn(1, true, stream.now);
    stream.restart();
    assertThat(stream.consumer.deadLetters())
        .containsExactly(new DeadLetter(2, 2, 1, DeadLetter.Reason.TERMINATED, "why"));
    stream.journal.clear();
    stream.journal.addAll(stream.consumer.snapshot());
    stream.restart();
    assertThat(stream.consumer.deadLetters()).hasSize(1);
    assertThat(needs(1)).isFalse();
    assertThat(needs(2)).isTrue();
  }

  @Test
  @DisplayName("without the option nothing is passed on")
  void off() {
    stream.create(config().metadata(Map.of()));
    stream.storeMany(2);
    stream.pull("5");
    stream.term(1, "");
    stream.pass(3 * SECOND);
    assertThat(stream.deadLetters).isEmpty();
    assertThat(stream.consumer.deadLetters()).isEmpty();
  }
}

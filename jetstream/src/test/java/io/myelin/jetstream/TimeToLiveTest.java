package io.myelin.jetstream;

import static io.myelin.jetstream.MachineHarness.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.model.ApiErrors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeToLiveTest {

  @ParameterizedTest
  @CsvSource({"5,5", "1h30m,5400", "1500ms,1", "+2s,2", "never,-1", "NEVER,-1"})
  @DisplayName("STR-340 values of Nats-TTL")
  void values(String value, long seconds) {
    MachineHarness stream = new MachineHarness(config -> config.allowMessageTtl(true));
    long sequence = stream.store("a.1", "x", "Nats-TTL: " + value);
    long expected =
        seconds < 0 ? Long.MAX_VALUE : stream.read(sequence).timeNanos() + seconds * SECOND;
    assertThat(stream.read(sequence).expiresAtNanos()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "500ms", "soon", "0s"})
  @DisplayName("STR-340 invalid values are refused with 10165, the feature's absence with 10166")
  void invalid(String value) {
    MachineHarness with = new MachineHarness(config -> config.allowMessageTtl(true));
    with.assertRefused(ApiErrors.MESSAGE_TTL_INVALID, "a.1", "x", "Nats-TTL: " + value);
    MachineHarness without = new MachineHarness(config -> config);
    without.assertRefused(ApiErrors.MESSAGE_TTL_INVALID, "a.1", "x", "Nats-TTL: " + value);
    without.assertRefused(ApiErrors.MESSAGE_TTL_DISABLED, "a.1", "x", "Nats-TTL: 1");
  }

  @Test
  @DisplayName("STR-340 a time to live beyond the end of time does not end before it begins")
  void endless() {
    MachineHarness stream = new MachineHarness(config -> config.allowMessageTtl(true));
    long sequence = stream.store("a.1", "x", "Nats-TTL: 9223372036854775807");
    assertThat(stream.read(sequence).expiresAtNanos()).isGreaterThan(stream.now);
  }

  @Test
  @DisplayName("STR-341 STR-343 a message goes when its own time is over, or that of the stream")
  void expires() {
    StreamHarness stream =
        new StreamHarness(config -> config.allowMessageTtl(true).maxAgeNanos(10 * SECOND));
    stream.publish("1", "a.1", "x", "Nats-TTL: 2");
    stream.publish("2", "a.2", "x", "Nats-TTL: 60");
    stream.publish("3", "a.3", "x");
    stream.pass(3);
    assertThat(stream.store().firstSequence()).isEqualTo(2);
    stream.pass(8);
    assertThat(stream.store().messages()).isZero();
    assertThat(stream.store().firstSequence()).isEqualTo(4);
  }

  @Test
  @DisplayName("STR-342 a message that never expires stays while those behind it age")
  void never() {
    StreamHarness stream =
        new StreamHarness(config -> config.allowMessageTtl(true).maxAgeNanos(10 * SECOND));
    stream.publish("1", "a.1", "x", "Nats-TTL: never");
    stream.publish("2", "a.2", "x");
    stream.publish("3", "a.3", "x", "Nats-TTL: never");
    stream.pass(5);
    stream.publish("4", "a.4", "x");
    stream.pass(6);
    assertThat(stream.text(1)).startsWith("a.1");
    assertThat(stream.text(2)).isEqualTo("none");
    assertThat(stream.text(3)).startsWith("a.3");
    assertThat(stream.text(4)).startsWith("a.4");
    stream.pass(100);
    assertThat(stream.store().messages()).isEqualTo(2);
  }

  @Test
  @DisplayName("STR-342 many messages that never expire are passed over in slices")
  void neverInSlices() {
    StreamHarness stream =
        new StreamHarness(config -> config.allowMessageTtl(true).maxAgeNanos(10 * SECOND));
    for (int i = 0; i < 2500; i++) {
      stream.publish("n", "a.1", "x", "Nats-TTL: never");
    }
    stream.publish("o", "a.2", "x");
    stream.pass(11);
    assertThat(stream.store().messages()).isEqualTo(2500);
  }

  @Test
  @DisplayName("STR-344 the last message of a subject leaves a marker, which goes in turn")
  void marker() {
    StreamHarness stream =
        new StreamHarness(
            config -> config.subjectDeleteMarkerTtlNanos(60 * SECOND).maxAgeNanos(10 * SECOND));
    stream.publish("1", "a.1", "x");
    stream.publish("2", "a.1", "y");
    stream.pass(11);
    assertThat(stream.store().messages()).isEqualTo(1);
    assertThat(stream.text(3))
        .isEqualTo("a.1|NATS/1.0|Nats-Marker-Reason: MaxAge|Nats-TTL: 1m0s|Nats-Rollup: sub||");
    stream.pass(11);
    assertThat(stream.store().messages()).isZero();
    assertThat(stream.store().lastSequence()).isEqualTo(3);
  }

  @Test
  @DisplayName("STR-344 a time to live leaves a marker too, unless others are on the subject")
  void markerByTtl() {
    StreamHarness stream =
        new StreamHarness(config -> config.subjectDeleteMarkerTtlNanos(2 * SECOND));
    stream.publish("1", "a.1", "x", "Nats-TTL: 3");
    stream.publish("2", "a.2", "x");
    stream.publish("3", "a.2", "y", "Nats-TTL: 3");
    stream.pass(4);
    assertThat(stream.text(4)).startsWith("a.1|NATS/1.0|Nats-Marker-Reason: MaxAge|Nats-TTL: 2s|");
    assertThat(stream.text(2)).isEqualTo("a.2|x");
    assertThat(stream.store().messages()).isEqualTo(2);
  }

  @Test
  @DisplayName("STR-345 no marker for markers of key-value stores")
  void noMarkerForMarkers() {
    StreamHarness stream =
        new StreamHarness(config -> config.subjectDeleteMarkerTtlNanos(2 * SECOND));
    stream.publish("1", "a.1", "", "KV-Operation: PURGE", "Nats-TTL: 3");
    stream.publish("2", "a.2", "", "KV-Operation: DEL", "Nats-TTL: 3");
    stream.pass(4);
    assertThat(stream.store().lastSequence()).isEqualTo(3);
    assertThat(stream.text(3)).startsWith("a.2|NATS/1.0|Nats-Marker-Reason");
  }

  @Test
  @DisplayName("STR-346 a time to live below that of markers is raised, in the header too")
  void raised() {
    MachineHarness stream =
        new MachineHarness(config -> config.subjectDeleteMarkerTtlNanos(60 * SECOND));
    long sequence = stream.store("a.1", "x", "Nats-TTL: 5s", "Mine: 1");
    assertThat(stream.headerOf(sequence)).isEqualTo("NATS/1.0\r\nMine: 1\r\nNats-TTL: 60\r\n\r\n");
    assertThat(stream.read(sequence).expiresAtNanos())
        .isEqualTo(stream.read(sequence).timeNanos() + 60 * SECOND);
    long longer = stream.store("a.1", "x", "Nats-TTL: 2m");
    assertThat(stream.headerOf(longer)).contains("Nats-TTL: 2m");
    MachineHarness single =
        new MachineHarness(
            config -> config.subjectDeleteMarkerTtlNanos(60 * SECOND).maxMessagesPerSubject(1));
    assertThat(single.headerOf(single.store("a.1", "x", "Nats-TTL: 5s"))).contains("Nats-TTL: 5s");
  }

  @Test
  @DisplayName("STR-347 a copy keeps its time to live and follows it once that is allowed")
  void copied() {
    MachineHarness stream = new MachineHarness(config -> config);
    Decision decision = stream.take(MachineHarness.message("a.1", "x", "Nats-TTL: 5"), true);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    assertThat(stream.headerOf(1)).contains("Nats-TTL: 5");
    assertThat(stream.store.nextExpiryNanos()).isEqualTo(stream.now + 5 * SECOND);
  }
}

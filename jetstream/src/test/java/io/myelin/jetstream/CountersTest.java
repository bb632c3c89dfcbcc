package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.model.ApiErrors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountersTest {
  private final MachineHarness stream =
      new MachineHarness(config -> config.allowMessageCounter(true));

  private String add(String subject, String increment) {
    Decision decision = stream.publish(subject, "", "Nats-Incr: " + increment);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    return String.valueOf(((Decision.Accepted) decision).total());
  }

  @Test
  @DisplayName("STR-350 STR-351 each subject has a total of any size")
  void counts() {
    assertThat(add("a.1", "1")).isEqualTo("1");
    assertThat(add("a.1", "+41")).isEqualTo("42");
    assertThat(add("a.2", "-5")).isEqualTo("-5");
    assertThat(add("a.1", "123456789012345678901234567890"))
        .isEqualTo("123456789012345678901234567932");
    assertThat(stream.payloadOf(4)).isEqualTo("{\"val\":\"123456789012345678901234567932\"}");
    assertThat(stream.headerOf(4)).contains("Nats-Incr: 123456789012345678901234567890");
  }

  @Test
  @DisplayName("STR-350 what a counter does not take")
  void refused() {
    stream.assertRefused(ApiErrors.MESSAGE_INCR_MISSING, "a.1", "");
    stream.assertRefused(ApiErrors.MESSAGE_INCR_INVALID, "a.1", "", "Nats-Incr: one");
    stream.assertRefused(ApiErrors.MESSAGE_INCR_INVALID, "a.1", "", "Nats-Incr: 1.5");
    stream.assertRefused(ApiErrors.MESSAGE_INCR_PAYLOAD, "a.1", "x", "Nats-Incr: 1");
    new MachineHarness(config -> config)
        .assertRefused(ApiErrors.MESSAGE_INCR_DISABLED, "a.1", "", "Nats-Incr: 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Nats-Rollup: sub",
        "Nats-Expected-Stream: S",
        "Nats-Expected-Last-Sequence: 0",
        "Nats-Expected-Last-Subject-Sequence: 0",
        "Nats-Expected-Last-Msg-Id: x"
      })
  @DisplayName("STR-350 counters and expectations do not go together")
  void noExpectations(String header) {
    stream.assertRefused(ApiErrors.MESSAGE_INCR_INVALID, "a.1", "", "Nats-Incr: 1", header);
  }

  @Test
  @DisplayName("STR-351 a payload that is no total is reported")
  void broken() {
    stream.machine.apply(entry("not json"));
    stream.assertRefused(ApiErrors.MESSAGE_COUNTER_BROKEN, "a.1", "", "Nats-Incr: 1");
  }

  private StreamEntry entry(String payload) {
    Incoming message = MachineHarness.message("a.1", payload);
    return new StreamEntry(
        1,
        stream.now,
        0,
        message.buffer(),
        message.subjectLength(),
        message.headerLength(),
        message.payloadLength(),
        true,
        "",
        StreamEntry.Rollup.NONE,
        null);
  }

  @Test
  @DisplayName("STR-352 STR-353 totals of sources add what they have grown by")
  void sources() {
    assertThat(add("a.1", "2")).isEqualTo("2");
    Decision first = stream.take(sourced("10", 1), true);
    assertThat(((Decision.Accepted) first).total()).isEqualTo("12");
    Decision second = stream.take(sourced("13", 2), true);
    assertThat(((Decision.Accepted) second).total()).isEqualTo("15");
    assertThat(stream.headerOf(3))
        .contains("Nats-Incr: 3\r\n")
        .contains("Nats-Counter-Sources: {\"EU\":{\"c.1\":\"13\"}}");
    assertThat(add("a.1", "1")).isEqualTo("16");
    assertThat(stream.headerOf(4)).contains("Nats-Counter-Sources: {\"EU\":{\"c.1\":\"13\"}}");
  }

  private static Incoming sourced(String total, long sequence) {
    return MachineHarness.message(
        "a.1",
        "{\"val\":\"" + total + "\"}",
        "Nats-Incr: 1",
        "Nats-Stream-Source: EU " + sequence + " > > c.1");
  }

  @Test
  @DisplayName("STR-353 a stream that does not count stores sourced counters as they are")
  void verbatim() {
    MachineHarness plain = new MachineHarness(config -> config);
    plain.take(sourced("10", 1), true);
    assertThat(plain.payloadOf(1)).isEqualTo("{\"val\":\"10\"}");
    assertThat(plain.headerOf(1)).contains("Nats-Incr: 1\r\n");
  }

  @Test
  @DisplayName("STR-354 a total that does not fit is refused, a purge begins anew")
  void size() {
    add("a.1", "7");
    stream.store.purge(io.myelin.store.SubjectFilter.of("a.1"), Long.MAX_VALUE, 0);
    assertThat(add("a.1", "1")).isEqualTo("1");
    stream.maxPayloadBytes = 40;
    stream.assertRefused(
        ApiErrors.STREAM_MESSAGE_EXCEEDS_MAXIMUM, "a.1", "", "Nats-Incr: 10000000000000000");
  }
}

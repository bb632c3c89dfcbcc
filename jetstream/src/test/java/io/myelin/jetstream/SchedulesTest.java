package io.myelin.jetstream;

import static io.myelin.jetstream.MachineHarness.SECOND;
import static io.myelin.jetstream.MachineHarness.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.RetentionPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulesTest {
  private static final String TARGET = "Nats-Schedule-Target: b.1";

  private final MachineHarness machine =
      new MachineHarness(config -> config.allowMessageSchedules(true).allowMessageTtl(true));
  private StreamHarness stream =
      new StreamHarness(config -> config.allowMessageSchedules(true).allowMessageTtl(true));

  private static String at(long seconds) {
    return "Nats-Schedule: @at " + GoTime.format(GoTime.ofEpochNanos(T0 + seconds * SECOND));
  }

  @Test
  @DisplayName("STR-360 STR-365 a schedule replaces the one of its subject")
  void stored() {
    assertThat(machine.store("a.1", "x", at(5), TARGET)).isEqualTo(1);
    assertThat(machine.store("a.1", "y", at(6), TARGET)).isEqualTo(2);
    assertThat(machine.store.messages()).isEqualTo(1);
    assertThat(machine.headerOf(2)).endsWith("\r\nNats-Rollup: sub\r\n\r\n");
    assertThat(machine.machine.schedules().size()).isEqualTo(1);
    assertThat(machine.machine.schedules().nextDueNanos()).isEqualTo(T0 + 6 * SECOND);
    new MachineHarness(config -> config)
        .assertRefused(ApiErrors.MESSAGE_SCHEDULES_DISABLED, "a.1", "x", at(5), TARGET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@every 1s",
        "@every 1h30m",
        "@hourly",
        "@yearly",
        "0 30 14 * * *",
        "0 0 0 1 jan mon-fri",
        "*/5 * * * * ?"
      })
  @DisplayName("STR-361 forms of schedules")
  void forms(String expression) {
    machine.store("a.1", "x", "Nats-Schedule: " + expression, TARGET);
    assertThat(machine.machine.schedules().nextDueNanos()).isGreaterThan(T0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"soon", "@every 500ms", "@at tomorrow", "* * * * *", "0 0 0 31 2 *", "@every"})
  @DisplayName("STR-361 what is no schedule is refused with 10189")
  void noForms(String expression) {
    machine.assertRefused(
        ApiErrors.MESSAGE_SCHEDULES_PATTERN_INVALID,
        "a.1",
        "x",
        "Nats-Schedule: " + expression,
        TARGET);
  }

  @ParameterizedTest
  @CsvSource({
    "Nats-Schedule-Target: a.1,10190",
    "Nats-Schedule-Target: b.*,10190",
    "Nats-Schedule-Target: c.1,10190",
    "Other: 1,10190",
    "Nats-Schedule-Target: b.1|Nats-Schedule-Source: b.1,10203",
    "Nats-Schedule-Target: b.1|Nats-Schedule-Source: a.1,10203",
    "Nats-Schedule-Target: b.1|Nats-Schedule-Source: a.*,10203",
    "Nats-Schedule-Target: b.1|Nats-Schedule-Source: c.1,10203",
    "Nats-Schedule-Target: b.1|Nats-Schedule-TTL: soon,10191",
    "Nats-Schedule-Target: b.1|Nats-Schedule-Rollup: all,10192",
    "Nats-Schedule-Target: b.1|Nats-Rollup: all,10192",
    "Nats-Schedule-Target: b.1|Nats-Schedule-Time-Zone: Moon/Sea,10223",
    "Nats-Schedule-Target: b.1|Nats-Schedule-Time-Zone: UTC,10189",
  })
  @DisplayName("STR-362 STR-363 STR-364 STR-365 what a schedule may not have")
  void refused(String headers, int errCode) {
    List<String> all = new ArrayList<>(List.of(headers.split("\\|")));
    all.add(at(5));
    assertThat(machine.refuse("a.1", "x", all.toArray(new String[0])).errCode()).isEqualTo(errCode);
  }

  @Test
  @DisplayName("STR-364 a life of what is produced needs the feature")
  void ttlNeedsFeature() {
    new MachineHarness(config -> config.allowMessageSchedules(true))
        .assertRefused(
            ApiErrors.MESSAGE_TTL_DISABLED, "a.1", "x", at(5), TARGET, "Nats-Schedule-TTL: 5s");
  }

  @Test
  @DisplayName("STR-366 STR-367 a time comes once: what is produced ends the schedule")
  void firesOnce() {
    stream.publish(
        "1",
        "a.1",
        "x",
        at(5),
        TARGET,
        "Nats-Schedule-TTL: 1m",
        "Nats-Schedule-Rollup: sub",
        "Nats-Msg-Id: id",
        "Mine: 1");
    stream.pass(4);
    assertThat(stream.store().lastSequence()).isEqualTo(1);
    stream.pass(2);
    assertThat(stream.text(1)).isEqualTo("none");
    assertThat(stream.text(2))
        .isEqualTo(
            "b.1|NATS/1.0|Mine: 1|Nats-Scheduler: a.1|Nats-Schedule-Next: purge"
                + "|Nats-TTL: 1m|Nats-Rollup: sub||x");
    stream.pass(30);
    assertThat(stream.store().lastSequence()).isEqualTo(2);
    assertThat(stream.stream.machine().schedules().size()).isZero();
  }

  @Test
  @DisplayName("STR-361 a time in the past is due at once")
  void past() {
    stream.publish("1", "a.1", "x", at(-100), TARGET);
    stream.pass(1);
    assertThat(stream.text(2)).startsWith("b.1|");
  }

  @Test
  @DisplayName("STR-367 STR-368 a schedule that goes on is due again")
  void firesAgain() {
    stream.publish("1", "a.1", "x", "Nats-Schedule: @every 10s", TARGET);
    stream.pass(11);
    assertThat(stream.text(2))
        .isEqualTo(
            "b.1|NATS/1.0|Nats-Scheduler: a.1|Nats-Schedule-Next: "
                + GoTime.format(GoTime.ofEpochNanos(T0 + 20 * SECOND))
                + "||x");
    stream.pass(10);
    assertThat(stream.store().lastSequence()).isEqualTo(3);
    assertThat(stream.text(1)).startsWith("a.1|");
  }

  @Test
  @DisplayName("STR-363 the content can come from another subject")
  void source() {
    stream.publish("1", "a.1", "own", at(5), TARGET, "Nats-Schedule-Source: a.2");
    stream.publish("2", "a.3", "own", at(6), TARGET, "Nats-Schedule-Source: a.4");
    stream.publish("3", "a.2", "old", "From: a.2");
    stream.publish("4", "a.2", "new", "From: a.2", "Nats-Expected-Stream: S");
    stream.pass(7);
    assertThat(stream.text(5))
        .isEqualTo("b.1|NATS/1.0|From: a.2|Nats-Scheduler: a.1|Nats-Schedule-Next: purge||new");
    assertThat(stream.text(6)).endsWith("||own");
  }

  @Test
  @DisplayName("STR-369 a publisher ends a schedule with a message")
  void cancel() {
    machine.store("a.1", "x", at(5), TARGET);
    machine.store("a.2", "x");
    machine.assertRefused(
        ApiErrors.MESSAGE_SCHEDULES_SCHEDULER_INVALID, "b.1", "", "Nats-Scheduler: a.1");
    for (String[] headers :
        new String[][] {
          {"Nats-Schedule-Next: 2030-01-01T00:00:00Z", "Nats-Scheduler: a.1"},
          {"Nats-Schedule-Next: purge"},
          {"Nats-Schedule-Next: purge", "Nats-Scheduler: a.*"},
          {"Nats-Schedule-Next: purge", "Nats-Scheduler: b.1"},
          {"Nats-Schedule-Next: purge", "Nats-Scheduler: a.2"}
        }) {
      machine.assertRefused(ApiErrors.MESSAGE_SCHEDULES_SCHEDULER_INVALID, "b.1", "", headers);
    }
    machine.store("b.1", "", "Nats-Schedule-Next: purge", "Nats-Scheduler: a.9");
    machine.store("b.1", "", "Nats-Schedule-Next: purge", "Nats-Scheduler: a.1");
    assertThat(machine.store.contains(1)).isFalse();
    assertThat(machine.machine.schedules().size()).isZero();
  }

  @Test
  @DisplayName("STR-370 a schedule ends with its message")
  void deleted() {
    stream.publish("1", "a.1", "x", at(5), TARGET);
    stream.stream.deleteMessage(1, false);
    stream.pass(10);
    assertThat(stream.store().lastSequence()).isEqualTo(1);
    stream.publish("1", "a.1", "x", at(20), TARGET, "Nats-TTL: 2");
    stream.pass(30);
    assertThat(stream.store().messages()).isZero();
    assertThat(stream.store().lastSequence()).isEqualTo(2);
  }

  @Test
  @DisplayName("STR-370 without interest in its subject a schedule is not kept")
  void noInterest() {
    stream =
        new StreamHarness(
            config -> config.allowMessageSchedules(true).retention(RetentionPolicy.INTEREST));
    stream.publish("1", "a.1", "x", at(5), TARGET);
    stream.pass(10);
    assertThat(stream.store().lastSequence()).isEqualTo(1);
  }

  @Test
  @DisplayName("STR-368 after a restart a schedule goes on where it was")
  void recovers() {
    machine.store("a.1", "x", "Nats-Schedule: @every 10s", TARGET);
    machine.now += 12 * SECOND;
    ScheduledMessages schedules = machine.machine.schedules();
    Incoming produced = schedules.produce(schedules.due(machine.now, 10).getFirst(), machine.now);
    assertThat(produced).isNotNull();
    machine.take(produced, true);
    assertThat(schedules.nextDueNanos()).isEqualTo(T0 + 20 * SECOND);
    machine.machine.recover(machine.now);
    assertThat(schedules.nextDueNanos()).isEqualTo(T0 + 20 * SECOND);
    machine.now += 100 * SECOND;
    assertThat(schedules.produce(schedules.due(machine.now, 10).getFirst(), machine.now).header())
        .asString()
        .contains("Nats-Schedule-Next: " + GoTime.format(GoTime.ofEpochNanos(T0 + 122 * SECOND)));
  }

  @Test
  @DisplayName("STR-371 copies are stored as they are and never run")
  void copied() {
    MachineHarness copy = new MachineHarness(config -> config);
    copy.take(MachineHarness.message("a.1", "x", at(5), TARGET), true);
    assertThat(copy.headerOf(1)).contains("Nats-Schedule: @at");
    assertThat(copy.machine.schedules().size()).isZero();
  }
}

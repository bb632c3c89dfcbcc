package io.myelin.jetstream;

import java.util.List;

/**
 * Publishes what is scheduled in a stream when its time has come (STR-366 to STR-368), no more
 * often than every 250 ms. Lane only.
 */
final class ScheduleRunner {
  private static final long PAUSE_NANOS = 250_000_000L;
  private static final int SLICE = 200;
  private static final long RETRY_NANOS = 1_000_000_000L;

  /** Takes what a schedule produces. */
  interface Publisher {
    /** Publishes it in the stream; whether it was taken. */
    boolean publish(Incoming message);
  }

  private final Lane lane;
  private final StreamMachine machine;
  private final GroupCommit commit;
  private final Publisher publisher;
  private final StreamClock clock;

  ScheduleRunner(Lane lane, StreamMachine machine, GroupCommit commit, Publisher publisher) {
    this.lane = lane;
    this.machine = machine;
    this.commit = commit;
    this.publisher = publisher;
    this.clock = new StreamClock(lane, this::run);
  }

  /** Looks when something is due next; after messages or configuration changed. */
  void schedule() {
    long due = machine.schedules().nextDueNanos();
    if (due != Long.MAX_VALUE) {
      clock.wake(Math.max(due, lane.epochNanos() + PAUSE_NANOS));
    }
  }

  /** Stops for good. */
  void stop() {
    clock.stop();
  }

  private void run() {
    if (commit.failed() || machine.config().sealed()) {
      clock.wake(lane.epochNanos() + RETRY_NANOS);
      return;
    }
    ScheduledMessages schedules = machine.schedules();
    long now = lane.epochNanos();
    List<ScheduledMessages.Schedule> due = schedules.due(now, SLICE);
    boolean refused = false;
    for (ScheduledMessages.Schedule schedule : due) {
      Incoming message = schedules.produce(schedule, now);
      if (message == null) {
        schedules.remove(schedule.subject());
      } else if (!publisher.publish(message)) {
        refused = true;
      }
    }
    commit.flush();
    if (refused) {
      clock.wake(now + RETRY_NANOS);
    } else if (due.size() == SLICE) {
      lane.execute(this::run);
    } else {
      schedule();
    }
  }
}

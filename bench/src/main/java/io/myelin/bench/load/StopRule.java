package io.myelin.bench.load;

import java.time.Duration;

/**
 * When a publisher stops: at the first bound it reaches.
 *
 * @param nanos time since the start
 * @param messages number of messages, exact
 */
record StopRule(long nanos, long messages) {

  static StopRule after(Duration time) {
    return new StopRule(time.toNanos(), Long.MAX_VALUE);
  }

  static StopRule afterMessages(long messages) {
    return new StopRule(Long.MAX_VALUE, messages);
  }
}

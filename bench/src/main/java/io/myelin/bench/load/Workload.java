package io.myelin.bench.load;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One kind of load, run on one freshly started server at a time. */
interface Workload {
  /** Its name on the command line. */
  String id();

  /** What it does, in a few words. */
  String title();

  /** Whether the target can take part: not all can do everything, or are any different in it. */
  default boolean runsOn(ServerTarget target) {
    return !target.isRelay() && !target.isAlways();
  }

  /** Rounds when the command line does not say. */
  default int defaultRuns() {
    return 5;
  }

  /**
   * Whether this program needs a run that nobody looks at, so that its own code is compiled before
   * the first server has its turn.
   */
  default boolean needsPractice() {
    return true;
  }

  /** What our server has to reach. */
  List<Bound> bounds();

  /**
   * Starts a server, loads it and measures.
   *
   * @return the figures, in the order in which they are to be shown
   * @throws InvalidRunException if the run does not count
   * @throws IOException if a connection or process failed
   */
  Map<Metric, Double> run(RunContext context) throws IOException, InterruptedException;
}

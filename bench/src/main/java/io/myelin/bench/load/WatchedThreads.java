package io.myelin.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Threads of a run that block, and somebody who notices when nothing moves any more. */
final class WatchedThreads {
  private static final Duration STALL_LIMIT = Duration.ofSeconds(15);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

  private WatchedThreads() {}

  /** What one thread does. */
  interface Body {
    void run() throws IOException;
  }

  /**
   * Runs them side by side and waits for all. One that hangs is left behind as a daemon; it ends
   * when its connection is closed.
   *
   * @param progress some count that grows as long as anything moves
   * @throws InvalidRunException with the first failure, or when nothing moved for 15 seconds
   */
  static void run(String name, List<Body> bodies, LongSupplier progress)
      throws InterruptedException {
    RunFailure failure = new RunFailure();
    List<Thread> threads = new ArrayList<>();
    for (Body body : bodies) {
      threads.add(Thread.ofPlatform().daemon().name(name).start(() -> runOne(body, failure)));
    }
    long last = -1;
    long since = System.nanoTime();
    for (Thread thread : threads) {
      while (!thread.join(LOOK_INTERVAL)) {
        failure.check();
        long reached = progress.getAsLong();
        if (reached != last) {
          last = reached;
          since = System.nanoTime();
        } else if (System.nanoTime() - since > STALL_LIMIT.toNanos()) {
          throw new InvalidRunException(
              "nothing moved for " + STALL_LIMIT.toSeconds() + " s at " + reached + " messages");
        }
      }
    }
    failure.check();
  }

  private static void runOne(Body body, RunFailure failure) {
    try {
      body.run();
    } catch (IOException | RuntimeException e) {
      failure.record(e);
    }
  }
}

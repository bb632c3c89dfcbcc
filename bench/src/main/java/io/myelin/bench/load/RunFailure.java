package io.myelin.bench.load;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The first failure of any thread of a run. Threads record into it, whoever waits calls {@link
 * #check}. Safe for use by any thread.
 */
final class RunFailure {
  private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

  void record(Throwable failure) {
    first.compareAndSet(null, failure);
  }

  /**
   * Throws what was recorded first.
   *
   * @throws InvalidRunException if any thread of the run failed
   */
  void check() {
    Throwable failure = first.get();
    if (failure != null) {
      String text = failure.getMessage();
      throw new InvalidRunException(text == null ? failure.toString() : text, failure);
    }
  }
}

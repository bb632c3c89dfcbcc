package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WriteWorkersTest {
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  /** What a write does. */
  @FunctionalInterface
  private interface Action {
    void run(boolean sync) throws Exception;
  }

  private record Write(Action action) implements PendingWrite {
    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public void write(boolean sync) throws IOException {
      try {
        action.run(sync);
      } catch (IOException | RuntimeException cause) {
        throw cause;
      } catch (Exception cause) {
        throw new IllegalStateException(cause);
      }
    }
  }

  private String told() throws InterruptedException {
    return told.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void tellsWhatCameOfEachWrite() throws InterruptedException {
    try (WriteWorkers workers = new WriteWorkers("write", 1)) {
      WriteExecutor.Completion tell = (write, failure) -> told.add(String.valueOf(failure));
      workers.submit(new Write(sync -> told.add("sync " + sync)), true, tell);
      workers.submit(new Write(sync -> told.add("sync " + sync)), false, tell);
      workers.submit(
          new Write(
              sync -> {
                throw new IOException("broken");
              }),
          true,
          tell);
      workers.submit(
          new Write(
              sync -> {
                throw new IllegalStateException("bug");
              }),
          true,
          tell);
      assertThat(told()).isEqualTo("sync true");
      assertThat(told()).isEqualTo("null");
      assertThat(told()).isEqualTo("sync false");
      assertThat(told()).isEqualTo("null");
      assertThat(told()).endsWith("broken");
      assertThat(told()).contains("bug");
    }
  }

  @Test
  void writesSideBySide() throws InterruptedException {
    CyclicBarrier together = new CyclicBarrier(4);
    try (WriteWorkers workers = new WriteWorkers("write", 4)) {
      for (int i = 0; i < 4; i++) {
        workers.submit(
            new Write(sync -> together.await(10, TimeUnit.SECONDS)),
            true,
            (write, failure) -> told.add(String.valueOf(failure)));
      }
      for (int i = 0; i < 4; i++) {
        assertThat(told()).isEqualTo("null");
      }
    }
  }

  @Test
  void aCompletionGoesOnWithItsOwnNextWriteAndSharesTheRest() throws InterruptedException {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch done = new CountDownLatch(1);
    try (WriteWorkers workers = new WriteWorkers("write", 4)) {
      chain(workers, threads, 1000, done);
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(threads).hasSize(1);
      CyclicBarrier together = new CyclicBarrier(3);
      workers.submit(
          new Write(sync -> {}),
          true,
          (first, noFailure) -> {
            for (int i = 0; i < 3; i++) {
              workers.submit(
                  new Write(sync -> together.await(10, TimeUnit.SECONDS)),
                  true,
                  (write, failure) -> told.add(String.valueOf(failure)));
            }
          });
      for (int i = 0; i < 3; i++) {
        assertThat(told()).isEqualTo("null");
      }
    }
  }

  private static void chain(
      WriteWorkers workers, Set<Thread> threads, int length, CountDownLatch done) {
    workers.submit(
        new Write(sync -> threads.add(Thread.currentThread())),
        true,
        (write, failure) -> {
          if (length == 1) {
            done.countDown();
          } else {
            chain(workers, threads, length - 1, done);
          }
        });
  }

  @Test
  void nothingIsLostOfManyWritesFromManyThreads() throws InterruptedException {
    AtomicInteger written = new AtomicInteger();
    AtomicInteger completed = new AtomicInteger();
    WriteWorkers workers = new WriteWorkers("write", 3);
    List<Thread> lanes = new ArrayList<>();
    for (int lane = 0; lane < 4; lane++) {
      lanes.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 5000; i++) {
                      workers.submit(
                          new Write(sync -> written.incrementAndGet()),
                          true,
                          (write, failure) -> {
                            if (completed.incrementAndGet() % 10_000 == 0) {
                              throw new IllegalStateException("a completion that fails");
                            }
                          });
                    }
                  }));
    }
    for (Thread lane : lanes) {
      lane.join();
    }
    workers.close();
    assertThat(written).hasValue(20_000);
    assertThat(completed).hasValue(20_000);
    assertThatThrownBy(() -> workers.submit(new Write(sync -> {}), true, (write, failure) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}

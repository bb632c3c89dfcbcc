package io.myelin.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Askers at work side by side. Those that have one request under way share a thread with a selector
 * when there are several; all others have a thread each and block. {@link #run} belongs to one
 * thread.
 */
final class AskLoop implements AutoCloseable {
  private static final AtomicInteger IDS = new AtomicInteger();

  private final List<Asker> askers = new ArrayList<>();
  private final int inFlight;
  private final @Nullable Selector selector;

  /** Connects so many askers, one for each exchange. */
  AskLoop(RunningServer server, List<? extends Exchange> exchanges, int inFlight)
      throws IOException {
    this.inFlight = inFlight;
    boolean shared = exchanges.size() > 1 && inFlight == 1;
    this.selector = shared ? Selector.open() : null;
    try {
      for (int i = 0; i < exchanges.size(); i++) {
        int id = IDS.getAndIncrement();
        askers.add(new Asker(server.address(), id, inFlight, exchanges.get(i)));
      }
      if (selector != null) {
        for (int i = 0; i < askers.size(); i++) {
          SocketChannel channel = askers.get(i).connection().channel();
          channel.configureBlocking(false);
          channel.register(selector, SelectionKey.OP_READ, i);
        }
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Answers so far. */
  long answered() {
    return askers.stream().mapToLong(Asker::answered).sum();
  }

  /** Answers to one asker so far. */
  long answered(int asker) {
    return askers.get(asker).answered();
  }

  /** Times from request to answer since the last call, all askers together. */
  Histogram takeLatencies() {
    Histogram all = new Histogram(3);
    for (Asker asker : askers) {
      all.add(asker.latencyNanos());
      asker.latencyNanos().reset();
    }
    return all;
  }

  /** Whether single answers are timed. */
  boolean isTimed() {
    return inFlight == 1;
  }

  /**
   * Asks until the rule says stop, and waits for all answers.
   *
   * @throws InvalidRunException if an answer is missing or wrong
   */
  PhaseResult run(StopRule rule) throws InterruptedException {
    long before = answered();
    long start = System.nanoTime();
    List<WatchedThreads.Body> bodies = new ArrayList<>();
    if (selector == null) {
      for (Asker asker : askers) {
        bodies.add(() -> ask(asker, rule, start));
      }
    } else {
      bodies.add(() -> askAll(selector, rule, start));
    }
    WatchedThreads.run("ask", bodies, this::answered);
    long nanos = System.nanoTime() - start;
    long answered = answered() - before;
    return new PhaseResult(answered, answered, nanos);
  }

  private static long end(Asker asker, StopRule rule) {
    long messages = rule.messages();
    return messages == Long.MAX_VALUE ? Long.MAX_VALUE : asker.answered() + messages;
  }

  private static void ask(Asker asker, StopRule rule, long start) throws IOException {
    long end = end(asker, rule);
    asker.send(end);
    while (!asker.isDone()) {
      asker.receive();
      if (System.nanoTime() - start < rule.nanos()) {
        asker.send(end);
      }
    }
  }

  private void askAll(Selector ready, StopRule rule, long start) throws IOException {
    long[] ends = askers.stream().mapToLong(asker -> end(asker, rule)).toArray();
    for (int i = 0; i < ends.length; i++) {
      askers.get(i).send(ends[i]);
    }
    long busy = askers.stream().filter(asker -> !asker.isDone()).count();
    while (busy > 0) {
      ready.select();
      for (SelectionKey key : ready.selectedKeys()) {
        int index = (Integer) key.attachment();
        Asker asker = askers.get(index);
        asker.receive();
        if (asker.isDone()) {
          if (System.nanoTime() - start < rule.nanos()) {
            asker.send(ends[index]);
          }
          busy -= asker.isDone() ? 1 : 0;
        }
      }
      ready.selectedKeys().clear();
    }
  }

  @Override
  public void close() throws IOException {
    if (selector != null) {
      selector.close();
    }
    for (Asker asker : askers) {
      asker.close();
    }
  }
}

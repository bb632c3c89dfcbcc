package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A server process that was started for one run and answers. */
final class RunningServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final Duration COUNTERS_LIMIT = Duration.ofSeconds(5);
  private static final long PROBE_NANOS = 500_000;
  private static final int LOG_LINES_SHOWN = 8;

  private final ServerTarget target;
  private final Process process;
  private final Path log;
  private final InetSocketAddress address;
  private final int monitorPort;
  private final ProcessFigures figures;
  private final Optional<Path> store;
  private long readyNanos;
  private long readyCpuNanos;

  private RunningServer(
      ServerTarget target,
      Process process,
      Path log,
      int port,
      int monitorPort,
      Optional<Path> store) {
    this.store = store;
    this.target = target;
    this.process = process;
    this.log = log;
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.monitorPort = monitorPort;
    this.figures = ProcessFigures.of(process.pid());
  }

  /**
   * Starts the program on free ports of 127.0.0.1 and waits until it sends its INFO.
   *
   * @param arguments added to the command, the same for every target that speaks NATS
   * @param log takes the program's output
   * @throws InvalidRunException if it ends or is not ready within a minute
   */
  static RunningServer start(ServerTarget target, List<String> arguments, Path log)
      throws IOException {
    return start(target, arguments, log, Optional.empty());
  }

  /**
   * The same for a server that keeps something.
   *
   * @param store its directory, deleted when the server is closed
   */
  static RunningServer start(ServerTarget target, List<String> arguments, Path log, Path store)
      throws IOException {
    return start(target, arguments, log, Optional.of(store));
  }

  private static RunningServer start(
      ServerTarget target, List<String> arguments, Path log, Optional<Path> store)
      throws IOException {
    int port = freePort();
    int monitorPort = freePort();
    List<String> command = new ArrayList<>(target.command());
    command.addAll(List.of("-a", "127.0.0.1", "-p", "" + port, "-m", "" + monitorPort));
    if (!target.isRelay()) {
      command.addAll(arguments);
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    long start = System.nanoTime();
    RunningServer server =
        new RunningServer(target, builder.start(), log, port, monitorPort, store);
    try {
      server.awaitReady(start);
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady(long start) throws IOException {
    ByteBuffer greeting = ByteBuffer.allocate(8);
    while (!greets(greeting.clear())) {
      requireAlive();
      if (System.nanoTime() - start > START_LIMIT.toNanos()) {
        throw new InvalidRunException(target.label() + " was not ready in a minute; " + logTail());
      }
      LockSupport.parkNanos(this, PROBE_NANOS);
    }
    readyNanos = System.nanoTime() - start;
    readyCpuNanos = figures.cpuNanosOfStart();
  }

  private boolean greets(ByteBuffer greeting) {
    try (RawConnection connection = RawConnection.open(address)) {
      return connection.channel().read(greeting) > 0;
    } catch (IOException notYet) {
      return false;
    }
  }

  ServerTarget target() {
    return target;
  }

  InetSocketAddress address() {
    return address;
  }

  ProcessFigures figures() {
    return figures;
  }

  /** From starting the process to the first byte of its greeting. */
  long readyNanos() {
    return readyNanos;
  }

  /** Processor time that took, with that of the launcher's helpers. */
  long readyCpuNanos() {
    return readyCpuNanos;
  }

  Varz varz() throws IOException {
    return Varz.fetch(monitorPort);
  }

  /**
   * Fails unless the process runs.
   *
   * @throws InvalidRunException if it ended
   */
  void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new InvalidRunException(
          target.label() + " ended with status " + process.exitValue() + "; " + logTail());
    }
  }

  /**
   * Holds the server's counters against what the client counted; a server may add up what its
   * threads counted a little later, so this waits for up to five seconds.
   *
   * @throws InvalidRunException if they stay different
   */
  void requireCounted(Varz before, long published, long delivered) throws IOException {
    long start = System.nanoTime();
    while (true) {
      Varz now = varz();
      long in = now.inMessages() - before.inMessages();
      long out = now.outMessages() - before.outMessages();
      if (in == published && out == delivered) {
        return;
      }
      if (System.nanoTime() - start > COUNTERS_LIMIT.toNanos()) {
        throw new InvalidRunException(
            String.format(
                "/varz of %s disagrees: in %d for %d published, out %d for %d delivered",
                target.label(), in, published, out, delivered));
      }
      LockSupport.parkNanos(this, COUNTERS_LIMIT.toNanos() / 100);
    }
  }

  private String logTail() throws IOException {
    List<String> lines = Files.readAllLines(log, ISO_8859_1);
    List<String> tail = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
    return "its output in " + log + " ends: " + String.join(" | ", tail);
  }

  /** Asks the process to end, kills it if it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    store.ifPresent(RunningServer::deleteAll);
  }

  private static void deleteAll(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the store of a run: " + e.getMessage(), e);
    }
  }
}

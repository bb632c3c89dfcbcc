package io.myelin.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Processor time of the server, of this program, and of everything else on the machine over a
 * stretch of load. What others use tells how far the figures of the run can be trusted.
 */
final class CpuMeter {
  private static final Path MACHINE = Path.of("/proc/stat");
  private static final int IDLE = 4; // fields of the first line, behind "cpu" and a second blank
  private static final int IO_WAIT = 5;
  private static final int LAST_FIELD = 8; // guest time is part of user time

  private final ProcessFigures server;
  private final ProcessFigures client = ProcessFigures.ofSelf();
  private final Reading start;

  /** Processor time so far, in nanoseconds. */
  private record Reading(long server, long client, long machineBusy, long machineTotal) {}

  private CpuMeter(ProcessFigures server) throws IOException {
    this.server = server;
    this.start = read();
  }

  /** Starts measuring. */
  static CpuMeter start(RunningServer server) throws IOException {
    return new CpuMeter(server.figures());
  }

  private Reading read() throws IOException {
    String[] fields = Files.readString(MACHINE).lines().findFirst().orElse("").split(" +");
    long total = 0;
    for (int i = 1; i <= LAST_FIELD; i++) {
      total += Long.parseLong(fields[i]);
    }
    long idle = Long.parseLong(fields[IDLE]) + Long.parseLong(fields[IO_WAIT]);
    return new Reading(
        server.cpuNanos(),
        client.cpuNanos(),
        (total - idle) * ProcessFigures.NANOS_PER_TICK,
        total * ProcessFigures.NANOS_PER_TICK);
  }

  /**
   * Adds what was used since the start.
   *
   * @param perOperation takes the server's time for each operation, in the metric's own unit
   * @param operations how many there were
   */
  void report(Map<Metric, Double> figures, Metric perOperation, long operations)
      throws IOException {
    Reading end = read();
    double unitNanos = perOperation == Metric.CONNECT_CPU ? 1000 : 1;
    long serverNanos = end.server - start.server;
    long clientNanos = end.client - start.client;
    figures.put(perOperation, serverNanos / unitNanos / operations);
    figures.put(Metric.CLIENT_CPU, (double) clientNanos / operations);
    long others = end.machineBusy - start.machineBusy - serverNanos - clientNanos;
    long total = Math.max(1, end.machineTotal - start.machineTotal);
    figures.put(Metric.OTHERS_CPU, Math.max(0, 100.0 * others / total));
  }
}

package io.myelin.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** CPU and memory of this process, measured at most once a second (OPS-034). Thread-safe. */
final class ProcessUsage {
  private static final long INTERVAL_NANOS = 1_000_000_000L;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  /**
   * One measurement.
   *
   * @param cpuPercent of one core, with one decimal; may exceed 100
   * @param residentBytes memory that the process occupies; where the system does not tell, the heap
   */
  record Sample(double cpuPercent, long residentBytes) {}

  private long measuredNanos = System.nanoTime() - processAgeNanos();
  private long cpuNanos;
  private boolean measured;
  private Sample last = new Sample(0, 0);

  /** The latest measurement, renewed if it is older than a second. */
  synchronized Sample sample() {
    long now = System.nanoTime();
    long elapsed = now - measuredNanos;
    if (!measured || elapsed >= INTERVAL_NANOS) {
      long cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
      double percent = elapsed <= 0 ? 0 : 100.0 * (cpu - cpuNanos) / elapsed;
      last = new Sample(Math.max(0, Math.round(percent * 10) / 10.0), residentBytes());
      measured = true;
      measuredNanos = now;
      cpuNanos = cpu;
    }
    return last;
  }

  private static long processAgeNanos() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> Math.max(0, System.currentTimeMillis() - start.toEpochMilli()) * 1_000_000L)
        .orElse(0L);
  }

  private static long residentBytes() {
    if (Files.isReadable(STATUS)) {
      try {
        for (String line : Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1)) {
          if (line.startsWith(RESIDENT)) {
            return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
          }
        }
      } catch (IOException | NumberFormatException e) {
        return Runtime.getRuntime().totalMemory();
      }
    }
    return Runtime.getRuntime().totalMemory();
  }
}

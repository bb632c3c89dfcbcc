package io.myelin.bench.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What Linux knows of a process: processor time and resident memory. */
final class ProcessFigures {
  /** The kernel's unit of processor time; USER_HZ is 100 on every Linux port. */
  static final long NANOS_PER_TICK = 10_000_000;

  private static final int USER_TIME = 11; // fields of stat, counted behind the command's ')'
  private static final int SYSTEM_TIME = 12;
  private static final int CHILDREN_USER_TIME = 13;
  private static final int CHILDREN_SYSTEM_TIME = 14;

  private final Path directory;

  private ProcessFigures(Path directory) {
    this.directory = directory;
  }

  static ProcessFigures of(long pid) {
    return new ProcessFigures(Path.of("/proc", Long.toString(pid)));
  }

  static ProcessFigures ofSelf() {
    return of(ProcessHandle.current().pid());
  }

  /** Processor time of all threads so far, user and system; ticks of 10 ms. */
  long cpuNanos() throws IOException {
    String[] fields = stat();
    return ticks(fields, USER_TIME, SYSTEM_TIME) * NANOS_PER_TICK;
  }

  /**
   * Processor time of a process that is only some milliseconds old: that of its living threads to
   * the nanosecond where ticks say less, and that of ended children, a launcher script's helpers.
   */
  long cpuNanosOfStart() throws IOException {
    String[] fields = stat();
    long children = ticks(fields, CHILDREN_USER_TIME, CHILDREN_SYSTEM_TIME) * NANOS_PER_TICK;
    long ticks = ticks(fields, USER_TIME, SYSTEM_TIME) * NANOS_PER_TICK;
    return children + Math.max(ticks, livingThreadsNanos());
  }

  private long livingThreadsNanos() throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(directory.resolve("task"))) {
      for (Path thread : threads) {
        try {
          sum += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
        } catch (NoSuchFileException ended) {
          // A thread that ended while we looked is in the ticks.
        }
      }
    }
    return sum;
  }

  private String[] stat() throws IOException {
    String line = Files.readString(directory.resolve("stat"));
    return line.substring(line.lastIndexOf(')') + 2).split(" ");
  }

  private static long ticks(String[] fields, int... wanted) {
    long sum = 0;
    for (int field : wanted) {
      sum += Long.parseLong(fields[field]);
    }
    return sum;
  }

  /** Resident memory now. */
  long residentBytes() throws IOException {
    return status("VmRSS:");
  }

  /** The most that was ever resident. */
  long peakResidentBytes() throws IOException {
    return status("VmHWM:");
  }

  private long status(String key) throws IOException {
    for (String line : Files.readAllLines(directory.resolve("status"))) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.substring(key.length()).replace("kB", "").strip()) * 1024;
      }
    }
    throw new IOException("no " + key + " in " + directory.resolve("status"));
  }
}

package io.myelin.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What the disk under the servers' stores can do at this moment.
 *
 * @param directory on that disk
 */
record DiskYardstick(Path directory) {
  private static final int RECORD_BYTES = 180;
  private static final int SMALL_SYNCS = 200;
  private static final int LARGE_BYTES = 1 << 20;
  private static final long BANDWIDTH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Appending a small record to a file and syncing it, median. */
  double smallSyncNanos() throws IOException {
    Histogram nanos = new Histogram(3);
    try (FileChannel file = open()) {
      ByteBuffer data = ByteBuffer.allocateDirect(RECORD_BYTES);
      for (int i = 0; i < SMALL_SYNCS; i++) {
        long start = System.nanoTime();
        file.write(data.clear());
        file.force(false);
        nanos.recordValue(System.nanoTime() - start);
      }
    }
    return nanos.getValueAtPercentile(50);
  }

  /** Appending a mebibyte at a time, each synced. */
  double bytesPerSecond() throws IOException {
    try (FileChannel file = open()) {
      ByteBuffer data = ByteBuffer.allocateDirect(LARGE_BYTES);
      long start = System.nanoTime();
      long bytes = 0;
      while (System.nanoTime() - start < BANDWIDTH_NANOS) {
        bytes += file.write(data.clear());
        file.force(false);
      }
      return bytes * 1e9 / (System.nanoTime() - start);
    }
  }

  private FileChannel open() throws IOException {
    Path path = Files.createTempFile(directory, "yardstick", ".tmp");
    return FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
  }
}

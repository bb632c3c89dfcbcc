package io.myelin.bench.store;

import io.myelin.store.FileDisk;
import io.myelin.store.FileMessageStore;
import io.myelin.store.FileStoreOptions;
import io.myelin.store.MessageStore;
import io.myelin.store.PendingWrite;
import io.myelin.store.StoredMessage;
import io.myelin.store.SubjectFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What the file store by itself takes for 128-byte messages on 1,000 subjects: appending with a
 * sync after every 500, opening, reading in order, and looking for the next message on one subject
 * and on a pattern. One thread, a directory of its own that is deleted afterwards.
 *
 * <p>Arguments: the directory to make it in (default: that of temporary files), how many messages
 * (default 1,000,000).
 */
public final class StoreBench {
  private static final int SUBJECTS = 1000;
  private static final int BATCH = 500;
  private static final int ROUNDS = 3;

  private StoreBench() {}

  /** Runs three rounds; the last one counts. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws IOException {
    Path parent = Path.of(args.length > 0 ? args[0] : System.getProperty("java.io.tmpdir"));
    int messages = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    for (int round = 1; round <= ROUNDS; round++) {
      Path directory = Files.createTempDirectory(parent, "store-bench");
      System.out.println("round " + round);
      run(directory.resolve("msgs"), messages);
      Files.delete(directory);
    }
  }

  @SuppressWarnings("SystemOut")
  private static void report(String what, long count, long sinceNanos) {
    long nanos = System.nanoTime() - sinceNanos;
    System.out.printf(
        "  %-32s %,12d /s %,10d ns each%n", what, count * 1_000_000_000L / nanos, nanos / count);
  }

  private static void run(Path directory, int messages) throws IOException {
    FileDisk disk = new FileDisk();
    FileStoreOptions options = FileStoreOptions.forLimit(-1, 5);
    FileMessageStore store = FileMessageStore.open(disk, directory, options);
    append(store, messages);
    store.close();
    long opening = System.nanoTime();
    store = FileMessageStore.open(disk, directory, options);
    report("opened, messages", messages, opening);
    readAll(store, messages);
    next(store, "next, literal subject", SubjectFilter.of("bench.subject.7"), messages / SUBJECTS);
    next(store, "next, pattern of none", SubjectFilter.of("bench.*.7.>"), 0);
    next(store, "next, pattern of all", SubjectFilter.of("bench.*.*"), messages);
    store.delete();
  }

  private static void append(MessageStore store, int messages) throws IOException {
    byte[][] whole = new byte[SUBJECTS][];
    int[] subjectLength = new int[SUBJECTS];
    for (int i = 0; i < SUBJECTS; i++) {
      byte[] subject = ("bench.subject." + i).getBytes(StandardCharsets.US_ASCII);
      subjectLength[i] = subject.length;
      whole[i] = Arrays.copyOf(subject, subject.length + 128);
    }
    long begun = System.nanoTime();
    for (int i = 1; i <= messages; i++) {
      int subject = i % SUBJECTS;
      store.append(i, i, 0, whole[subject], 0, subjectLength[subject], 0, 128);
      if (i % BATCH == 0 || i == messages) {
        PendingWrite batch = store.seal();
        if (batch != null) {
          batch.write(true);
          store.committed(batch);
        }
      }
    }
    report("append, a sync for 500", messages, begun);
  }

  private static void readAll(MessageStore store, int messages) throws IOException {
    StoredMessage view = new StoredMessage();
    long begun = System.nanoTime();
    for (int i = 1; i <= messages; i++) {
      if (!store.read(i, view) || view.payloadLength() != 128) {
        throw new IllegalStateException("message " + i + " is not what was stored");
      }
    }
    report("read in order", messages, begun);
  }

  private static void next(MessageStore store, String what, SubjectFilter filter, int expected) {
    long begun = System.nanoTime();
    int found = 0;
    for (long s = store.next(filter, 1); s != 0; s = store.next(filter, s + 1)) {
      found++;
    }
    if (found != expected) {
      throw new IllegalStateException(found + " messages match, not " + expected);
    }
    report(what, Math.max(1, found), begun);
  }
}

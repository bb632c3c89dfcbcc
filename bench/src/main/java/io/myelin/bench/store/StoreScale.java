package io.myelin.bench.store;

import io.myelin.store.FileDisk;
import io.myelin.store.FileMessageStore;
import io.myelin.store.FileStoreOptions;
import io.myelin.store.MessageStore;
import io.myelin.store.PendingWrite;
import io.myelin.store.StoredMessage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * How a file store grows: heap while it is filled, time and heap when it is opened.
 *
 * <p>Arguments: {@code fill}, a new directory, messages, subjects, bytes of a payload; or {@code
 * open}, the directory, any of these again. Between the two the page cache can be emptied. Subjects
 * have 32 bytes and come in random order, but each once first where there are as many messages.
 */
public final class StoreScale {
  private static final int BATCH = 2000;
  private static final int STEPS = 5;

  private StoreScale() {}

  /** Fills or opens. */
  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[1]);
    if (args[0].equals("fill")) {
      fill(
          directory,
          Integer.parseInt(args[2]),
          Integer.parseInt(args[3]),
          Integer.parseInt(args[4]));
    } else {
      open(directory, Integer.parseInt(args[3]));
    }
  }

  private static byte[] subject(int number) {
    return String.format("scale.of.the.store.%013d", number).getBytes(StandardCharsets.US_ASCII);
  }

  @SuppressWarnings("SystemOut")
  private static void report(String what, long nanos) {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.printf("%-36s %,9d ms  heap %,7d KiB%n", what, nanos / 1_000_000, heap >> 10);
  }

  private static FileMessageStore open(Path directory) throws IOException {
    return FileMessageStore.open(new FileDisk(), directory, FileStoreOptions.forLimit(-1, 5));
  }

  private static void fill(Path directory, int messages, int subjects, int payload)
      throws IOException {
    FileMessageStore store = open(directory);
    Random random = new Random(1);
    byte[] whole = new byte[32 + payload];
    random.nextBytes(whole);
    long begun = System.nanoTime();
    for (int i = 1; i <= messages; i++) {
      byte[] subject = subject(i <= subjects ? i : random.nextInt(subjects) + 1);
      System.arraycopy(subject, 0, whole, 0, subject.length);
      store.append(i, i, 0, whole, 0, subject.length, 0, payload);
      if (i % BATCH == 0 || i == messages) {
        commit(store);
      }
      if (i % (messages / STEPS) == 0) {
        report("filled with " + i, System.nanoTime() - begun);
      }
    }
  }

  private static void commit(MessageStore store) throws IOException {
    PendingWrite batch = store.seal();
    if (batch != null) {
      batch.write(true);
      store.committed(batch);
    }
    for (MessageStore.Upkeep work = store.upkeep(); work != null; work = store.upkeep()) {
      work.run();
      store.upkept(work);
    }
  }

  private static void open(Path directory, int subjects) throws IOException {
    long begun = System.nanoTime();
    FileMessageStore store = open(directory);
    long opened = System.nanoTime() - begun;
    begun = System.nanoTime();
    StoredMessage view = new StoredMessage();
    if (!store.read(store.lastSequence() / 2, view)) {
      throw new IllegalStateException("a message in the middle is missing");
    }
    long read = System.nanoTime() - begun;
    begun = System.nanoTime();
    byte[] subject = subject(subjects / 2);
    if (store.lastOf(subject, 0, subject.length) == 0) {
      throw new IllegalStateException("a subject is missing");
    }
    byte[] whole = Arrays.copyOf(subject, subject.length + 100);
    long next = store.lastSequence() + 1;
    store.append(next, next, 0, whole, 0, subject.length, 0, 100);
    PendingWrite batch = store.seal();
    if (batch != null) {
      batch.write(true);
      store.committed(batch);
    }
    long published = System.nanoTime() - begun;
    report("opened, " + store.messages() + " messages", opened);
    report("first get", read);
    report("first publish, synced", published);
    store.close();
  }
}

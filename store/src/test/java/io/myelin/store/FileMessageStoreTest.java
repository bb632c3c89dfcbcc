package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myelin.store.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileMessageStoreTest {
  private static final Path DIRECTORY = Path.of("streams/s/msgs");
  private static final FileStoreOptions SMALL = new FileStoreOptions(8192, 99, 40);

  private SimulatedDisk disk = new SimulatedDisk(1);

  private FileMessageStore open() throws IOException {
    return FileMessageStore.open(disk, DIRECTORY, SMALL);
  }

  private static void append(MessageStore store, long sequence, String subject, String payload) {
    store.append(sequence, sequence, 0, ascii(subject), new byte[0], ascii(payload));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static void commit(MessageStore store) throws IOException {
    PendingWrite batch = store.seal();
    if (batch != null) {
      batch.write(true);
      store.committed(batch);
    }
    upkeep(store);
  }

  static void upkeep(MessageStore store) throws IOException {
    for (MessageStore.Upkeep work = store.upkeep(); work != null; work = store.upkeep()) {
      work.run();
      store.upkept(work);
    }
  }

  private static String payload(MessageStore store, long sequence) throws IOException {
    StoredMessage view = new StoredMessage();
    assertThat(store.read(sequence, view)).isTrue();
    return new String(view.payload(), StandardCharsets.ISO_8859_1);
  }

  private Path onlySegment() throws IOException {
    List<String> names =
        disk.list(DIRECTORY).stream().filter(n -> n.endsWith(SegmentFile.SUFFIX)).toList();
    assertThat(names).hasSize(1);
    return DIRECTORY.resolve(names.get(0));
  }

  private int find(Path file, String text) throws IOException {
    try (DiskFile open = disk.openForReading(file)) {
      byte[] bytes = new byte[(int) open.size()];
      open.read(ByteBuffer.wrap(bytes), 0);
      return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  @DisplayName("random changes, batches and openings answered like the model")
  void likeTheModel(long seed) throws IOException {
    StoreComparison comparison =
        new StoreComparison(seed, open(), true, seed % 2 == 0 ? 5 : 60, seed % 3 == 0 ? 3000 : 60);
    for (int i = 0; i < 1200; i++) {
      comparison.step();
      if (comparison.random.nextInt(4) == 0) {
        commit(comparison.store);
      }
      if (i % 3 == 0) {
        comparison.askSome();
      }
      if (i % 200 == 199) {
        comparison.askAll();
        commit(comparison.store);
        if (comparison.random.nextBoolean()) {
          comparison.store.close();
        }
        disk = disk.restart();
        comparison.store = open();
        comparison.askAll();
      }
    }
    assertThat(comparison.store.lostSequences()).isEmpty();
  }

  @Test
  @DisplayName("reads see what is not yet written, and what was written by another thread")
  void readsBeforeAndAfterWriting() throws IOException {
    FileMessageStore store = open();
    append(store, 1, "a", "one");
    assertThat(payload(store, 1)).isEqualTo("one");
    PendingWrite batch = store.seal();
    append(store, 2, "a", "two");
    assertThat(payload(store, 1)).isEqualTo("one");
    batch.write(true);
    store.committed(batch);
    assertThat(payload(store, 1)).isEqualTo("one");
    assertThat(payload(store, 2)).isEqualTo("two");
    assertThatThrownBy(() -> store.committed(batch)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("a failed batch is gone after recovery, what was committed stays, writing goes on")
  void failure() throws IOException {
    FileMessageStore store = open();
    append(store, 1, "a", "one");
    commit(store);
    append(store, 2, "a", "two");
    PendingWrite batch = store.seal();
    append(store, 3, "a", "three");
    disk.failNextSync();
    IOException cause =
        org.junit.jupiter.api.Assertions.assertThrows(IOException.class, () -> batch.write(true));
    store.failed(batch, cause);
    assertThatThrownBy(() -> append(store, 4, "a", ""))
        .isInstanceOf(StoreFailedException.class)
        .hasMessageContaining(DIRECTORY.toString());
    assertThat(store.seal()).isNull();
    store.recover();
    assertThat(store.lastSequence()).isEqualTo(1);
    append(store, 2, "b", "zwei");
    commit(store);
    disk = disk.crash();
    FileMessageStore again = open();
    assertThat(again.messages()).isEqualTo(2);
    assertThat(payload(again, 1)).isEqualTo("one");
    assertThat(payload(again, 2)).isEqualTo("zwei");
  }

  @Test
  @DisplayName("STR-455 an erased message is overwritten on disk and is no damage")
  void erase() throws IOException {
    FileMessageStore store = open();
    append(store, 1, "a", "one");
    append(store, 2, "a", "SECRET");
    append(store, 3, "a", "three");
    commit(store);
    assertThat(find(onlySegment(), "SECRET")).isPositive();
    assertThat(store.remove(2, true)).isTrue();
    commit(store);
    assertThat(find(onlySegment(), "SECRET")).isNegative();
    disk = disk.crash();
    FileMessageStore again = open();
    assertThat(again.contains(2)).isFalse();
    assertThat(again.lostSequences()).isEmpty();
    assertThat(payload(again, 3)).isEqualTo("three");
  }

  @Test
  @DisplayName("STR-B05 a damaged message is reported, its neighbours are served")
  void damage() throws IOException {
    FileMessageStore store = open();
    for (int i = 1; i <= 5; i++) {
      append(store, i, "a", "payload " + i);
      commit(store);
    }
    disk = disk.restart();
    Path file = onlySegment();
    disk.flipBit(file, find(file, "payload 2"), 3);
    disk.flipBit(file, find(file, "payload 4") - 40, 3);
    FileMessageStore again = open();
    assertThat(again.lostSequences()).containsExactly(2, 4);
    assertThat(payload(again, 1)).isEqualTo("payload 1");
    assertThatThrownBy(() -> payload(again, 2))
        .isInstanceOf(DamagedMessageException.class)
        .hasMessageContaining("sequence 2");
    assertThat(payload(again, 3)).isEqualTo("payload 3");
    assertThat(again.contains(4)).isFalse();
    assertThat(payload(again, 5)).isEqualTo("payload 5");
    append(again, 6, "a", "payload 6");
    commit(again);
    disk = disk.crash();
    FileMessageStore third = open();
    assertThat(third.lostSequences()).containsExactly(2, 4);
    assertThat(payload(third, 6)).isEqualTo("payload 6");
  }

  @Test
  @DisplayName("what one recovery ignored, no later one applies")
  void ignoredForGood() throws IOException {
    FileMessageStore store = open();
    append(store, 1, "a", "one");
    append(store, 2, "a", "two");
    append(store, 3, "a", "three");
    commit(store);
    append(store, 4, "a", "never committed");
    store.remove(2, false);
    store.seal().write(false);
    disk = disk.restart();
    disk.flipBit(onlySegment(), find(onlySegment(), "never committed"), 3);
    FileMessageStore again = open();
    assertThat(again.lostSequences()).containsExactly(4);
    assertThat(payload(again, 2)).as("its removal goes with a lost message").isEqualTo("two");
    again.remove(4, true);
    append(again, 5, "a", "five");
    commit(again);
    for (int life = 0; life < 3; life++) {
      disk = disk.crash();
      FileMessageStore later = open();
      assertThat(payload(later, 2)).isEqualTo("two");
      assertThat(payload(later, 5)).isEqualTo("five");
      append(later, 6 + life, "a", "more");
      commit(later);
    }
  }

  @Test
  @DisplayName("STR-026 a newer format is refused and left as it is")
  void newerFormat() throws IOException {
    FileMessageStore store = open();
    append(store, 1, "a", "one");
    commit(store);
    store.close();
    Path file = onlySegment();
    try (DiskFile open = disk.open(file)) {
      byte[] bytes = new byte[SegmentHeader.BYTES];
      open.read(ByteBuffer.wrap(bytes), 0);
      ByteBuffer newer = ByteBuffer.wrap(SegmentHeaderTestSupport.withFeatures(bytes, 0x40));
      open.write(newer, 0);
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(UnsupportedFormatException.class)
        .hasMessageContaining("0x40");
    assertThat(onlySegment()).isEqualTo(file);
  }

  @Test
  @DisplayName("batches may be written without a sync and synced later")
  void unsynced() throws IOException {
    FileMessageStore store = open();
    append(store, 1, "a", "one");
    PendingWrite first = store.seal();
    first.write(false);
    store.committed(first);
    assertThat(store.seal()).isNull();
    PendingWrite later = store.sealUnsynced();
    later.write(true);
    store.committed(later);
    assertThat(store.sealUnsynced()).isNull();
    disk = disk.crash();
    assertThat(payload(open(), 1)).isEqualTo("one");
  }

  private long segmentFiles() throws IOException {
    return disk.list(DIRECTORY).stream().filter(n -> n.endsWith(SegmentFile.SUFFIX)).count();
  }

  private long segmentBytes() throws IOException {
    long bytes = 0;
    for (String name : disk.list(DIRECTORY)) {
      if (name.endsWith(SegmentFile.SUFFIX)) {
        try (DiskFile file = disk.openForReading(DIRECTORY.resolve(name))) {
          bytes += file.size();
        }
      }
    }
    return bytes;
  }

  private FileMessageStore filled(int messages) throws IOException {
    FileMessageStore store = open();
    for (int i = 1; i <= messages; i++) {
      append(store, i, "s." + i % 10, "payload ".repeat(20) + i);
      if (i % 10 == 0) {
        commit(store);
      }
    }
    commit(store);
    return store;
  }

  @Test
  @DisplayName("files without messages are deleted once that is committed")
  void emptyFilesGo() throws IOException {
    FileMessageStore store = filled(400);
    long before = segmentFiles();
    assertThat(before).isGreaterThan(8);
    store.removeBelow(201);
    PendingWrite batch = store.seal();
    assertThat(store.upkeep()).isNull();
    batch.write(true);
    store.committed(batch);
    upkeep(store);
    assertThat(segmentFiles()).isLessThan(before / 2 + 2);
    disk = disk.crash();
    store = open();
    assertThat(store.firstSequence()).isEqualTo(201);
    assertThat(store.messages()).isEqualTo(200);
    store.purge(SubjectFilter.ALL, Long.MAX_VALUE, 0);
    commit(store);
    assertThat(segmentFiles()).isEqualTo(1);
    disk = disk.crash();
    store = open();
    assertThat(store.messages()).isZero();
    assertThat(store.lastSequence()).isEqualTo(400);
    assertThat(store.lastTimeNanos()).isEqualTo(400);
  }

  @Test
  @DisplayName("a file between others goes too, what it removes elsewhere stays removed")
  void emptyFilesBetweenGo() throws IOException {
    FileMessageStore store = filled(100);
    for (long s = 3; s <= 97; s++) {
      store.remove(s, false);
    }
    commit(store);
    store = filledFurther(store, 101, 300);
    for (long s = 101; s <= 290; s++) {
      store.remove(s, false);
    }
    commit(store);
    store = filledFurther(store, 301, 310);
    commit(store);
    assertThat(segmentFiles()).isLessThan(6);
    disk = disk.crash();
    store = open();
    assertThat(store.messages()).isEqualTo(2 + 3 + 10 + 10);
    assertThat(store.deleted(1000)).hasSize(95 + 190);
  }

  @Test
  @DisplayName("a file of which most is dead is written again without that")
  void mostlyDeadFilesShrink() throws IOException {
    FileMessageStore store = filled(400);
    long before = segmentBytes();
    for (long s = 1; s <= 400; s++) {
      if (s % 5 != 0) {
        store.remove(s, false);
      }
    }
    commit(store);
    assertThat(segmentBytes()).isLessThan(before / 2);
    StoredMessage view = new StoredMessage();
    for (int again = 0; again < 2; again++) {
      for (long s = 1; s <= 400; s++) {
        assertThat(store.read(s, view)).isEqualTo(s % 5 == 0);
        assertThat(s % 5 != 0 || payload(store, s).endsWith("payload " + s)).isTrue();
      }
      assertThat(store.lostSequences()).isEmpty();
      disk = disk.crash();
      store = open();
    }
  }

  private FileMessageStore filledFurther(FileMessageStore store, int from, int to)
      throws IOException {
    for (int i = from; i <= to; i++) {
      append(store, i, "s." + i % 10, "payload ".repeat(20) + i);
    }
    commit(store);
    return store;
  }

  @Test
  @DisplayName("STR-B04 with a full disk messages are read and removed; writing resumes with room")
  void fullDisk() throws IOException {
    FileMessageStore store = filled(2000);
    disk.capacity(disk.usedBytes() + 10_000);
    long last = 2000;
    PendingWrite batch = null;
    IOException full = null;
    while (full == null) {
      append(store, ++last, "s", "payload ".repeat(20) + last);
      batch = store.seal();
      try {
        batch.write(true);
        store.committed(batch);
      } catch (IOException expected) {
        full = expected;
      }
    }
    assertThat(full).isInstanceOf(DiskFullException.class);
    store.failed(batch, full);
    store.recover();
    assertThat(store.isFull()).isTrue();
    assertThat(store.lastSequence()).isEqualTo(last - 1);
    assertThat(payload(store, 7)).endsWith("payload 7");
    store.remove(100, false);
    commit(store);
    store.removeBelow(1500);
    commit(store);
    assertThat(store.isFull()).as("room came from what was removed").isFalse();
    append(store, 3000, "s", "again");
    commit(store);
    disk = disk.crash();
    store = open();
    assertThat(payload(store, 3000)).isEqualTo("again");
    assertThat(store.contains(100)).isFalse();
    assertThat(store.firstSequence()).isEqualTo(1500);
  }

  @Test
  @DisplayName("a deleted store leaves nothing behind")
  void delete() throws IOException {
    FileMessageStore store = open();
    append(store, 1, "a", "one");
    commit(store);
    store.delete();
    assertThat(disk.exists(DIRECTORY)).isFalse();
  }

  @Test
  @DisplayName("messages on the real disk")
  void realDisk(@TempDir Path directory) throws IOException {
    Disk real = new FileDisk();
    FileStoreOptions options = FileStoreOptions.forLimit(-1, 5);
    FileMessageStore store = FileMessageStore.open(real, directory.resolve("s"), options);
    for (int i = 1; i <= 10_000; i++) {
      append(store, i, "s." + i % 10, "payload " + i);
      if (i % 1000 == 0) {
        commit(store);
      }
    }
    store.close();
    store = FileMessageStore.open(real, directory.resolve("s"), options);
    for (int i = 1; i <= 10_000; i++) {
      assertThat(payload(store, i)).isEqualTo("payload " + i);
    }
    store.delete();
    assertThat(real.exists(directory.resolve("s"))).isFalse();
  }
}

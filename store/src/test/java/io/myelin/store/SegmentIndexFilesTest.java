package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.store.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store is opened from the index files of its segments, and never trusts them blindly. */
class SegmentIndexFilesTest {
  private static final Path DIRECTORY = Path.of("msgs");
  private static final FileStoreOptions SMALL = new FileStoreOptions(16 << 10, 7, 0);

  private SimulatedDisk disk = new SimulatedDisk(1);

  private FileMessageStore open() throws IOException {
    return FileMessageStore.open(disk, DIRECTORY, SMALL);
  }

  private StoreComparison filled(long seed, int steps) throws IOException {
    StoreComparison comparison = new StoreComparison(seed, open(), true, 40, 800);
    for (int i = 0; i < steps; i++) {
      comparison.step();
      if (i % 5 == 0) {
        FileMessageStoreTest.commit(comparison.store);
      }
    }
    for (int i = 0; i < 100; i++) {
      comparison.append();
      FileMessageStoreTest.commit(comparison.store);
    }
    return comparison;
  }

  private List<Path> indexFiles() throws IOException {
    return disk.list(DIRECTORY).stream()
        .filter(name -> name.endsWith(IndexFile.SUFFIX))
        .sorted()
        .map(DIRECTORY::resolve)
        .toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  @DisplayName("answers from index files are those of the model, before and after opening")
  void answers(long seed) throws IOException {
    StoreComparison comparison = filled(seed, 1500);
    assertThat(indexFiles()).hasSizeGreaterThan(3);
    comparison.askAll();
    for (int i = 0; i < 300; i++) {
      comparison.askSome();
    }
    disk = disk.crash();
    comparison.store = open();
    comparison.askAll();
    for (int i = 0; i < 300; i++) {
      comparison.step();
      comparison.askSome();
    }
    FileMessageStoreTest.commit(comparison.store);
    disk = disk.crash();
    comparison.store = open();
    comparison.askAll();
  }

  @Test
  @DisplayName("opening reads the records of the last segment only")
  void opensWithoutReadingRecords() throws IOException {
    filled(5, 1500);
    disk = disk.restart();
    ReadCounts counts = new ReadCounts(disk);
    FileMessageStore store = FileMessageStore.open(counts, DIRECTORY, SMALL);
    assertThat(store.messages()).isPositive();
    List<Path> indexes = indexFiles();
    assertThat(indexes).hasSizeGreaterThan(3);
    for (Path index : indexes) {
      String name = index.getFileName().toString();
      Path segment =
          DIRECTORY.resolve(
              name.substring(0, name.length() - IndexFile.SUFFIX.length()) + SegmentFile.SUFFIX);
      assertThat(counts.bytes.getOrDefault(segment, 0L))
          .as("bytes read of %s", segment)
          .isLessThanOrEqualTo(3L * SegmentHeader.BYTES);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  @DisplayName("damaged, missing and exchanged index files are made again from the records")
  void damaged(long seed) throws IOException {
    StoreComparison comparison = filled(seed, 1000);
    comparison.store.close();
    disk = disk.restart();
    List<Path> indexes = indexFiles();
    for (int i = 0; i < indexes.size(); i++) {
      Path path = indexes.get(i);
      if (i % 4 == 0) {
        disk.delete(path);
      } else if (i % 4 == 1 && i + 1 < indexes.size()) {
        Path other = DIRECTORY.resolve("exchanged");
        disk.rename(path, other);
        disk.rename(indexes.get(i + 1), path);
        disk.rename(other, indexes.get(i + 1));
      } else if (i % 4 == 3) {
        disk.flipBits(path, 6);
      }
    }
    comparison.store = open();
    comparison.askAll();
    assertThat(comparison.store.lostSequences()).isEmpty();
    FileMessageStoreTest.commit(comparison.store);
    disk = disk.crash();
    comparison.store = open();
    comparison.askAll();
  }

  private void fillTwoSubjects(char odd, char even) throws IOException {
    FileMessageStore store = open();
    for (int i = 1; i <= 400; i++) {
      byte[] subject = {(byte) (i % 2 == 0 ? even : odd)};
      store.append(i, i, 0, subject, new byte[0], new byte[200]);
      FileMessageStoreTest.commit(store);
    }
    store.close();
  }

  @Test
  @DisplayName("pages that a power failure left of an older index of the segment are not believed")
  void pagesOfAnotherTime() throws IOException {
    SimulatedDisk other = disk;
    fillTwoSubjects('b', 'a');
    disk = new SimulatedDisk(2);
    fillTwoSubjects('a', 'b');
    List<Path> indexes = indexFiles();
    assertThat(indexes).hasSizeGreaterThan(3);
    for (Path path : indexes) {
      try (DiskFile from = other.open(path);
          DiskFile to = disk.open(path)) {
        ByteBuffer pages = ByteBuffer.allocate((int) from.size() - IndexLayout.PAGE);
        from.read(pages, IndexLayout.PAGE);
        to.write(pages.flip(), IndexLayout.PAGE);
      }
    }
    FileMessageStore store = open();
    SubjectFilter onlyA = SubjectFilter.of("a");
    for (int i = 1; i < 400; i += 2) {
      assertThat(store.next(onlyA, i)).isEqualTo(i);
      assertThat(store.next(onlyA, i + 1)).isEqualTo(i + 2 < 400 ? i + 2 : 0);
    }
    assertThat(store.lostSequences()).isEmpty();
  }

  @Test
  @DisplayName("an index file that is damaged while it is in use is made again")
  void damagedInUse() throws IOException {
    StoreComparison comparison = filled(9, 1000);
    comparison.askAll();
    disk = disk.crash();
    comparison.store = open();
    for (Path path : indexFiles()) {
      try (DiskFile file = disk.open(path)) {
        file.write(ByteBuffer.allocate((int) file.size()), 0);
      }
    }
    comparison.askAll();
    disk = disk.crash();
    comparison.store = open();
    comparison.askAll();
  }

  @Test
  @DisplayName("where index and records do not agree the records count")
  void disagreeing() throws IOException {
    FileMessageStore before = open();
    for (int i = 1; i <= 400; i++) {
      before.append(i, i, 0, new byte[] {'a'}, new byte[0], new byte[200]);
      FileMessageStoreTest.commit(before);
    }
    before.close();
    disk = disk.restart();
    Path index = indexFiles().get(0);
    String name = index.getFileName().toString();
    Path segment =
        DIRECTORY.resolve(
            name.substring(0, name.length() - IndexFile.SUFFIX.length()) + SegmentFile.SUFFIX);
    try (DiskFile file = disk.open(index)) {
      int rest = (int) file.size() - IndexLayout.PAGE;
      file.write(ByteBuffer.allocate(rest), IndexLayout.PAGE);
    }
    try (DiskFile file = disk.open(segment)) {
      file.write(ByteBuffer.allocate(1000), 4000);
    }
    FileMessageStore store = open();
    assertThat(store.lostSequences()).isNotEmpty().hasSizeLessThan(30);
    assertThat(store.lastSequence()).isEqualTo(400);
    assertThat(store.messages()).isGreaterThan(370);
  }
}

package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myelin.store.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
  private static final Path DIRECTORY = Path.of("/js");
  private static final Path PATH = DIRECTORY.resolve("journal");
  private static final byte[] STORE_SALT = new byte[16];

  private final SimulatedDisk disk = new SimulatedDisk(1);

  @BeforeEach
  void makeDirectory() throws IOException {
    disk.createDirectories(DIRECTORY);
  }

  @Test
  void keepsRecordsOnTheRealDisk(@TempDir Path temp) throws IOException {
    FileDisk real = new FileDisk();
    Path path = temp.resolve("journal");
    FileJournal journal = FileJournal.open(real, path, RecordCipher.NONE);
    append(journal, "a", "", "b");
    commit(journal);
    append(journal, "c");
    commit(journal);
    assertThat(journal.appendedBytes()).isEqualTo(4 * 4 + 3);
    journal.close();
    FileJournal again = FileJournal.open(real, path, RecordCipher.NONE);
    assertThat(records(again)).containsExactly("a", "", "b", "c");
    again.delete();
    assertThat(real.list(temp)).isEmpty();
  }

  @Test
  void replacingForgetsWhatWasBefore() throws IOException {
    FileJournal journal = open(RecordCipher.NONE);
    append(journal, "a", "b");
    commit(journal);
    append(journal, "lost with the replacement");
    journal.replace(List.of(bytes("sum")));
    append(journal, "c");
    commit(journal);
    append(journal, "d");
    commit(journal);
    assertThat(journal.appendedBytes()).isEqualTo(2 * 5);
    journal.close();
    assertThat(records(open(RecordCipher.NONE))).containsExactly("sum", "c", "d");
    assertThat(disk.list(DIRECTORY)).containsExactly("journal");
  }

  @Test
  void aBatchOfManyFramesIsOneBatch() throws IOException {
    FileJournal journal = open(RecordCipher.NONE);
    byte[] large = new byte[3 << 20];
    large[7] = 1;
    journal.append(large);
    for (int i = 0; i < 20_000; i++) {
      journal.append(bytes("record " + i));
    }
    journal.append(large);
    commit(journal);
    journal.close();
    List<Integer> lengths = new ArrayList<>();
    open(RecordCipher.NONE).replay(record -> lengths.add(record.length));
    assertThat(lengths).hasSize(20_002).startsWith(large.length).endsWith(large.length);
    assertThatThrownBy(
            () -> open(RecordCipher.NONE).append(new byte[FileJournal.MAX_RECORD_BYTES + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 MiB");
  }

  @Test
  void oneBatchAtATimeAndRefusedAfterAFailure() throws IOException {
    FileJournal journal = open(RecordCipher.NONE);
    assertThat(journal.seal()).isNull();
    append(journal, "a");
    commit(journal);
    append(journal, "b");
    PendingWrite write = journal.seal();
    assertThat(write.bytes()).isEqualTo(32 + 5);
    assertThatThrownBy(journal::seal).isInstanceOf(IllegalStateException.class);
    append(journal, "c");
    disk.failNextSync();
    assertThatThrownBy(() -> write.write(true)).isInstanceOf(IOException.class);
    journal.failed(write, new IOException("simulated"));
    assertThatThrownBy(() -> append(journal, "d"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("/js/journal");
    assertThat(journal.seal()).isNull();
    journal.recover();
    append(journal, "e");
    commit(journal);
    assertThat(records(open(RecordCipher.NONE))).containsExactly("a", "e");
  }

  @Test
  void aFullDiskIsToldAndAllIsWellWhenThereIsRoom() throws IOException {
    FileJournal journal = open(RecordCipher.NONE);
    append(journal, "a");
    commit(journal);
    disk.capacity(200);
    journal.append(new byte[500]);
    PendingWrite write = journal.seal();
    assertThatThrownBy(() -> write.write(true)).isInstanceOf(DiskFullException.class);
    journal.failed(write, new DiskFullException("full"));
    assertThatThrownBy(journal::recover).isInstanceOf(DiskFullException.class);
    disk.capacity(2000);
    journal.recover();
    append(journal, "b");
    commit(journal);
    assertThat(records(open(RecordCipher.NONE))).containsExactly("a", "b");
  }

  @Test
  void aTornEndOnAFullDiskIsReadableAndRefusesChanges() throws IOException {
    FileJournal journal = open(RecordCipher.NONE);
    append(journal, "a");
    commit(journal);
    try (DiskFile file = disk.open(PATH)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), file.size());
      disk.capacity(file.size() + 10);
    }
    FileJournal opened = open(RecordCipher.NONE);
    assertThat(records(opened)).containsExactly("a");
    assertThatThrownBy(() -> append(opened, "b")).isInstanceOf(IllegalStateException.class);
    disk.capacity(Long.MAX_VALUE);
    opened.recover();
    append(opened, "b");
    commit(opened);
    assertThat(records(open(RecordCipher.NONE))).containsExactly("a", "b");
  }

  @Test
  @DisplayName("STR-026 a file of a newer version or with unknown features is refused, not changed")
  void unknownFormats() throws IOException {
    long magic = FileHeader.magic("MYELJRNL");
    assertRefused(new FileHeader(magic, 2, 0, 1, 0, new byte[16]), "written by a newer Myelin");
    assertRefused(new FileHeader(magic, 1, 8, 1, 0, new byte[16]), "features 0x8");
    assertRefused(new FileHeader(magic + 1, 1, 0, 1, 0, new byte[16]), "is not a journal");
    assertRefused(new FileHeader(magic, 1, 1, 1, 77, new byte[16]), "no main key");
  }

  private void assertRefused(FileHeader header, String text) throws IOException {
    try (DiskFile file = disk.open(PATH)) {
      file.write(header.encode(), 0);
    }
    assertThatThrownBy(() -> open(RecordCipher.NONE))
        .isInstanceOf(UnsupportedFormatException.class)
        .hasMessageContaining("/js/journal")
        .hasMessageContaining(text);
  }

  @Test
  @DisplayName("STR-B05 damage to what was synced is reported and the file left as it is")
  void damage() throws IOException {
    FileJournal journal = open(RecordCipher.NONE);
    for (String record : List.of("one", "two", "three")) {
      append(journal, record);
      commit(journal);
    }
    disk.flipBit(PATH, FileHeader.BYTES + 34, 1);
    assertThatThrownBy(() -> open(RecordCipher.NONE))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("/js/journal: damaged at byte 64");
    disk.flipBit(PATH, FileHeader.BYTES + 34, 1);
    assertThat(records(open(RecordCipher.NONE))).containsExactly("one", "two", "three");
    disk.flipBit(PATH, 3, 1);
    assertThatThrownBy(() -> open(RecordCipher.NONE))
        .hasMessageContaining("file header is damaged");
  }

  @Test
  @DisplayName("STR-009 a journal is encrypted, and rewritten when key or cipher change")
  void encryption() throws IOException {
    RecordCipher chacha = cipher(PassphraseCipher.Algorithm.CHACHA, "first", null);
    FileJournal journal = open(RecordCipher.NONE);
    append(journal, "a secret subject");
    commit(journal);
    assertThat(raw()).contains("a secret subject");
    FileJournal encrypted = open(chacha);
    assertThat(raw()).doesNotContain("secret");
    append(encrypted, "another secret");
    commit(encrypted);
    encrypted.close();
    assertThat(raw()).doesNotContain("secret");
    assertThat(records(open(chacha))).containsExactly("a secret subject", "another secret");
    assertThatThrownBy(() -> open(cipher(PassphraseCipher.Algorithm.CHACHA, "wrong", null)))
        .isInstanceOf(UnsupportedFormatException.class)
        .hasMessageContaining("/js/journal");
    RecordCipher aes = cipher(PassphraseCipher.Algorithm.AES, "second", "first");
    assertThat(records(open(aes))).containsExactly("a secret subject", "another secret");
    assertThat(records(open(cipher(PassphraseCipher.Algorithm.AES, "second", null)))).hasSize(2);
    assertThatThrownBy(() -> open(RecordCipher.NONE)).hasMessageContaining("no main key");
  }

  private static RecordCipher cipher(
      PassphraseCipher.Algorithm algorithm, String key, String previous) {
    return PassphraseCipher.quick(algorithm, key, previous, STORE_SALT);
  }

  private String raw() throws IOException {
    try (DiskFile file = disk.openForReading(PATH)) {
      byte[] bytes = new byte[(int) file.size()];
      file.read(ByteBuffer.wrap(bytes), 0);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private FileJournal open(RecordCipher cipher) throws IOException {
    return FileJournal.open(disk, PATH, cipher);
  }

  private static void append(FileJournal journal, String... records) {
    for (String record : records) {
      journal.append(bytes(record));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void commit(FileJournal journal) throws IOException {
    PendingWrite write = journal.seal();
    write.write(true);
    journal.committed(write);
  }

  private static List<String> records(FileJournal journal) throws IOException {
    List<String> records = new ArrayList<>();
    journal.replay(record -> records.add(new String(record, StandardCharsets.UTF_8)));
    return records;
  }
}

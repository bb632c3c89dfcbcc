package io.myelin.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.store.simulation.SimulatedDisk;
import io.myelin.store.simulation.SimulatedPowerFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeferredDirectoriesTest {
  private static final Path BASE = Path.of("/store");
  private static final Path STREAM = BASE.resolve("accounts/A/S");
  private static final Path MESSAGES = STREAM.resolve("messages");
  private static final Path CONSUMERS = STREAM.resolve("consumers.log");
  private static final FileStoreOptions OPTIONS = new FileStoreOptions(1 << 20, 7);

  private static SimulatedDisk machine(long seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(seed);
    disk.createDirectories(BASE);
    return disk;
  }

  @Test
  void aDirectoryCostsNoSyncBeforeSomethingIsKeptInIt() throws IOException {
    SimulatedDisk machine = machine(1);
    DeferredDirectories disk = new DeferredDirectories(machine, BASE);
    FileMessageStore store = FileMessageStore.open(disk, MESSAGES, OPTIONS);
    FileJournal journal = FileJournal.open(disk, CONSUMERS, RecordCipher.NONE);
    assertThat(machine.syncs()).isZero();
    store.close();
    journal.close();
    assertThat(machine.syncs()).isZero();
  }

  @Test
  void namesAreSyncedOnce() throws IOException {
    SimulatedDisk machine = machine(1);
    DeferredDirectories disk = new DeferredDirectories(machine, BASE);
    disk.createDirectories(MESSAGES);
    disk.syncDirectory(MESSAGES);
    assertThat(machine.syncs()).isEqualTo(5);
    disk.syncDirectory(MESSAGES);
    disk.syncDirectory(STREAM);
    assertThat(machine.syncs()).isEqualTo(7);
    Path sibling = STREAM.resolveSibling("T");
    disk.createDirectories(sibling);
    disk.syncDirectory(sibling);
    assertThat(machine.syncs()).isEqualTo(9);
  }

  @Test
  void whatWasThereIsSyncedAsIfItWereNew() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      SimulatedDisk before = machine(seed);
      new DeferredDirectories(before, BASE).createDirectories(MESSAGES);
      SimulatedDisk machine = before.restart();
      append(new DeferredDirectories(machine, BASE), "a");
      assertThat(read(machine.crash())).isEqualTo("messages a, journal a");
    }
  }

  @Test
  void aDirectoryThatIsMadeAgainIsSyncedAgain() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      SimulatedDisk machine = machine(seed);
      DeferredDirectories disk = new DeferredDirectories(machine, BASE);
      append(disk, "a");
      remove(disk);
      append(disk, "b");
      assertThat(read(machine.crash())).isEqualTo("messages b, journal b");
    }
  }

  @Test
  void namesThatWereRenamedAreSyncedAgain() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      SimulatedDisk machine = machine(seed);
      DeferredDirectories disk = new DeferredDirectories(machine, BASE);
      append(disk, "a");
      disk.rename(STREAM, STREAM.resolveSibling(".aside"));
      append(disk, "b");
      assertThat(read(machine.crash())).isEqualTo("messages b, journal b");
    }
  }

  @Test
  void keptNamesNeedNoSyncOfTheirOwn() throws IOException {
    SimulatedDisk machine = machine(1).restart();
    machine.createDirectories(MESSAGES);
    DeferredDirectories disk = new DeferredDirectories(machine, BASE);
    assertThat(disk.keepNamesIn(MESSAGES.getParent().getParent())).containsExactly("S");
    long syncs = machine.syncs();
    disk.syncDirectory(MESSAGES);
    assertThat(machine.syncs() - syncs).isEqualTo(2);
  }

  @Test
  @DisplayName("STR-B01 whenever the power fails, what was committed in new directories is there")
  void powerFails() throws IOException {
    for (int seed = 0; seed < 600; seed++) {
      SimulatedDisk machine = machine(seed);
      DeferredDirectories disk = new DeferredDirectories(machine, BASE);
      machine.powerFailsAfter(seed % 60);
      Expectation expected = new Expectation();
      try {
        expected.append(disk, "a");
        expected.remove(disk);
        expected.append(disk, "b");
        expected.append(disk, "c");
      } catch (SimulatedPowerFailure asPlanned) {
        assertThat(asPlanned).isNotNull();
      }
      expected.check(read(machine.crash()), seed);
    }
  }

  /** What may be found when the power fails, at every moment. */
  private static final class Expectation {
    private String messages = "";
    private String journal = "";
    private final List<String> allowed = new ArrayList<>(List.of(text()));
    private boolean isBeingRemoved;

    private String text() {
      return "messages " + messages + ", journal " + journal;
    }

    void append(Disk disk, String text) throws IOException {
      messages += text;
      allowed.add(text());
      appendMessage(disk, text);
      allowed.remove(0);
      journal += text;
      allowed.add(text());
      appendRecord(disk, text);
      allowed.remove(0);
    }

    void remove(Disk disk) throws IOException {
      isBeingRemoved = true;
      DeferredDirectoriesTest.remove(disk);
      isBeingRemoved = false;
      messages = "";
      journal = "";
      allowed.set(0, text());
    }

    void check(String found, int seed) {
      if (!isBeingRemoved) {
        assertThat(found).as("seed " + seed).isIn(allowed);
      }
    }
  }

  private static void append(Disk disk, String text) throws IOException {
    appendMessage(disk, text);
    appendRecord(disk, text);
  }

  private static void appendMessage(Disk disk, String text) throws IOException {
    FileMessageStore store = FileMessageStore.open(disk, MESSAGES, OPTIONS);
    byte[] nothing = {};
    store.append(store.lastSequence() + 1, 1, 0, text.getBytes(UTF_8), nothing, nothing);
    commit(store);
    store.close();
  }

  private static void appendRecord(Disk disk, String text) throws IOException {
    FileJournal journal = FileJournal.open(disk, CONSUMERS, RecordCipher.NONE);
    journal.append(text.getBytes(UTF_8));
    commit(journal);
    journal.close();
  }

  private static void commit(Committable part) throws IOException {
    PendingWrite write = part.seal();
    if (write != null) {
      write.write(true);
      part.committed(write);
    }
  }

  /** As a stream is removed. */
  private static void remove(Disk disk) throws IOException {
    FileMessageStore.open(disk, MESSAGES, OPTIONS).delete();
    FileJournal.open(disk, CONSUMERS, RecordCipher.NONE).delete();
    disk.delete(STREAM);
    disk.syncDirectory(STREAM.getParent());
  }

  private static String read(SimulatedDisk machine) throws IOException {
    DeferredDirectories disk = new DeferredDirectories(machine, BASE);
    StringBuilder text = new StringBuilder("messages ");
    try (FileMessageStore store = FileMessageStore.open(disk, MESSAGES, OPTIONS)) {
      StoredMessage message = new StoredMessage();
      for (long sequence = 1; sequence <= store.lastSequence(); sequence++) {
        text.append(store.read(sequence, message) ? message.subject() : "-");
      }
    }
    text.append(", journal ");
    FileJournal journal = FileJournal.open(disk, CONSUMERS, RecordCipher.NONE);
    journal.replay(record -> text.append(new String(record, UTF_8)));
    journal.close();
    return text.toString();
  }
}

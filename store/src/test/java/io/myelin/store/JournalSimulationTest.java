package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.myelin.store.simulation.SimulatedDisk;
import io.myelin.store.simulation.SimulatedPowerFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Runs a journal by seed on a disk that fails, and holds it against lists in memory. The system
 * property {@code myelin.simulation.seeds} has more seeds tried.
 */
class JournalSimulationTest {
  private static final Path DIRECTORY = Path.of("/js");
  private static final Path PATH = DIRECTORY.resolve("journal");
  private static final int SEEDS = Integer.getInteger("myelin.simulation.seeds", 1000);
  private static final byte[] STORE_SALT = new byte[16];

  /** Torn ends are reported; here there are thousands. */
  private static final Logger LOG = Logger.getLogger(FileJournal.class.getName());

  @BeforeAll
  static void quiet() {
    LOG.setLevel(Level.SEVERE);
  }

  @AfterAll
  static void loud() {
    LOG.setLevel(null);
  }

  @Test
  @DisplayName("STR-B01 what was synced survives every power failure, whole batches only")
  void survivesPowerFailures() {
    for (int seed = 0; seed < SEEDS; seed++) {
      new Run(seed, seed % 16 == 0, true, false).go();
    }
  }

  @Test
  void withoutSyncsAPowerFailureLeavesABatchThatWasThere() {
    for (int seed = 0; seed < SEEDS; seed++) {
      new Run(seed, false, false, false).go();
    }
  }

  @Test
  @DisplayName("STR-B04 a failed write or sync acknowledges nothing, and what was there stays")
  void survivesFaults() {
    for (int seed = 0; seed < SEEDS; seed++) {
      new Run(seed, seed % 16 == 0, true, true).go();
    }
  }

  @Test
  void survivesFaultsWithoutSyncs() {
    for (int seed = 0; seed < SEEDS; seed++) {
      new Run(seed, false, false, true).go();
    }
  }

  @Test
  @DisplayName("STR-B05 a flipped bit is reported or costs at most the last batch")
  void flippedBits() throws IOException {
    int reported = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      RecordCipher cipher = seed % 8 == 0 ? cipher() : RecordCipher.NONE;
      SimulatedDisk disk = new SimulatedDisk(seed);
      disk.createDirectories(DIRECTORY);
      FileJournal journal = FileJournal.open(disk, PATH, cipher);
      List<List<String>> states = new ArrayList<>();
      List<String> records = new ArrayList<>();
      int batches = 2 + random.nextInt(5);
      for (int i = 0; i < batches; i++) {
        byte[] record = record(random, i);
        journal.append(record);
        records.add(text(record));
        commit(journal, true);
        states.add(List.copyOf(records));
      }
      disk.flipBits(PATH, 1);
      try {
        assertThat(replayed(FileJournal.open(disk, PATH, cipher)))
            .as("seed %s", seed)
            .isIn(states.get(batches - 1), states.get(batches - 2));
      } catch (DamagedFileException expected) {
        reported++;
      }
    }
    assertThat(reported)
        .as("the others fell into the room behind the end")
        .isGreaterThan(SEEDS / 8);
  }

  private static RecordCipher cipher() {
    return PassphraseCipher.quick(PassphraseCipher.Algorithm.CHACHA, "secret", null, STORE_SALT);
  }

  private static byte[] record(Random random, int number) {
    int length =
        switch (random.nextInt(10)) {
          case 0 -> 0;
          case 1 -> random.nextInt(20_000);
          default -> random.nextInt(200);
        };
    byte[] record = new byte[length];
    random.nextBytes(record);
    if (length > 0) {
      record[0] = (byte) number;
    }
    return record;
  }

  private static String text(byte[] record) {
    return record.length + ":" + Arrays.hashCode(record);
  }

  private static List<String> replayed(FileJournal journal) throws IOException {
    List<String> records = new ArrayList<>();
    journal.replay(record -> records.add(text(record)));
    return records;
  }

  private static void commit(FileJournal journal, boolean sync) throws IOException {
    PendingWrite write = journal.seal();
    if (write != null) {
      write.write(sync);
      journal.committed(write);
    }
  }

  /** One life of a journal, with several deaths. */
  private static final class Run {
    private final long seed;
    private final Random random;
    private final RecordCipher cipher;
    private final boolean sync;
    private final boolean faults;
    private SimulatedDisk disk;

    /** Every state that a crash now may leave; the last is what the lane sees as committed. */
    private List<List<String>> possible = new ArrayList<>(List.of(List.of()));

    private List<String> changed = new ArrayList<>();
    private FileJournal journal;

    Run(long seed, boolean encrypted, boolean sync, boolean faults) {
      this.seed = seed;
      this.random = new Random(seed);
      this.cipher = encrypted ? cipher() : RecordCipher.NONE;
      this.sync = sync;
      this.faults = faults;
      this.disk = new SimulatedDisk(seed);
    }

    void go() {
      try {
        disk.createDirectories(DIRECTORY);
        for (int life = 0; life < 3; life++) {
          live();
        }
      } catch (IOException | RuntimeException | AssertionError cause) {
        fail("seed " + seed + ", sync " + sync + ", faults " + faults, cause);
      }
    }

    private void live() throws IOException {
      try {
        open();
        if (random.nextInt(3) > 0) {
          disk.powerFailsAfter(random.nextInt(40));
        }
        int steps = random.nextInt(25);
        for (int step = 0; step < steps; step++) {
          step(step);
        }
        disk.failNothingNext();
        if (random.nextBoolean()) {
          journal.close();
          possible = new ArrayList<>(List.of(possible.getLast()));
        }
      } catch (SimulatedPowerFailure expected) {
        // The next life sees what is left.
      }
      disk = disk.crash();
    }

    private void open() throws IOException {
      journal = FileJournal.open(disk, PATH, cipher);
      List<String> found = replayed(journal);
      assertThat(possible).contains(found);
      possible = new ArrayList<>(List.of(found));
      changed = new ArrayList<>(found);
    }

    private void step(int step) throws IOException {
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> {
          byte[] record = record(random, step);
          journal.append(record);
          changed.add(text(record));
        }
        case 4 -> {
          List<byte[]> records = new ArrayList<>();
          changed.clear();
          for (int i = random.nextInt(4); i > 0; i--) {
            records.add(record(random, i));
            changed.add(text(records.getLast()));
          }
          journal.replace(records);
        }
        default -> commitBatch();
      }
    }

    private void commitBatch() throws IOException {
      if (faults && random.nextInt(3) == 0) {
        switch (random.nextInt(4)) {
          case 0 -> disk.failNextWrite();
          case 1 -> disk.failNextRename();
          default -> disk.failNextSync();
        }
      }
      PendingWrite write = journal.seal();
      if (write == null) {
        return;
      }
      List<String> sealed = List.copyOf(changed);
      possible.addFirst(sealed);
      boolean syncThis = sync || random.nextInt(4) == 0;
      try {
        write.write(syncThis);
      } catch (SimulatedPowerFailure gone) {
        throw gone;
      } catch (IOException cause) {
        journal.failed(write, cause);
        recover();
        return;
      }
      journal.committed(write);
      possible.removeFirst();
      possible = syncThis ? new ArrayList<>() : possible;
      possible.add(sealed);
    }

    private void recover() throws IOException {
      for (int attempt = 0; ; attempt++) {
        try {
          journal.recover();
          break;
        } catch (SimulatedPowerFailure gone) {
          throw gone;
        } catch (DamagedFileException damaged) {
          throw damaged;
        } catch (IOException again) {
          assertThat(attempt).isLessThan(4);
        }
      }
      List<String> found = replayed(journal);
      possible.removeFirst();
      if (sync) {
        assertThat(found).isEqualTo(possible.getLast());
      } else {
        assertThat(possible).contains(found);
      }
      possible = new ArrayList<>(List.of(found));
      changed = new ArrayList<>(found);
    }
  }
}

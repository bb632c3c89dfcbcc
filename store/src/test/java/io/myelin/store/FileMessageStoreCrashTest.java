package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.store.ModelStore.Entry;
import io.myelin.store.simulation.SimulatedDisk;
import io.myelin.store.simulation.SimulatedPowerFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The power fails at any operation on the disk: nothing that was committed is lost, nothing is
 * invented, atomic groups are whole.
 */
class FileMessageStoreCrashTest {
  private static final Path DIRECTORY = Path.of("msgs");
  private static final int SEEDS = Integer.getInteger("myelin.store.seeds", 500);

  /** One life of the store, from opening to the power failure, and what is known of it. */
  private static final class Life {
    final Random random;
    final FileStoreOptions options;
    SimulatedDisk disk;
    ModelStore model = new ModelStore(true);
    ModelStore committed = new ModelStore(true);
    final Map<Long, Entry> appended = new HashMap<>();
    List<List<Long>> groups = new ArrayList<>();

    Life(long seed) {
      random = new Random(seed);
      disk = new SimulatedDisk(seed);
      options = new FileStoreOptions(4096L << random.nextInt(3), seed, (int) (seed % 4) * 20);
    }

    void run(int steps) throws IOException {
      FileMessageStore store = FileMessageStore.open(disk, DIRECTORY, options);
      verify(store);
      disk.powerFailsAfter(random.nextInt(60));
      StoreComparison comparison =
          new StoreComparison(
              random.nextLong(), store, model, 6, random.nextInt(5) == 0 ? 3000 : 80);
      PendingWrite pending = null;
      ModelStore sealed = null;
      for (int i = 0; i < steps; i++) {
        if (random.nextInt(6) == 0) {
          group(comparison);
        } else {
          long before = model.last;
          comparison.step();
          note(before);
        }
        if (pending == null && random.nextInt(3) == 0) {
          pending = store.seal();
          sealed = new ModelStore(model);
        }
        if (pending != null && random.nextBoolean()) {
          pending.write(true);
          store.committed(pending);
          committed = sealed;
          pending = null;
          if (random.nextInt(3) == 0) {
            FileMessageStoreTest.upkeep(store);
          }
        }
      }
    }

    private void group(StoreComparison comparison) {
      long before = model.last;
      comparison.store.beginAtomic();
      for (int i = random.nextInt(4); i >= 0; i--) {
        comparison.append();
      }
      comparison.store.endAtomic();
      groups.add(note(before));
    }

    private List<Long> note(long before) {
      model.entries.tailMap(before, false).forEach(appended::put);
      return new ArrayList<>(model.entries.tailMap(before, false).keySet());
    }

    /** Compares what is there with what may be there, and takes it for the truth. */
    void verify(FileMessageStore store) throws IOException {
      assertThat(store.lastSequence()).isBetween(committed.last, model.last);
      StoredMessage view = new StoredMessage();
      ModelStore found = new ModelStore(true);
      Set<Long> lost = new HashSet<>();
      for (long s : store.lostSequences()) {
        lost.add(s);
      }
      for (long s = store.next(SubjectFilter.ALL, 1);
          s != 0;
          s = store.next(SubjectFilter.ALL, s + 1)) {
        if (lost.contains(s)) {
          assertThat(committed.entries).as("damaged by a crash").doesNotContainKey(s);
          store.remove(s, false);
          continue;
        }
        assertThat(store.read(s, view)).isTrue();
        Entry entry = appended.get(s);
        assertThat(entry).as("invented %s", s).isNotNull();
        StoreComparison.assertSame(entry, view);
        if (s <= committed.last) {
          assertThat(committed.entries).as("came back").containsKey(s);
        }
        found.entries.put(s, entry);
      }
      for (long s : committed.entries.keySet()) {
        if (!found.entries.containsKey(s)) {
          assertThat(model.entries)
              .as("lost %s of %s", s, committed.entries.keySet())
              .doesNotContainKey(s);
        }
      }
      for (List<Long> group : groups) {
        if (!group.isEmpty() && group.get(0) > committed.last) {
          boolean there = group.stream().anyMatch(found.entries::containsKey);
          for (long s : group) {
            boolean removed = !model.entries.containsKey(s);
            assertThat(!there || removed || found.entries.containsKey(s))
                .as("%s of group %s", s, group)
                .isTrue();
          }
        }
      }
      groups = new ArrayList<>();
      found.last = store.lastSequence();
      found.lastTime = store.lastTimeNanos();
      appended.keySet().removeIf(s -> s > found.last);
      new StoreComparison(random.nextLong(), store, found, 6, 80).askAll();
      FileMessageStoreTest.commit(store);
      model = found;
      committed = new ModelStore(found);
    }
  }

  @Test
  @DisplayName("any crash at any operation, by seed")
  void crashes() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Life life = new Life(seed);
      for (int round = 0; round < 4; round++) {
        try {
          life.run(5 + life.random.nextInt(60));
        } catch (IOException powerFailed) {
          assertThat(powerFailed)
              .as("seed %s round %s", seed, round)
              .isInstanceOf(SimulatedPowerFailure.class);
        } catch (UncheckedIOException powerFailed) {
          assertThat(powerFailed.getCause())
              .as("seed %s round %s", seed, round)
              .isInstanceOf(SimulatedPowerFailure.class);
        } catch (AssertionError | RuntimeException wrong) {
          throw new AssertionError("seed " + seed + " round " + round, wrong);
        }
        life.disk = life.random.nextInt(5) == 0 ? life.disk.restart() : life.disk.crash();
      }
    }
  }
}

package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.store.simulation.UnsyncedLoss;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes a journal is killed, and its disk loses what was not synced. The system
 * property {@code myelin.powerFailure.rounds} has more rounds played.
 */
class RealPowerFailureTest {
  private static final int ROUNDS = Integer.getInteger("myelin.powerFailure.rounds", 4);
  private static final RecordCipher CIPHER = RecordCipher.NONE;
  @TempDir Path temp;

  @Test
  @DisplayName("STR-B01 what a real process synced survives kill -9 with everything else lost")
  void syncedSurvives() throws Exception {
    Path disk = Files.createDirectory(temp.toRealPath().resolve("disk-0"));
    for (int round = 1; round <= ROUNDS; round++) {
      Path left = temp.toRealPath().resolve("disk-" + round);
      int acknowledged = writeAndDie(disk, left, round, true);
      int found = found(left);
      assertThat(found).as("round %s", round).isBetween(acknowledged, acknowledged + 1);
      disk = left;
    }
  }

  @Test
  void withoutSyncsSomethingIsLost() throws Exception {
    boolean lost = false;
    for (int round = 1; round <= 10 && !lost; round++) {
      Path disk = Files.createDirectory(temp.toRealPath().resolve("from-" + round));
      Path left = temp.toRealPath().resolve("left-" + round);
      int acknowledged = writeAndDie(disk, left, round, false);
      lost = found(left) < acknowledged;
    }
    assertThat(lost).isTrue();
  }

  /** Has a process write until it is killed; returns the last step that it said was done. */
  private int writeAndDie(Path disk, Path left, int round, boolean sync) throws Exception {
    Path root = temp.toRealPath();
    Optional<UnsyncedLoss> loss = UnsyncedLoss.compile(root);
    Assumptions.assumeTrue(loss.isPresent(), "needs Linux and a C compiler");
    Path durable = root.resolve("durable-" + sync + "-" + round);
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                disk.toString(),
                String.valueOf(sync))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(loss.get().prepare(disk, durable));
    Process process = builder.start();
    int acknowledged = 0;
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      int enough = 20 + new Random(round).nextInt(200);
      for (int i = 0; i < enough; i++) {
        acknowledged = Integer.parseInt(lines.readLine());
      }
      process.toHandle().destroyForcibly(); // Leaves the pipe open, unlike the process's own.
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        acknowledged = Integer.parseInt(line);
      }
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    loss.get().powerFails(disk, durable, left, round);
    return acknowledged;
  }

  /** The last step that is in the journal, which holds exactly what it held after that step. */
  private static int found(Path disk) throws IOException {
    FileJournal journal = FileJournal.open(new FileDisk(), disk.resolve("journal"), CIPHER);
    List<String> records = records(journal);
    journal.close();
    int steps = lastStep(records);
    List<String> expected = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      if (replaces(step)) {
        expected.clear();
      }
      expected.addAll(recordsOf(step));
    }
    assertThat(records).isEqualTo(expected);
    return steps;
  }

  private static boolean replaces(int step) {
    return new Random(step).nextInt(12) == 0;
  }

  private static List<String> recordsOf(int step) {
    Random random = new Random(-step);
    List<String> records = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(6); i++) {
      records.add(step + ":" + "x".repeat(random.nextInt(random.nextInt(8) == 0 ? 9000 : 90)));
    }
    return records;
  }

  private static int lastStep(List<String> records) {
    String last = records.isEmpty() ? "0:" : records.getLast();
    return Integer.parseInt(last.substring(0, last.indexOf(':')));
  }

  private static List<String> records(FileJournal journal) throws IOException {
    List<String> records = new ArrayList<>();
    journal.replay(record -> records.add(new String(record, StandardCharsets.UTF_8)));
    return records;
  }

  /** Goes on with a journal step by step, and says of each step when it is done. */
  static final class Writer {
    public static void main(String[] arguments) throws IOException {
      Path path = Path.of(arguments[0], "journal");
      boolean sync = Boolean.parseBoolean(arguments[1]);
      FileJournal journal = FileJournal.open(new FileDisk(), path, CIPHER);
      for (int step = lastStep(records(journal)) + 1; ; step++) {
        List<byte[]> records =
            recordsOf(step).stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
        if (replaces(step)) {
          journal.replace(records);
        } else {
          records.forEach(journal::append);
        }
        PendingWrite write = journal.seal();
        if (write != null) {
          write.write(sync);
          journal.committed(write);
        }
        System.out.println(step);
        System.out.flush();
      }
    }
  }
}

package io.myelin.conformance;

import io.myelin.store.simulation.UnsyncedLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link CrashLoop} with power failures: at each {@code kill -9} the store loses what the server
 * did not sync, all of it or a random part.
 */
class PowerFailureTest {
  private static final int ROUNDS = 3;
  private static final long SEED = Long.getLong("myelin.crash.seed", 1);

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // What bounds it is the rounds.
  @BetterThanReference("STR-B01")
  @DisplayName("STR-B01 CON-570 the server's files hold all it promised when the power fails")
  void powerFails(@TempDir Path directory, TestReporter reporter) throws Exception {
    play(directory.toRealPath(), ROUNDS, reporter);
  }

  @Test
  @EnabledIfSystemProperty(named = "myelin.powerFailure.rounds", matches = "[0-9]+")
  @Timeout(value = 6, unit = TimeUnit.HOURS)
  @BetterThanReference("STR-B01")
  @DisplayName("STR-B01 CON-570 as often as -Dmyelin.powerFailure.rounds says")
  void powerFailsManyTimes(@TempDir Path directory, TestReporter reporter) throws Exception {
    play(directory.toRealPath(), Integer.getInteger("myelin.powerFailure.rounds"), reporter);
  }

  private static void play(Path directory, int rounds, TestReporter reporter) throws Exception {
    Optional<UnsyncedLoss> loss = UnsyncedLoss.compile(directory);
    Assumptions.assumeTrue(loss.isPresent(), "needs Linux and a C compiler");
    FailingMachine machine = new FailingMachine(directory, loss.get());
    reporter.publishEntry("power failures", new CrashLoop(machine, rounds, SEED).play());
  }

  private static final class FailingMachine implements CrashLoop.Machine {
    private final Path directory;
    private final UnsyncedLoss loss;
    private int failures;

    FailingMachine(Path directory, UnsyncedLoss loss) throws IOException {
      this.directory = directory;
      this.loss = loss;
      Files.createDirectory(live());
    }

    private Path live() {
      return directory.resolve("disk-" + failures);
    }

    private Path durable() {
      return directory.resolve("durable-" + failures);
    }

    @Override
    public ServerUnderTest start() throws IOException {
      ServerUnderTest.Builder builder =
          ServerUnderTest.builder().in(directory).flags("-js", "-sd", live().toString());
      for (Map.Entry<String, String> variable : loss.prepare(live(), durable()).entrySet()) {
        builder.environment(variable.getKey(), variable.getValue());
      }
      return builder.start();
    }

    @Override
    public void crashed() throws IOException {
      Path live = live();
      Path durable = durable();
      failures++;
      loss.powerFails(live, durable, live(), SEED + failures);
      for (Path old : List.of(live, durable)) {
        try (Stream<Path> tree = Files.walk(old)) {
          for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
    }
  }
}

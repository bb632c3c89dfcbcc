package io.myelin.conformance;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@link CrashLoop} with {@code kill -9}: what the system has taken from the process is kept. */
class CrashLoopTest {
  private static final int ROUNDS = 10;
  private static final long SEED = Long.getLong("myelin.crash.seed", 1);

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // What bounds it is the rounds.
  @BetterThanReference("STR-B01")
  @DisplayName(
      "STR-B01 CON-570 CON-571 kill -9 while writing loses nothing, consumers' counts hold")
  void killWhileWriting(@TempDir Path directory, TestReporter reporter) throws Exception {
    play(directory, ROUNDS, reporter);
  }

  @Test
  @EnabledIfSystemProperty(named = "myelin.crash.rounds", matches = "[0-9]+")
  @Timeout(value = 6, unit = TimeUnit.HOURS)
  @BetterThanReference("STR-B01")
  @DisplayName("STR-B01 CON-570 CON-571 as often as -Dmyelin.crash.rounds says")
  void killManyTimes(@TempDir Path directory, TestReporter reporter) throws Exception {
    play(directory, Integer.getInteger("myelin.crash.rounds"), reporter);
  }

  private static void play(Path directory, int rounds, TestReporter reporter) throws Exception {
    CrashLoop.Machine machine =
        new CrashLoop.Machine() {
          @Override
          public ServerUnderTest start() {
            return ServerUnderTest.builder()
                .in(directory)
                .flags("-js", "-sd", directory.resolve("store").toString())
                .start();
          }

          @Override
          public void crashed() {}
        };
    reporter.publishEntry("crash loop", new CrashLoop(machine, rounds, SEED).play());
  }
}

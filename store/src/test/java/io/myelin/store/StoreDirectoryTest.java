package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myelin.store.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreDirectoryTest {
  private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");
  @TempDir Path temp;

  @Test
  @DisplayName("STR-002 the store lives in <store_dir>/jetstream and keeps its salt")
  void opensAndReopens() throws IOException {
    Path configured = temp.resolve("a/b");
    byte[] salt;
    try (StoreDirectory directory = StoreDirectory.open(configured, SINCE)) {
      assertThat(directory.root()).isEqualTo(configured.resolve("jetstream"));
      assertThat(directory.usableBytes()).isPositive();
      salt = directory.salt();
      assertThat(salt).hasSize(16).isNotEqualTo(new byte[16]);
    }
    try (StoreDirectory again = StoreDirectory.open(configured, SINCE)) {
      assertThat(again.salt()).isEqualTo(salt);
    }
  }

  @Test
  void isHeldOnceInOneProcess() throws IOException {
    try (StoreDirectory first = StoreDirectory.open(temp, SINCE)) {
      assertThat(first.root()).isDirectory();
      assertThatThrownBy(() -> StoreDirectory.open(temp, Instant.EPOCH))
          .isInstanceOf(StoreRefusedException.class)
          .hasMessage(
              temp.resolve("jetstream")
                  + " is in use by process "
                  + ProcessHandle.current().pid()
                  + " since 2026-01-02T03:04:05Z; stop it, or configure another store_dir");
    }
    StoreDirectory.open(temp, SINCE).close();
  }

  @Test
  void isHeldByOneProcessAndFreeWhenThatIsKilled() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process holder =
        new ProcessBuilder(
                java,
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                temp.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      assertThatThrownBy(() -> StoreDirectory.open(temp, SINCE))
          .hasMessageContaining("in use by process " + holder.pid() + " since 2020-");
    } finally {
      holder.destroyForcibly();
      assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    StoreDirectory.open(temp, SINCE).close();
  }

  /** Holds a store directory until it is killed. */
  static final class Holder {
    public static void main(String[] arguments) throws IOException {
      StoreDirectory.open(Path.of(arguments[0]), Instant.parse("2020-01-01T00:00:00Z"));
      System.out.println("held");
      System.out.flush();
      System.in.read();
    }
  }

  @Test
  @DisplayName("STR-600 a directory of nats-server that was not imported is refused and untouched")
  void foreignStreams() throws IOException {
    write("jetstream/$G/streams/ORDERS/meta.inf");
    write("jetstream/$G/streams/ORDERS/msgs/1.blk");
    write("jetstream/APP/streams/LOGS/meta.inf");
    List<String> before = everything();
    assertThatThrownBy(() -> StoreDirectory.open(temp, SINCE))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("written by nats-server")
        .hasMessageContaining("and 1 more")
        .hasMessageContaining("./myelin import");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  @DisplayName("STR-600 so are its cluster logs and its layout before 2.2.3")
  void otherForeignLayouts() throws IOException {
    write("jetstream/$SYS/_js_/_meta_/meta.inf");
    assertThatThrownBy(() -> StoreDirectory.open(temp, SINCE)).hasMessageContaining("cluster logs");
    Path old = temp.resolve("old");
    write("old/$G/streams/ORDERS/meta.inf");
    assertThatThrownBy(() -> StoreDirectory.open(old, SINCE))
        .hasMessageContaining("stream ORDERS of account $G");
    assertThat(old.resolve("jetstream")).doesNotExist();
  }

  @Test
  @DisplayName("STR-025 leftovers of nats-server without a stream do not matter")
  void foreignLeftovers() throws IOException {
    write("jetstream/$G/streams/.ORDERS/meta.inf");
    Files.createDirectories(temp.resolve("jetstream/$SYS/streams"));
    StoreDirectory.open(temp, SINCE).close();
    write("jetstream/$G/streams/MINE/meta.inf");
    StoreDirectory.open(temp, SINCE).close();
  }

  @Test
  @DisplayName("STR-003 not a directory, not to be created, not writable")
  void unusable() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "x");
    assertThatThrownBy(() -> StoreDirectory.open(file, SINCE))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("storage directory is not a directory: " + file);
    assertThatThrownBy(() -> StoreDirectory.open(file.resolve("below"), SINCE))
        .hasMessageContaining("could not create storage directory");
    SimulatedDisk broken = new SimulatedDisk(1);
    broken.createDirectories(temp.resolve("jetstream"));
    broken.powerFailsAfter(0);
    assertThatThrownBy(() -> StoreDirectory.open(temp, SINCE, broken))
        .hasMessageContaining("storage directory is not writable");
  }

  @Test
  void aNewerFormatAndADamagedFormatFileAreRefused() throws IOException {
    StoreDirectory.open(temp, SINCE).close();
    Path format = temp.resolve("jetstream/myelin.format");
    String text = Files.readString(format);
    Files.writeString(format, text.replace("format: 1", "format: 2"));
    assertThatThrownBy(() -> StoreDirectory.open(temp, SINCE)).hasMessageContaining("newer Myelin");
    Files.writeString(format, "format: 1\nsalt: 00\n");
    assertThatThrownBy(() -> StoreDirectory.open(temp, SINCE)).hasMessageContaining("is damaged");
  }

  private void write(String name) throws IOException {
    Path path = temp.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, name);
  }

  private List<String> everything() throws IOException {
    try (Stream<Path> paths = Files.walk(temp)) {
      return paths.sorted().map(path -> path + " " + modified(path)).toList();
    }
  }

  private static FileTime modified(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (IOException cause) {
      throw new IllegalStateException(cause);
    }
  }
}

package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {
  @TempDir Path temp;
  private final FileDisk disk = new FileDisk();

  @Test
  void readsBackWhatWasWrittenAtItsPosition() throws IOException {
    Path path = temp.resolve("a");
    try (DiskFile file = disk.open(path)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 5);
      file.sync();
      assertThat(file.size()).isEqualTo(8);
      ByteBuffer into = ByteBuffer.allocate(10);
      assertThat(file.read(into, 4)).isEqualTo(4);
      assertThat(into.array()).startsWith(0, 1, 2, 3);
      assertThat(file.read(ByteBuffer.allocate(1), 8)).isZero();
      file.truncate(6);
      assertThat(file.size()).isEqualTo(6);
    }
    try (DiskFile file = disk.openForReading(path)) {
      assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), 0))
          .isInstanceOf(NonWritableChannelException.class);
    }
  }

  @Test
  void renamesOverTheTargetListsAndDeletes() throws IOException {
    disk.open(temp.resolve("a")).close();
    Files.writeString(temp.resolve("b"), "old");
    disk.rename(temp.resolve("a"), temp.resolve("b"));
    disk.syncDirectory(temp);
    assertThat(disk.list(temp)).containsExactly("b");
    assertThat(Files.size(temp.resolve("b"))).isZero();
    disk.delete(temp.resolve("b"));
    assertThat(disk.exists(temp.resolve("b"))).isFalse();
    assertThat(disk.list(temp.resolve("nowhere"))).isEmpty();
    assertThatThrownBy(() -> disk.openForReading(temp.resolve("b")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(disk.usableBytes(temp.resolve("not/yet"))).isPositive();
  }

  @Test
  @DisplayName("STR-003 directories are made with mode 0700, files with 0600")
  void modes() throws IOException {
    assumeThat(Files.getFileStore(temp).supportsFileAttributeView("posix")).isTrue();
    Path directory = temp.resolve("x/y");
    disk.createDirectories(directory);
    disk.createDirectories(directory);
    disk.open(directory.resolve("file")).close();
    assertThat(permissions(temp.resolve("x"))).isEqualTo("rwx------");
    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(directory.resolve("file"))).isEqualTo("rw-------");
  }

  @Test
  void aFullFileSystemHasAnExceptionOfItsOwn() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(Files.isWritable(full)).isTrue();
    try (DiskFile file = disk.open(full)) {
      assertThatThrownBy(() -> file.write(ByteBuffer.allocate(10), 0))
          .isInstanceOf(DiskFullException.class)
          .hasMessageContaining("/dev/full");
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}

package io.myelin.store.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myelin.store.DiskFile;
import io.myelin.store.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest {
  private static final Path DIRECTORY = Path.of("/store");
  private static final Path A = DIRECTORY.resolve("a");
  private static final Path B = DIRECTORY.resolve("b");

  @Test
  void whatWasSyncedSurvivesEverySeed() throws IOException {
    for (int seed = 0; seed < 300; seed++) {
      SimulatedDisk disk = new SimulatedDisk(seed);
      disk.createDirectories(DIRECTORY);
      DiskFile file = disk.open(A);
      file.write(filled(10_000, 1), 0);
      file.sync();
      disk.syncDirectory(DIRECTORY);
      disk.open(B).write(filled(10, 2), 0);
      SimulatedDisk left = disk.crash();
      assertThat(content(left, A)).isEqualTo(filled(10_000, 1).array());
      assertThatThrownBy(() -> file.size()).isInstanceOf(SimulatedPowerFailure.class);
    }
  }

  @Test
  void unsyncedBytesAreLostTornOrKept() throws IOException {
    Set<String> outcomes = new HashSet<>();
    for (int seed = 0; seed < 500; seed++) {
      SimulatedDisk disk = new SimulatedDisk(seed);
      disk.createDirectories(DIRECTORY);
      DiskFile file = disk.open(A);
      file.write(filled(4096, 1), 0);
      file.sync();
      disk.syncDirectory(DIRECTORY);
      file.write(filled(12_288, 2), 0);
      byte[] left = content(disk.crash(), A);
      assertThat(left.length).isBetween(4096, 12_288);
      boolean old = contains(left, 1);
      boolean fresh = contains(left, 2);
      boolean zeros = contains(left, 0);
      outcomes.add(left.length + (old ? " old" : "") + (fresh ? " new" : "") + (zeros ? " 0" : ""));
    }
    assertThat(outcomes)
        .contains("4096 old", "12288 new", "12288 old 0", "12288 old new", "12288 new 0");
  }

  @Test
  void namesSurviveOnlyWithTheirDirectory() throws IOException {
    Set<List<String>> outcomes = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      SimulatedDisk disk = new SimulatedDisk(seed);
      disk.createDirectories(DIRECTORY);
      disk.open(A).close();
      disk.syncDirectory(DIRECTORY);
      disk.rename(A, B);
      disk.open(A).close();
      outcomes.add(disk.crash().list(DIRECTORY));
    }
    assertThat(outcomes).containsExactlyInAnyOrder(List.of("a"), List.of("b"), List.of("a", "b"));
  }

  @Test
  void aDirectoryMovesWithItsFiles() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(1);
    disk.createDirectories(DIRECTORY.resolve("x"));
    disk.createDirectories(DIRECTORY.resolve("y"));
    Path file = DIRECTORY.resolve("x/file");
    disk.open(file).close();
    disk.rename(DIRECTORY.resolve("x"), DIRECTORY.resolve("y/z"));
    assertThat(disk.exists(file)).isFalse();
    assertThat(disk.exists(DIRECTORY.resolve("y/z/file"))).isTrue();
    disk.syncDirectory(DIRECTORY);
    disk.syncDirectory(DIRECTORY.resolve("y/z"));
    assertThat(disk.crash().list(DIRECTORY.resolve("y/z"))).containsExactly("file");
  }

  @Test
  void aFailedSyncDropsPagesAndTheNextSucceeds() throws IOException {
    boolean dropped = false;
    for (int seed = 0; seed < 50; seed++) {
      SimulatedDisk disk = new SimulatedDisk(seed);
      disk.createDirectories(DIRECTORY);
      DiskFile file = disk.open(A);
      disk.syncDirectory(DIRECTORY);
      file.write(filled(4096, 1), 0);
      disk.failNextSync();
      assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
      file.sync();
      dropped |= !Arrays.equals(content(disk.crash(), A), filled(4096, 1).array());
    }
    assertThat(dropped).isTrue();
  }

  @Test
  void aRestartKeepsWhatWasWritten() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(3);
    disk.createDirectories(DIRECTORY);
    disk.open(A).write(filled(100, 7), 0);
    SimulatedDisk next = disk.restart();
    assertThat(content(next, A)).isEqualTo(filled(100, 7).array());
    assertThatThrownBy(() -> disk.open(A)).isInstanceOf(SimulatedPowerFailure.class);
    next.open(A).sync();
    next.syncDirectory(DIRECTORY);
    assertThat(content(next.crash(), A)).isEqualTo(filled(100, 7).array());
  }

  @Test
  void fullDiskFailedRenameAndPowerFailureInTheMiddle() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(4).capacity(100);
    disk.createDirectories(DIRECTORY);
    DiskFile file = disk.open(A);
    assertThatThrownBy(() -> file.write(filled(101, 1), 0)).isInstanceOf(DiskFullException.class);
    assertThat(file.size()).isEqualTo(100);
    file.write(filled(100, 2), 0);
    assertThat(disk.usableBytes(DIRECTORY)).isZero();
    disk.failNextRename();
    assertThatThrownBy(() -> disk.rename(A, B)).hasMessageContaining("simulated rename");
    disk.rename(A, B);
    disk.powerFailsAfter(1);
    file.sync();
    assertThatThrownBy(() -> disk.syncDirectory(DIRECTORY))
        .isInstanceOf(SimulatedPowerFailure.class);
    assertThatThrownBy(() -> disk.open(A)).isInstanceOf(SimulatedPowerFailure.class);
    assertThat(disk.crash().list(DIRECTORY)).hasSizeLessThan(2);
  }

  @Test
  void theSameSeedGivesTheSameDisk() throws IOException {
    assertThat(run(9)).isEqualTo(run(9));
  }

  private static byte[] run(long seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(seed);
    disk.createDirectories(DIRECTORY);
    DiskFile file = disk.open(A);
    disk.syncDirectory(DIRECTORY);
    file.write(filled(50_000, 1), 0);
    disk.flipBits(A, 3);
    return content(disk.crash(), A);
  }

  private static ByteBuffer filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return ByteBuffer.wrap(bytes);
  }

  private static boolean contains(byte[] bytes, int value) {
    for (byte b : bytes) {
      if (b == value) {
        return true;
      }
    }
    return false;
  }

  private static byte[] content(SimulatedDisk disk, Path path) throws IOException {
    try (DiskFile file = disk.openForReading(path)) {
      byte[] bytes = new byte[(int) file.size()];
      file.read(ByteBuffer.wrap(bytes), 0);
      return bytes;
    }
  }
}

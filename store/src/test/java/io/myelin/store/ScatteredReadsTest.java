package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.store.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages that are asked for in no order, as direct gets do. */
class ScatteredReadsTest {
  private static final Path DIRECTORY = Path.of("msgs");
  private static final int MESSAGES = 8_000;
  private static final FileStoreOptions SEGMENTS = new FileStoreOptions(256 << 10, 7, 0);

  private final ReadCounts disk = new ReadCounts(new SimulatedDisk(1));
  private final StoredMessage message = new StoredMessage();

  private static byte[] payload(long sequence) {
    byte[] payload = new byte[(int) (sequence * 37 % 300)];
    new Random(sequence).nextBytes(payload);
    return payload;
  }

  private FileMessageStore filled() throws IOException {
    FileMessageStore store = FileMessageStore.open(disk, DIRECTORY, SEGMENTS);
    for (int i = 1; i <= MESSAGES; i++) {
      store.append(i, i, 0, new byte[] {'a'}, new byte[0], payload(i));
      if (i % 100 == 0) {
        FileMessageStoreTest.commit(store);
      }
    }
    return store;
  }

  private void readScattered(FileMessageStore store, int times) throws IOException {
    for (long i = 1; i <= times; i++) {
      long sequence = i * 4999 % MESSAGES + 1;
      assertThat(store.read(sequence, message)).isTrue();
      assertThat(message.payload()).isEqualTo(payload(sequence));
    }
  }

  @Test
  @DisplayName("scattered reads of a small stream go to the disk once for each page, not each time")
  void pagesStay() throws IOException {
    FileMessageStore store = filled();
    readScattered(store, MESSAGES);
    disk.reads = 0;
    readScattered(store, MESSAGES);
    assertThat(disk.reads).as("reads of %s messages", MESSAGES).isLessThan(MESSAGES / 20);
  }

  @Test
  @DisplayName("what scattered reads keep in memory never hides what was written or removed since")
  void pagesAreCurrent() throws IOException {
    FileMessageStore store = filled();
    readScattered(store, MESSAGES / 2);
    for (long gone = 1; gone <= MESSAGES; gone += 2) {
      store.remove(gone, gone % 3 == 0);
    }
    for (long i = MESSAGES + 1; i <= MESSAGES + 500; i++) {
      store.append(i, i, 0, new byte[] {'b'}, new byte[0], payload(i));
      FileMessageStoreTest.commit(store);
      assertThat(store.read(i, message)).isTrue();
      assertThat(message.payload()).isEqualTo(payload(i));
      long sequence = i * 4999 % MESSAGES + 1;
      assertThat(store.read(sequence, message)).isEqualTo(sequence % 2 == 0);
      if (sequence % 2 == 0) {
        assertThat(message.payload()).isEqualTo(payload(sequence));
      }
    }
  }
}

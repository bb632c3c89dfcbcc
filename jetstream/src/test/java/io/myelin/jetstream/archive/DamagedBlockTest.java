package io.myelin.jetstream.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DamagedBlockTest {
  private static final int RECORD_BYTES = 30 + 1 + 100;

  private final List<String> read = new ArrayList<>();
  private final ArchivedMessages reader =
      new ArchivedMessages() {
        @Override
        public void message(
            long sequence, long timeNanos, byte[] subject, byte[] header, byte[] payload) {
          read.add("" + sequence);
        }

        @Override
        public void skipped(long sequence, long timeNanos) {
          read.add("skip " + sequence);
        }

        @Override
        public void deleted(long sequence, long timeNanos) {
          read.add("deleted " + sequence);
        }
      };

  private static byte[] block() {
    MessageBlock block = new MessageBlock("S", 2);
    byte[] message = ("s" + "x".repeat(100)).getBytes(UTF_8);
    for (int i = 1; i <= 6; i++) {
      block.add(i, i, message, 0, 1, 0, 100);
    }
    block.delete(2, 2);
    block.skip(9, 9);
    return block.bytes();
  }

  private List<MessageBlock.Damage> salvage(byte[] block) throws IOException {
    return MessageBlock.salvage("S", 2, block, reader);
  }

  @Test
  @DisplayName("STR-612 STR-613 an intact block is read whole")
  void intact() throws IOException {
    assertThat(salvage(block())).isEmpty();
    assertThat(read).containsExactly("1", "2", "3", "4", "5", "6", "deleted 2", "skip 9");
  }

  @Test
  @DisplayName("STR-613 records behind a damaged one are found")
  void damagedInTheMiddle() throws IOException {
    byte[] block = block();
    block[2 * RECORD_BYTES + 60] ^= 1;
    assertThat(salvage(block))
        .containsExactly(new MessageBlock.Damage(2 * RECORD_BYTES, 3 * RECORD_BYTES, 2, 4));
    assertThat(read).containsExactly("1", "2", "4", "5", "6", "deleted 2", "skip 9");
  }

  @Test
  @DisplayName("STR-613 a wrong length does not hide the records behind it")
  void damagedLength() throws IOException {
    byte[] block = block();
    block[RECORD_BYTES] = 31;
    Arrays.fill(block, 3 * RECORD_BYTES, 5 * RECORD_BYTES, (byte) 0);
    assertThat(salvage(block))
        .containsExactly(
            new MessageBlock.Damage(RECORD_BYTES, 2 * RECORD_BYTES, 1, 3),
            new MessageBlock.Damage(3 * RECORD_BYTES, 5 * RECORD_BYTES, 3, 6));
    assertThat(read).containsExactly("1", "3", "6", "deleted 2", "skip 9");
  }

  @Test
  @DisplayName("STR-613 a block that was cut off is read to its last whole record")
  void cutOff() throws IOException {
    byte[] block = Arrays.copyOf(block(), 5 * RECORD_BYTES + 40);
    assertThat(salvage(block))
        .containsExactly(new MessageBlock.Damage(5 * RECORD_BYTES, block.length, 5, 0));
    assertThat(read).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  @DisplayName("STR-613 in a block of other bytes there is nothing")
  void nothing() throws IOException {
    byte[] block = new byte[100_000];
    Arrays.fill(block, (byte) 0x33);
    assertThat(salvage(block)).containsExactly(new MessageBlock.Damage(0, block.length, 0, 0));
    assertThat(read).isEmpty();
  }
}

package io.myelin.jetstream.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArchiveFormatsTest {

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @Test
  @DisplayName("STR-611 the hash has the published values for its published key")
  void highwayHash() {
    HighwayHash64 hash = HighwayHash64.withKey(bytes(32));
    assertThat(hash.hash(bytes(0), 0, 0)).isEqualTo(0x907A56DE22C26E53L);
    assertThat(hash.hash(bytes(1), 0, 1)).isEqualTo(0x7EAB43AAC7CDDD78L);
  }

  private static final class Collected implements ArchivedMessages {
    final List<String> all = new ArrayList<>();

    @Override
    public void message(
        long sequence, long timeNanos, byte[] subject, byte[] header, byte[] payload) {
      all.add(
          sequence
              + "@"
              + timeNanos
              + " "
              + new String(subject, UTF_8)
              + "|"
              + new String(header, UTF_8)
              + "|"
              + new String(payload, UTF_8));
    }

    @Override
    public void skipped(long sequence, long timeNanos) {
      all.add("skip " + sequence + "@" + timeNanos);
    }

    @Override
    public void deleted(long sequence) {
      all.add("deleted " + sequence);
    }
  }

  private static byte[] block() {
    MessageBlock block = new MessageBlock("S", 3);
    block.add(5, 50, "a.bNATS/1.0\r\nX: y\r\n\r\nhello".getBytes(UTF_8), 0, 3, 18, 5);
    block.add(7, 70, "c!".getBytes(UTF_8), 0, 1, 0, 1);
    block.skip(9, 90);
    return block.bytes();
  }

  @Test
  @DisplayName("STR-610 STR-612 a block is read as it was written")
  void blockRoundTrip() throws IOException {
    Collected collected = new Collected();
    MessageBlock.read("S", 3, block(), collected);
    assertThat(collected.all)
        .containsExactly("5@50 a.b|NATS/1.0\r\nX: y\r\n\r\n|hello", "7@70 c||!", "skip 9@90");
  }

  @Test
  @DisplayName("STR-611 STR-613 a block of another stream, cut short or changed is refused")
  void damagedBlock() {
    byte[] block = block();
    Collected ignored = new Collected();
    assertThatThrownBy(() -> MessageBlock.read("T", 3, block, ignored))
        .isInstanceOf(ArchiveFormatException.class);
    byte[] shorter = java.util.Arrays.copyOf(block, block.length - 1);
    assertThatThrownBy(() -> MessageBlock.read("S", 3, shorter, ignored))
        .isInstanceOf(ArchiveFormatException.class);
    block[30] ^= 1;
    assertThatThrownBy(() -> MessageBlock.read("S", 3, block, ignored))
        .isInstanceOf(ArchiveFormatException.class);
  }

  @Test
  @DisplayName("STR-506 files of a tar, with long names too, are read as they were written")
  void tar() throws IOException {
    String longName = "obs/" + "n".repeat(200) + "/o.dat";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarFiles.write(out, "meta.inf", bytes(513), 1_700_000_000);
    TarFiles.write(out, longName, bytes(0), 1_700_000_000);
    TarFiles.writeEnd(out);
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    TarFiles.Entry first = TarFiles.read(in);
    TarFiles.Entry second = TarFiles.read(in);
    assertThat(first).isNotNull();
    assertThat(second).isNotNull();
    assertThat(first.name()).isEqualTo("meta.inf");
    assertThat(first.content()).isEqualTo(bytes(513));
    assertThat(second.name()).isEqualTo(longName);
    assertThat(second.content()).isEmpty();
    assertThat(TarFiles.read(in)).isNull();
  }

  @Test
  @DisplayName("STR-624 a consumer's position is read as it was written")
  void consumerPosition() throws IOException {
    ConsumerPosition position =
        new ConsumerPosition(
            20,
            30,
            10,
            12,
            new TreeMap<>(
                Map.of(
                    13L,
                    new ConsumerPosition.Pending(11, 5_000_000_000L),
                    15L,
                    new ConsumerPosition.Pending(14, 9_000_000_000L))),
            new TreeMap<>(Map.of(15L, 2L)));
    assertThat(ConsumerPosition.decode(position.encode())).isEqualTo(position);
  }
}

package io.myelin.jetstream.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
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
    public void deleted(long sequence, long timeNanos) {
      all.add("deleted " + sequence + "@" + timeNanos);
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

  private static byte[] index(int version) {
    ByteBuffer out = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {11, (byte) version, 3, 90, 4, 20, 9, 60});
    out.put(new byte[] {2, 1, 'a', 1, 2});
    if (version == 4) {
      out.put((byte) 2);
    }
    out.put(new byte[] {1, 'b', 2, 2, 3, 2});
    out.put(new byte[] {2, 60, 4, 20, 6, 40, 1});
    counts(out, version);
    int words = version == 1 ? 64 : 32;
    out.put(new byte[] {22, (byte) (version == 1 ? 1 : 2)}).putInt(1).putInt(1);
    out.putLong(0).putLong(1 << 5).position(out.position() + (words - 1) * 8);
    out.putShort((short) 1);
    out.put(new byte[] {3, 30, 9, 50, 9, 60, 0});
    counts(out, version);
    out.put((byte) 3).putLong(0x1122334455667788L);
    HighwayHash64 hash = HighwayHash64.keyedBy("S");
    out.putLong(hash.hash(out.array(), 0, out.position()));
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void counts(ByteBuffer out, int version) {
    for (int i = 1; i < Math.min(version, 3); i++) {
      out.put((byte) 0);
    }
  }

  @Test
  @DisplayName("STR-614 STR-620 STR-622 the index tells which messages of the blocks are left")
  void blockIndex() {
    for (int version = 1; version <= 4; version++) {
      BlockIndex index = BlockIndex.read("S", index(version)).orElseThrow();
      assertThat(LongStream.rangeClosed(1, 12).filter(index::holds))
          .as("version %s", version)
          .containsExactly(4L, 6L, 9L);
      assertThat(index.lastSequence()).isEqualTo(9);
    }
  }

  @Test
  @DisplayName("STR-621 an index that is damaged, or not of these blocks, does not count")
  void blockIndexThatDoesNotCount() {
    byte[] block = HexFormat.of().parseHex("00008877665544332211");
    BlockIndex index = BlockIndex.read("S", index(4)).orElseThrow();
    assertThat(index.isOf(3, block)).isTrue();
    assertThat(index.isOf(2, block)).isFalse();
    assertThat(index.isOf(3, new byte[10])).isFalse();
    assertThat(index.isOf(3, new byte[0])).isFalse();
    byte[] damaged = index(4);
    damaged[20] ^= 1;
    assertThat(BlockIndex.read("S", damaged)).isEmpty();
    assertThat(BlockIndex.read("T", index(4))).isEmpty();
    assertThat(BlockIndex.read("S", new byte[3])).isEmpty();
  }
}

package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("STR-506, STR-616 S2")
class S2Test {
  private final S2Encoder encoder = new S2Encoder();

  @Test
  void blocksComeBackAsTheyWere() throws IOException {
    for (int seed = 0; seed < 1500; seed++) {
      Random random = new Random(seed);
      byte[] plain = sample(random, random.nextInt(seed % 50 == 0 ? 300_000 : 2000));
      byte[] encoded = new byte[S2Encoder.maxEncodedBytes(plain.length) + 3];
      int length = encoder.encode(plain, 0, plain.length, encoded, 3);
      assertThat(length).isLessThanOrEqualTo(S2Encoder.maxEncodedBytes(plain.length));
      assertThat(S2Decoder.decodedBytes(encoded, 3, length)).isEqualTo(plain.length);
      byte[] decoded = new byte[plain.length + 2];
      assertThat(S2Decoder.decode(encoded, 3, length, decoded, 2)).isEqualTo(plain.length);
      assertThat(Arrays.copyOfRange(decoded, 2, decoded.length))
          .as("seed %s", seed)
          .isEqualTo(plain);
    }
  }

  @Test
  void runsOfAnyLengthAreRepeats() throws IOException {
    for (int length : new int[] {60, 70, 80, 300, 340, 70_000, 65_600 + 64, 16_900_000}) {
      byte[] plain = new byte[length];
      byte[] encoded = new byte[S2Encoder.maxEncodedBytes(length)];
      int bytes = encoder.encode(plain, 0, length, encoded, 0);
      assertThat(bytes).isLessThan(40);
      byte[] decoded = new byte[length];
      Arrays.fill(decoded, (byte) 1);
      S2Decoder.decode(encoded, 0, bytes, decoded, 0);
      assertThat(Arrays.equals(decoded, plain)).isTrue();
    }
  }

  @Test
  void everyKindOfElementIsDecoded() throws IOException {
    assertThat(decode("00")).isEmpty();
    assertThat(decode("03 08 616263")).isEqualTo("abc");
    assertThat(decode("07 08 616263 01 03")).isEqualTo("abcabca");
    assertThat(decode("08 08 616263 12 0300")).isEqualTo("abcabcab");
    assertThat(decode("08 08 616263 13 03000000")).isEqualTo("abcabcab");
    assertThat(decode("05 f0 04 6162636465")).isEqualTo("abcde");
    assertThat(decode("05 f4 0400 6162636465")).isEqualTo("abcde");
    assertThat(decode("05 f8 040000 6162636465")).isEqualTo("abcde");
    assertThat(decode("05 fc 04000000 6162636465")).isEqualTo("abcde");
    assertThat(decode("0b 08 616263 01 03 01 00")).isEqualTo("abcabcabcab");
    assertThat(decode("11 08 616263 01 03 15 00 02")).isEqualTo("abcabcabcabcabcab");
    assertThat(decode("8f02 08 616263 01 03 19 00 0400")).hasSize(271);
    assertThat(decode("8e8004 08 616263 01 03 1d 00 030000")).hasSize(65_550);
  }

  @Test
  void whatIsNotABlockIsRefused() {
    assertRefused("", "no valid length");
    assertRefused("ffffffffff01", "no valid length");
    assertRefused("04 08 616263", "ends after 3 of 4");
    assertRefused("02 08 616263", "literal is too long");
    assertRefused("09 20 616263", "literal is too long");
    assertRefused("08 01 03", "before the beginning");
    assertRefused("08 01 00", "before the beginning");
    assertRefused("08 08 616263 01 04", "before the beginning");
    assertRefused("06 08 616263 01 03", "copy is too long");
    assertRefused("08 08 616263 02 03", "cut off");
    assertRefused("08 08 616263 03 030000ff", "before the beginning");
    assertRefused("08 fc ffffffff 61", "literal is too long");
  }

  @Test
  void garbageNeverDoesHarm() {
    for (int seed = 0; seed < 30_000; seed++) {
      Random random = new Random(seed);
      byte[] garbage = new byte[1 + random.nextInt(100)];
      random.nextBytes(garbage);
      garbage[0] = (byte) random.nextInt(128);
      byte[] target = new byte[200];
      try {
        int length = S2Decoder.decode(garbage, 0, garbage.length, target, 10);
        assertThat(length).isLessThan(128);
      } catch (S2FormatException expected) {
        // Most of it is not a block.
      }
      Arrays.fill(target, 10, 10 + garbage[0], (byte) 0);
      assertThat(Arrays.equals(target, new byte[200])).as("seed %s", seed).isTrue();
    }
  }

  @Test
  void streamsComeBackAsTheyWere() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      byte[] plain = sample(random, random.nextInt(200_000));
      byte[] stream = stream(plain, 1 + random.nextInt(65_536));
      assertThat(new S2InputStream(new ByteArrayInputStream(stream)).readAllBytes())
          .isEqualTo(plain);
      if (plain.length > 0) {
        int cut = 10 + random.nextInt(stream.length - 10);
        assertPrefix(plain, Arrays.copyOf(stream, cut));
        byte[] flipped = stream.clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        assertPrefix(plain, flipped);
      }
    }
    assertThat(stream(new byte[0], 100)).hasSize(10);
  }

  @Test
  void otherChunksAreSkippedOrRefused() throws IOException {
    byte[] stream = stream("hello".getBytes(StandardCharsets.UTF_8), 100);
    String hex = HexFormat.of().formatHex(stream);
    String identifier = hex.substring(0, 20);
    assertThat(read(hex + "fe020000ffff" + "99010000aa" + identifier + hex.substring(20)))
        .isEqualTo("hellohello");
    assertThat(read("ff060000734e61507059" + hex.substring(20))).isEqualTo("hello");
    assertThatThrownBy(() -> read(hex + "0201000000")).hasMessageContaining("unknown type 2");
    assertThatThrownBy(() -> read(hex.substring(20))).hasMessageContaining("identifier");
    assertThatThrownBy(() -> read(identifier + "00ffffff00")).hasMessageContaining("chunk of");
    assertThatThrownBy(() -> read("ff060000000000000000")).hasMessageContaining("neither S2");
    assertThatThrownBy(() -> read("9900")).isInstanceOf(S2FormatException.class);
  }

  private static void assertPrefix(byte[] plain, byte[] stream) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try {
      new S2InputStream(new ByteArrayInputStream(stream)).transferTo(read);
    } catch (IOException expected) {
      assertThat(expected).isInstanceOf(S2FormatException.class);
    }
    byte[] bytes = read.toByteArray();
    assertThat(bytes.length).isLessThanOrEqualTo(plain.length);
    assertThat(Arrays.mismatch(bytes, plain)).isIn(-1, bytes.length);
  }

  private static byte[] stream(byte[] plain, int blockBytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (S2OutputStream out = new S2OutputStream(bytes, blockBytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static String read(String hex) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return new String(
        new S2InputStream(new ByteArrayInputStream(bytes)).readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String decode(String hex) throws IOException {
    byte[] block = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] decoded = new byte[S2Decoder.decodedBytes(block, 0, block.length)];
    S2Decoder.decode(block, 0, block.length, decoded, 0);
    return new String(decoded, StandardCharsets.ISO_8859_1);
  }

  private static void assertRefused(String hex, String text) {
    byte[] block = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> S2Decoder.decode(block, 0, block.length, new byte[100], 0))
        .as(hex)
        .isInstanceOf(S2FormatException.class)
        .hasMessageContaining(text);
  }

  /** Noise, words, runs and repetitions at all distances. */
  private static byte[] sample(Random random, int length) {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int part = Math.min(length - at, 1 + random.nextInt(random.nextBoolean() ? 20 : 2000));
      switch (random.nextInt(4)) {
        case 0 -> {
          byte[] noise = new byte[part];
          random.nextBytes(noise);
          System.arraycopy(noise, 0, bytes, at, part);
        }
        case 1 -> Arrays.fill(bytes, at, at + part, (byte) random.nextInt());
        default -> {
          int from = at == 0 ? 0 : random.nextInt(at);
          for (int i = 0; i < part; i++) {
            bytes[at + i] = at == 0 ? (byte) i : bytes[from + i % (at - from)];
          }
        }
      }
      at += part;
    }
    return bytes;
  }
}

package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myelin.store.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that are compressed, encrypted, or both. */
class EncryptedStoreTest {
  private static final Path DIRECTORY = Path.of("msgs");
  private static final FileStoreOptions SMALL = new FileStoreOptions(16 << 10, 7, 0);
  private static final byte[] SALT = new byte[RecordCipher.SALT_BYTES];
  private static final String SECRET = "the plain text that nobody shall read ";

  private SimulatedDisk disk = new SimulatedDisk(1);

  private static RecordCipher cipher(
      PassphraseCipher.Algorithm algorithm, String key, String previous) {
    return PassphraseCipher.quick(algorithm, key, previous, SALT);
  }

  private static RecordCipher cipher(String key, String previous) {
    return cipher(PassphraseCipher.Algorithm.CHACHA, key, previous);
  }

  private FileMessageStore open(RecordCipher cipher) throws IOException {
    return FileMessageStore.open(disk, DIRECTORY, SMALL, cipher);
  }

  @ParameterizedTest(name = "seed {0} {1} compressed {2}")
  @CsvSource({"1,CHACHA,false", "2,AES,true", "3,CHACHA,true", "4,,true", "5,AES,false"})
  @DisplayName("STR-009 STR-219 answers are those of the model, before and after opening")
  void likeTheModel(long seed, String algorithm, boolean compressed) throws IOException {
    RecordCipher cipher =
        algorithm == null
            ? RecordCipher.NONE
            : cipher(PassphraseCipher.Algorithm.valueOf(algorithm), "k", "");
    FileMessageStore first = open(cipher);
    first.compress(compressed);
    StoreComparison comparison = new StoreComparison(seed, first, true, 20, 1500);
    for (int i = 0; i < 900; i++) {
      comparison.step();
      if (comparison.random.nextInt(4) == 0) {
        FileMessageStoreTest.commit(comparison.store);
      }
      if (i % 10 == 0) {
        comparison.askSome();
      }
      if (i % 200 == 199) {
        comparison.askAll();
        FileMessageStoreTest.commit(comparison.store);
        disk = disk.crash();
        comparison.store = open(cipher);
        comparison.store.compress(compressed != (comparison.random.nextInt(3) > 1));
        comparison.askAll();
      }
    }
    assertThat(comparison.store.lostSequences()).isEmpty();
  }

  private FileMessageStore filled(RecordCipher cipher, int messages) throws IOException {
    FileMessageStore store = open(cipher);
    for (int i = 1; i <= messages; i++) {
      store.append(
          i,
          i,
          0,
          ascii("secret.subject." + i % 7),
          ascii("NATS/1.0\r\nA: hidden\r\n\r\n"),
          ascii(SECRET + i));
      if (i % 5 == 0) {
        FileMessageStoreTest.commit(store);
      }
    }
    FileMessageStoreTest.commit(store);
    return store;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private boolean anywhere(String text) throws IOException {
    for (String name : disk.list(DIRECTORY)) {
      try (DiskFile file = disk.openForReading(DIRECTORY.resolve(name))) {
        byte[] bytes = new byte[(int) file.size()];
        file.read(ByteBuffer.wrap(bytes), 0);
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  @ParameterizedTest
  @EnumSource(PassphraseCipher.Algorithm.class)
  @DisplayName("STR-009 STR-B06 neither payloads nor headers nor subjects appear on disk")
  void nothingPlain(PassphraseCipher.Algorithm algorithm) throws IOException {
    FileMessageStore store = filled(cipher(algorithm, "k", ""), 600);
    store.remove(300, true);
    FileMessageStoreTest.commit(store);
    assertThat(disk.list(DIRECTORY)).anyMatch(name -> name.endsWith(IndexFile.SUFFIX));
    assertThat(anywhere("plain text")).isFalse();
    assertThat(anywhere("hidden")).isFalse();
    assertThat(anywhere("secret.subject")).isFalse();
  }

  @Test
  @DisplayName("STR-009 without its key, or with a wrong one, a store is refused and left as it is")
  void wrongKey() throws IOException {
    filled(cipher("right", ""), 100).close();
    assertThatThrownBy(() -> open(cipher("wrong", "")))
        .isInstanceOf(UnsupportedFormatException.class)
        .hasMessageContaining("neither key nor prev_key");
    assertThatThrownBy(() -> open(RecordCipher.NONE))
        .isInstanceOf(UnsupportedFormatException.class)
        .hasMessageContaining("encrypted store encountered with no main key");
    assertThat(open(cipher("right", "")).messages()).isEqualTo(100);
  }

  @Test
  @DisplayName("STR-009 STR-633 after a change of key everything is encrypted with the new one")
  void changedKey() throws IOException {
    filled(RecordCipher.NONE, 200).close();
    assertThat(anywhere("plain text")).isTrue();
    rewritten(cipher("first", ""), 201);
    assertThat(anywhere("plain text")).isFalse();
    assertThat(anywhere("secret.subject")).isFalse();
    rewritten(cipher(PassphraseCipher.Algorithm.AES, "second", "first"), 202);
    FileMessageStore store = open(cipher(PassphraseCipher.Algorithm.AES, "second", ""));
    assertThat(store.messages()).isEqualTo(202);
    StoredMessage view = new StoredMessage();
    for (long s = 1; s <= 200; s++) {
      assertThat(store.read(s, view)).isTrue();
      assertThat(new String(view.payload(), StandardCharsets.ISO_8859_1)).isEqualTo(SECRET + s);
    }
  }

  private void rewritten(RecordCipher cipher, long next) throws IOException {
    FileMessageStore store = open(cipher);
    store.append(next, next, 0, ascii("secret.subject.0"), new byte[0], ascii("more"));
    FileMessageStoreTest.commit(store);
    store.close();
  }

  @Test
  @DisplayName("STR-B05 damage in an encrypted segment is told, and the others are served")
  void damage() throws IOException {
    FileMessageStore store = filled(cipher("k", ""), 20);
    store.close();
    Path segment =
        disk.list(DIRECTORY).stream()
            .filter(name -> name.endsWith(SegmentFile.SUFFIX))
            .sorted()
            .map(DIRECTORY::resolve)
            .findFirst()
            .orElseThrow();
    try (DiskFile file = disk.open(segment)) {
      file.write(ByteBuffer.allocate(100), 2000);
    }
    FileMessageStore again = open(cipher("k", ""));
    assertThat(again.lostSequences()).isNotEmpty();
    StoredMessage view = new StoredMessage();
    for (long s = 1; s <= 20; s++) {
      try {
        if (again.read(s, view)) {
          assertThat(new String(view.payload(), StandardCharsets.ISO_8859_1)).isEqualTo(SECRET + s);
        }
      } catch (DamagedMessageException damaged) {
        assertThat(again.lostSequences()).contains(s);
      }
    }
  }

  @Test
  @DisplayName("STR-219 compressed messages take less room")
  void smaller() throws IOException {
    String text = "the same words again and again ".repeat(40);
    long plain = 0;
    for (boolean compress : new boolean[] {false, true}) {
      disk = new SimulatedDisk(2);
      FileMessageStore store =
          FileMessageStore.open(disk, DIRECTORY, new FileStoreOptions(8 << 20, 7));
      store.compress(compress);
      for (int i = 1; i <= 1000; i++) {
        store.append(i, i, 0, ascii("s"), new byte[0], ascii(i + text));
      }
      FileMessageStoreTest.commit(store);
      StoredMessage view = new StoredMessage();
      assertThat(store.read(77, view)).isTrue();
      assertThat(new String(view.payload(), StandardCharsets.ISO_8859_1)).isEqualTo(77 + text);
      assertThat(store.bytes())
          .isEqualTo(1000 * MessageStore.fileBytes(1, 0, text.length()) + 2893);
      if (compress) {
        assertThat(disk.usedBytes()).isLessThan(plain / 3);
      } else {
        plain = disk.usedBytes();
      }
    }
  }
}

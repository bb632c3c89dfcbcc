package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myelin.store.PassphraseCipher.Algorithm;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PassphraseCipherTest {
  private static final byte[] STORE_SALT = {1, 2, 3, 4, 5, 6, 7, 8};

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  @DisplayName("STR-B06 a record opens only where it was sealed, and only unchanged")
  void authenticates(Algorithm algorithm) throws IOException {
    PassphraseCipher cipher = PassphraseCipher.quick(algorithm, "k", null, STORE_SALT);
    RecordCipher.FileKey key = cipher.key(cipher.keyId(), cipher.newSalt());
    Random random = new Random(1);
    for (int length : new int[] {0, 1, 15, 16, 17, 1000, 70_000}) {
      byte[] plain = new byte[length];
      random.nextBytes(plain);
      long position = random.nextLong();
      byte[] sealed = new byte[length + key.overheadBytes() + 2];
      assertThat(key.seal(position, 5, 6, plain, 0, length, sealed, 1))
          .isEqualTo(length + key.overheadBytes());
      int sealedLength = length + key.overheadBytes();
      byte[] opened = new byte[sealedLength];
      assertThat(key.open(position, 5, 6, sealed, 1, sealedLength, opened, 0)).isEqualTo(length);
      assertThat(Arrays.copyOf(opened, length)).isEqualTo(plain);
      assertThat(key.open(position + 1, 5, 6, sealed, 1, sealedLength, opened, 0)).isEqualTo(-1);
      assertThat(key.open(position, 4, 6, sealed, 1, sealedLength, opened, 0)).isEqualTo(-1);
      assertThat(key.open(position, 5, 7, sealed, 1, sealedLength, opened, 0)).isEqualTo(-1);
      assertThat(key.open(position, 5, 6, sealed, 1, sealedLength - 1, opened, 0)).isEqualTo(-1);
      sealed[1 + random.nextInt(sealedLength)] ^= 8;
      assertThat(key.open(position, 5, 6, sealed, 1, sealedLength, opened, 0)).isEqualTo(-1);
    }
    assertThat(key.open(0, 0, 0, new byte[15], 0, 15, new byte[15], 0)).isEqualTo(-1);
  }

  @Test
  void everyFileHasAKeyOfItsOwn() throws IOException {
    PassphraseCipher cipher = PassphraseCipher.quick(Algorithm.CHACHA, "k", null, STORE_SALT);
    byte[] plain = new byte[32];
    byte[] one = new byte[48];
    byte[] two = new byte[48];
    cipher.key(cipher.keyId(), cipher.newSalt()).seal(0, 0, 0, plain, 0, 32, one, 0);
    cipher.key(cipher.keyId(), cipher.newSalt()).seal(0, 0, 0, plain, 0, 32, two, 0);
    assertThat(one).isNotEqualTo(two);
  }

  @Test
  @DisplayName("STR-009 prev_key opens what the passphrase before wrote, with either cipher")
  void earlierKeys() throws IOException {
    PassphraseCipher before = PassphraseCipher.quick(Algorithm.AES, "old", null, STORE_SALT);
    PassphraseCipher now = PassphraseCipher.quick(Algorithm.CHACHA, "new", "old", STORE_SALT);
    byte[] salt = before.newSalt();
    byte[] sealed = new byte[20];
    before.key(before.keyId(), salt).seal(9, 8, 7, new byte[] {1, 2, 3, 4}, 0, 4, sealed, 0);
    byte[] opened = new byte[20];
    assertThat(now.key(before.keyId(), salt).open(9, 8, 7, sealed, 0, 20, opened, 0)).isEqualTo(4);
    assertThat(opened).startsWith(1, 2, 3, 4);
    assertThat(now.isCurrent(before.keyId())).isFalse();
    assertThat(now.isCurrent(0)).isFalse();
    assertThat(now.key(0, salt).overheadBytes()).isZero();
    assertThatThrownBy(() -> before.key(now.keyId(), salt))
        .isInstanceOf(UnsupportedFormatException.class)
        .hasMessageContaining("prev_key");
    assertThat(PassphraseCipher.quick(Algorithm.AES, "old", null, new byte[8]).keyId())
        .isNotEqualTo(before.keyId());
  }
}

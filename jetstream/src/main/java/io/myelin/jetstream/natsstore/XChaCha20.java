package io.myelin.jetstream.natsstore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ChaCha20 with nonces of 24 bytes: a key of its own is made of the first 16, the rest is the nonce
 * of the JDK's cipher.
 */
final class XChaCha20 {
  /** Bytes of a nonce. */
  static final int NONCE_BYTES = 24;

  private static final int FOR_KEY_BYTES = 16;
  private static final int PLAIN_NONCE_BYTES = 12;
  private static final int KEY_BYTES = 32;
  private static final int DOUBLE_ROUNDS = 10;
  private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

  private XChaCha20() {}

  /**
   * Opens what was sealed with Poly1305.
   *
   * @throws GeneralSecurityException when it was not sealed with that key and nonce
   */
  static byte[] open(byte[] key, byte[] nonce, byte[] sealed, int at, int length)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(derived(key, nonce), "ChaCha20"),
        new IvParameterSpec(plainNonce(nonce)));
    return cipher.doFinal(sealed, at, length);
  }

  /** Encrypts or decrypts from the beginning of the key stream, without a proof. */
  static byte[] apply(byte[] key, byte[] nonce, byte[] bytes) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("ChaCha20");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(derived(key, nonce), "ChaCha20"),
        new ChaCha20ParameterSpec(plainNonce(nonce), 0));
    return cipher.doFinal(bytes);
  }

  private static byte[] plainNonce(byte[] nonce) {
    byte[] plain = new byte[PLAIN_NONCE_BYTES];
    int rest = NONCE_BYTES - FOR_KEY_BYTES;
    System.arraycopy(nonce, FOR_KEY_BYTES, plain, PLAIN_NONCE_BYTES - rest, rest);
    return plain;
  }

  /** HChaCha20: the rounds of ChaCha20 without its last addition; half of the state is the key. */
  static byte[] derived(byte[] key, byte[] nonce) {
    ByteBuffer words =
        ByteBuffer.wrap(Arrays.copyOf(key, KEY_BYTES + FOR_KEY_BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    words.put(KEY_BYTES, nonce, 0, FOR_KEY_BYTES);
    int[] state = Arrays.copyOf(CONSTANTS, 16);
    for (int i = 0; i < 12; i++) {
      state[4 + i] = words.getInt(Integer.BYTES * i);
    }
    for (int i = 0; i < DOUBLE_ROUNDS; i++) {
      quarter(state, 0, 4, 8, 12);
      quarter(state, 1, 5, 9, 13);
      quarter(state, 2, 6, 10, 14);
      quarter(state, 3, 7, 11, 15);
      quarter(state, 0, 5, 10, 15);
      quarter(state, 1, 6, 11, 12);
      quarter(state, 2, 7, 8, 13);
      quarter(state, 3, 4, 9, 14);
    }
    ByteBuffer derived = ByteBuffer.allocate(KEY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 4; i++) {
      derived.putInt(state[i]);
    }
    for (int i = 12; i < 16; i++) {
      derived.putInt(state[i]);
    }
    return derived.array();
  }

  private static void quarter(int[] state, int a, int b, int c, int d) {
    step(state, a, b, d, 16);
    step(state, c, d, b, 12);
    step(state, a, b, d, 8);
    step(state, c, d, b, 7);
  }

  private static void step(int[] state, int sum, int addend, int turned, int bits) {
    state[sum] += state[addend];
    state[turned] = Integer.rotateLeft(state[turned] ^ state[sum], bits);
  }
}

package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encryption at rest with keys that come from a passphrase ({@code key}, {@code prev_key};
 * STR-009): PBKDF2 with the salt of the store directory gives the main key, HMAC with the salt of a
 * file gives the key of that file, the position in the file gives the nonce.
 */
public final class PassphraseCipher implements RecordCipher {
  /** Which authenticated cipher. */
  public enum Algorithm {
    /** ChaCha20-Poly1305, the default ({@code chacha}, {@code chachapoly}). */
    CHACHA("ChaCha20-Poly1305", "ChaCha20"),
    /** AES-256-GCM ({@code aes}). */
    AES("AES/GCM/NoPadding", "AES");

    private final String transformation;
    private final String keyAlgorithm;

    Algorithm(String transformation, String keyAlgorithm) {
      this.transformation = transformation;
      this.keyAlgorithm = keyAlgorithm;
    }

    private AlgorithmParameterSpec parameters(byte[] nonce) {
      return this == AES ? new GCMParameterSpec(TAG_BYTES * 8, nonce) : new IvParameterSpec(nonce);
    }
  }

  private static final int TAG_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int KEY_BITS = 256;
  private static final int STRETCH_ITERATIONS = 210_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  @SuppressWarnings("ArrayRecordComponent") // Nobody compares keys.
  private record MainKey(Algorithm algorithm, byte[] key) {}

  private final Map<Long, MainKey> keys = new LinkedHashMap<>();
  private final long currentKeyId;

  private PassphraseCipher(
      Algorithm algorithm,
      String passphrase,
      @Nullable String previous,
      byte[] storeSalt,
      int iterations) {
    byte[] main = stretched(passphrase, storeSalt, iterations);
    currentKeyId = add(algorithm, main);
    for (Algorithm other : Algorithm.values()) {
      add(other, main);
    }
    if (previous != null && !previous.isEmpty()) {
      byte[] before = stretched(previous, storeSalt, iterations);
      for (Algorithm other : Algorithm.values()) {
        add(other, before);
      }
    }
  }

  /**
   * The cipher of a store directory. Takes about a tenth of a second: guessing the passphrase shall
   * be slow.
   *
   * @param passphrase {@code key}, not empty
   * @param previous {@code prev_key}: files written with it can still be read
   * @param storeSalt {@link StoreDirectory#salt()}
   */
  public static PassphraseCipher of(
      Algorithm algorithm, String passphrase, @Nullable String previous, byte[] storeSalt) {
    return new PassphraseCipher(algorithm, passphrase, previous, storeSalt, STRETCH_ITERATIONS);
  }

  /** As {@link #of} with less stretching, for tests. */
  static PassphraseCipher quick(
      Algorithm algorithm, String passphrase, @Nullable String previous, byte[] storeSalt) {
    return new PassphraseCipher(algorithm, passphrase, previous, storeSalt, 1);
  }

  @Override
  public long keyId() {
    return currentKeyId;
  }

  @Override
  public boolean isCurrent(long keyId) {
    return keyId == keyId();
  }

  @Override
  public byte[] newSalt() {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return salt;
  }

  @Override
  public FileKey key(long keyId, byte[] salt) throws IOException {
    if (keyId == 0) {
      return RecordCipher.NONE.key(0, salt);
    }
    MainKey main = keys.get(keyId);
    if (main == null) {
      throw new UnsupportedFormatException(
          "encrypted with a key that is neither key nor prev_key; configure it as prev_key");
    }
    byte[] key = mac(main.key, "myelin file " + main.algorithm, salt);
    return new AuthenticatedKey(
        main.algorithm, new SecretKeySpec(key, main.algorithm.keyAlgorithm));
  }

  private long add(Algorithm algorithm, byte[] main) {
    long id = ByteBuffer.wrap(mac(main, "myelin key id " + algorithm, new byte[0])).getLong() | 1;
    keys.putIfAbsent(id, new MainKey(algorithm, main));
    return id;
  }

  private static byte[] stretched(String passphrase, byte[] salt, int iterations) {
    try {
      PBEKeySpec spec = new PBEKeySpec(passphrase.toCharArray(), salt, iterations, KEY_BITS);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException cause) {
      throw new IllegalStateException("this Java has no PBKDF2WithHmacSHA256", cause);
    }
  }

  private static byte[] mac(byte[] key, String label, byte[] more) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update(label.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(more);
    } catch (GeneralSecurityException cause) {
      throw new IllegalStateException("this Java has no HmacSHA256", cause);
    }
  }

  private static final class AuthenticatedKey implements FileKey {
    private final Algorithm algorithm;
    private final SecretKeySpec key;
    private final ConcurrentLinkedQueue<Cipher> idle = new ConcurrentLinkedQueue<>();

    AuthenticatedKey(Algorithm algorithm, SecretKeySpec key) {
      this.algorithm = algorithm;
      this.key = key;
    }

    @Override
    public int overheadBytes() {
      return TAG_BYTES;
    }

    @Override
    public int seal(
        long position,
        long sequence,
        long context,
        byte[] from,
        int at,
        int length,
        byte[] to,
        int toAt) {
      try {
        return run(Cipher.ENCRYPT_MODE, position, sequence, context, from, at, length, to, toAt);
      } catch (GeneralSecurityException cause) {
        throw new IllegalStateException("cannot seal the record at " + position, cause);
      }
    }

    @Override
    public int open(
        long position,
        long sequence,
        long context,
        byte[] from,
        int at,
        int length,
        byte[] to,
        int toAt) {
      if (length < TAG_BYTES) {
        return -1;
      }
      try {
        return run(Cipher.DECRYPT_MODE, position, sequence, context, from, at, length, to, toAt);
      } catch (AEADBadTagException notAuthentic) {
        return -1;
      } catch (GeneralSecurityException cause) {
        throw new IllegalStateException("cannot open the record at " + position, cause);
      }
    }

    private int run(
        int mode,
        long position,
        long sequence,
        long context,
        byte[] from,
        int at,
        int length,
        byte[] to,
        int toAt)
        throws GeneralSecurityException {
      Cipher pooled = idle.poll();
      Cipher cipher = pooled != null ? pooled : Cipher.getInstance(algorithm.transformation);
      byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(position).array();
      cipher.init(mode, key, algorithm.parameters(nonce));
      cipher.updateAAD(ByteBuffer.allocate(16).putLong(sequence).putLong(context).flip());
      int written = cipher.doFinal(from, at, length, to, toAt);
      idle.offer(cipher);
      return written;
    }
  }
}

package io.myelin.jetstream.natsstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.archive.ArchiveFormatException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of one stream, consumer or block, taken out of its key file (STR-630). Immutable; any
 * thread.
 */
final class AssetKey {
  /** How things are encrypted; told apart by the length of the key file. */
  private enum Algorithm {
    CHACHA(XChaCha20.NONCE_BYTES),
    AES(16);

    private final int nonceBytes;

    Algorithm(int nonceBytes) {
      this.nonceBytes = nonceBytes;
    }

    private byte[] open(byte[] key, byte[] sealed) throws GeneralSecurityException {
      byte[] nonce = Arrays.copyOf(sealed, nonceBytes);
      int length = sealed.length - nonceBytes;
      if (this == CHACHA) {
        return XChaCha20.open(key, nonce, sealed, nonceBytes, length);
      }
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
      return cipher.doFinal(sealed, nonceBytes, length);
    }

    private byte[] apply(byte[] key, byte[] nonce, byte[] bytes) throws GeneralSecurityException {
      if (this == CHACHA) {
        return XChaCha20.apply(key, nonce, bytes);
      }
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(nonce));
      return cipher.doFinal(bytes);
    }
  }

  private static final int SEED_BYTES = 32;
  private static final int TAG_BYTES = 16;

  private final Algorithm algorithm;
  private final byte[] seed;
  private final byte[] nonce;

  private AssetKey(Algorithm algorithm, byte[] seed, byte[] nonce) {
    this.algorithm = algorithm;
    this.seed = seed;
    this.nonce = nonce;
  }

  /**
   * Opens a key file.
   *
   * @param context names the asset: {@code stream}, {@code stream:block} or {@code stream.consumer}
   * @throws ArchiveFormatException when the file has no length of a key file
   * @throws GeneralSecurityException when the passphrase is another one
   */
  static AssetKey unlock(byte[] keyFile, String passphrase, String account, String context)
      throws ArchiveFormatException, GeneralSecurityException {
    for (Algorithm algorithm : Algorithm.values()) {
      if (keyFile.length == algorithm.nonceBytes + SEED_BYTES + TAG_BYTES) {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(passphrase.getBytes(UTF_8), "HmacSHA256"));
        byte[] key = mac.doFinal((account + context).getBytes(UTF_8));
        byte[] seed = algorithm.open(key, keyFile);
        return new AssetKey(algorithm, seed, Arrays.copyOf(keyFile, algorithm.nonceBytes));
      }
    }
    throw new ArchiveFormatException("a key file of " + keyFile.length + " bytes");
  }

  /**
   * Opens a file that was sealed as a whole (STR-631).
   *
   * @throws ArchiveFormatException when it is damaged
   */
  byte[] open(byte[] sealed) throws ArchiveFormatException {
    if (sealed.length < algorithm.nonceBytes + TAG_BYTES) {
      throw new ArchiveFormatException("an encrypted file of " + sealed.length + " bytes");
    }
    try {
      return algorithm.open(seed, sealed);
    } catch (GeneralSecurityException damaged) {
      throw new ArchiveFormatException("it cannot be decrypted");
    }
  }

  /** Decrypts a block of messages (STR-632); whether it is whole is not known then. */
  byte[] decrypt(byte[] block) {
    try {
      return algorithm.apply(seed, nonce, block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot decrypt " + algorithm, e);
    }
  }
}

package io.myelin.jetstream.natsstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts what a test writes, as nats-server does (STR-630 to STR-632). */
public enum StoreLocker {
  /** Nothing is encrypted. */
  NONE(0),
  /** XChaCha20-Poly1305. */
  CHACHA(24),
  /** AES-256-GCM with nonces of 16 bytes. */
  AES(16);

  private static final SecureRandom RANDOM = new SecureRandom();
  private final int nonceBytes;

  StoreLocker(int nonceBytes) {
    this.nonceBytes = nonceBytes;
  }

  /** A new key of an asset. */
  byte[] newSeed() {
    byte[] seed = new byte[32];
    RANDOM.nextBytes(seed);
    return seed;
  }

  /** The key file of an asset. */
  byte[] keyFile(String passphrase, String account, String context, byte[] seed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(passphrase.getBytes(UTF_8), "HmacSHA256"));
      return seal(mac.doFinal((account + context).getBytes(UTF_8)), seed);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A nonce and what is sealed with it. */
  byte[] seal(byte[] key, byte[] plain) {
    byte[] nonce = new byte[nonceBytes];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed;
      if (this == CHACHA) {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        byte[] derived = XChaCha20.derived(key, nonce);
        byte[] rest = ByteBuffer.allocate(12).put(4, nonce, 16, 8).array();
        cipher.init(
            Cipher.ENCRYPT_MODE, new SecretKeySpec(derived, "ChaCha20"), new IvParameterSpec(rest));
        sealed = cipher.doFinal(plain);
      } else {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
            Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        sealed = cipher.doFinal(plain);
      }
      return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A block, with the nonce of its key file. */
  byte[] block(byte[] seed, byte[] keyFile, byte[] plain) {
    byte[] nonce = Arrays.copyOf(keyFile, nonceBytes);
    try {
      if (this == CHACHA) {
        byte[] rest = ByteBuffer.allocate(12).put(4, nonce, 16, 8).array();
        Cipher cipher = Cipher.getInstance("ChaCha20");
        cipher.init(
            Cipher.ENCRYPT_MODE,
            new SecretKeySpec(XChaCha20.derived(seed, nonce), "ChaCha20"),
            new ChaCha20ParameterSpec(rest, 0));
        return cipher.doFinal(plain);
      }
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(seed, "AES"), new IvParameterSpec(nonce));
      return cipher.doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}

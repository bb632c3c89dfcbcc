package io.myelin.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.protocol.NkeyText;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The challenge that a client signs with its key, and the check of the answer (SEC-002, SEC-007,
 * SEC-204). Stateless.
 */
public final class NkeySignatures {
  private static final int NONCE_BYTES = 11;
  private static final int SIGNATURE_BYTES = 64;
  private static final int RAW_LENGTH = 86;
  private static final int PADDED_LENGTH = 88;
  private static final byte[] ED25519_KEY_PREFIX =
      HexFormat.of().parseHex("302a300506032b6570032100");

  /** Made when the first nonce is: a server without keys never pays for it. */
  private static final class Randomness {
    static final SecureRandom SOURCE = new SecureRandom();
  }

  private NkeySignatures() {}

  /** A fresh challenge: 15 ASCII characters, signed as they are (CORE-074). */
  public static String newNonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    Randomness.SOURCE.nextBytes(nonce);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
  }

  /**
   * Whether the signature of the nonce was made by the holder of a key.
   *
   * @param publicKey a public key in text form, of any kind
   * @param nonce the challenge as it was sent
   * @param signature base64, URL alphabet without or standard alphabet with padding
   */
  public static boolean verifies(String publicKey, String nonce, String signature) {
    Optional<NkeyText.Decoded> key = NkeyText.decodePublicKey(publicKey);
    byte[] signed = decoded(signature);
    if (key.isEmpty() || nonce.isEmpty() || signed.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(publicKey(key.get().bytes()));
      verifier.update(nonce.getBytes(UTF_8));
      return verifier.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
    byte[] encoded = Arrays.copyOf(ED25519_KEY_PREFIX, ED25519_KEY_PREFIX.length + raw.length);
    System.arraycopy(raw, 0, encoded, ED25519_KEY_PREFIX.length, raw.length);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
  }

  private static byte[] decoded(String signature) {
    byte[] text = signature.getBytes(US_ASCII);
    try {
      return switch (text.length) {
        case RAW_LENGTH -> Base64.getUrlDecoder().decode(text);
        case PADDED_LENGTH -> Base64.getDecoder().decode(text);
        default -> new byte[0];
      };
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}

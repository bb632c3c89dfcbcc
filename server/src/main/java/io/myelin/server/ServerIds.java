package io.myelin.server;

import io.myelin.protocol.NkeyText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Ids of server processes. */
final class ServerIds {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int SHORT_LENGTH = 8;

  private ServerIds() {}

  /**
   * A new id in the form of a public server key (CORE-061). Nothing is ever signed with it, so it
   * is drawn at random: making a real key pair would load the platform's cryptography and cost more
   * than half of a fast start.
   */
  static String newServerId() {
    byte[] key = new byte[32];
    new java.security.SecureRandom().nextBytes(key);
    return NkeyText.encodePublicKey(NkeyText.Kind.SERVER, key);
  }

  /** The short name of a server in lists of peers, made from its name (OPS-043). */
  static String shortHash(String serverName) {
    byte[] digest;
    try {
      digest =
          MessageDigest.getInstance("SHA-256").digest(serverName.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
    StringBuilder hash = new StringBuilder(SHORT_LENGTH);
    for (int i = 0; i < SHORT_LENGTH; i++) {
      hash.append(DIGITS.charAt((digest[i] & 0xff) % DIGITS.length()));
    }
    return hash.toString();
  }
}

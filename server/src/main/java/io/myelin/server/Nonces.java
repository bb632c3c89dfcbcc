package io.myelin.server;

import java.security.SecureRandom;
import java.util.Base64;

/** What clients sign to prove a key (CORE-074). */
final class Nonces {
  private static final int RANDOM_BYTES = 11;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Nonces() {}

  /** A new nonce of 15 characters. */
  static String next() {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

package io.myelin.server;

import io.myelin.protocol.NkeyText;

/** Ids of server processes. */
final class ServerIds {
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
}

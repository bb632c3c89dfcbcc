package io.myelin.server;

import io.myelin.protocol.NkeyText;

/** Ids of server processes. */
final class ServerIds {
  private ServerIds() {}

  /**
   * A new public server key (CORE-061). Nothing is ever signed with it, so its private half is not
   * kept.
   */
  static String newServerId() {
    byte[] key = new byte[32];
    new java.security.SecureRandom().nextBytes(key);
    return NkeyText.encodePublicKey(NkeyText.Kind.SERVER, key);
  }
}

package io.myelin.security;

import io.myelin.protocol.NkeyText;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * The key pair that a server makes for itself at every start (SEC-208, CORE-060). Loading the
 * platform's cryptography takes as long as much of the rest of a start, hence {@link #generate}
 * that does it beside.
 *
 * @param id the public key in text form, {@code N...}: the server id
 * @param privateKey signs for this server
 */
public record ServerIdentity(String id, PrivateKey privateKey) {

  /** Makes an identity on a daemon thread of its own. */
  public static CompletableFuture<ServerIdentity> generate() {
    CompletableFuture<ServerIdentity> identity = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("myelin-identity")
        .start(
            () -> {
              try {
                identity.complete(newIdentity());
              } catch (IllegalStateException e) {
                identity.completeExceptionally(e);
              }
            });
    return identity;
  }

  /**
   * Makes an identity on the calling thread.
   *
   * @throws IllegalStateException when the Java runtime has no Ed25519
   */
  public static ServerIdentity newIdentity() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] encoded = pair.getPublic().getEncoded();
      byte[] raw = Arrays.copyOfRange(encoded, encoded.length - NkeyText.KEY_BYTES, encoded.length);
      return new ServerIdentity(
          NkeyText.encodePublicKey(NkeyText.Kind.SERVER, raw), pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot make Ed25519 keys", e);
    }
  }

  /** Shows the id only. */
  @Override
  public String toString() {
    return id;
  }
}

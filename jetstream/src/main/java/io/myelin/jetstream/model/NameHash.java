package io.myelin.jetstream.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The 8-character hash by which subjects and headers name accounts and the like (STR-475, CON-217).
 */
public final class NameHash {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 8;

  private NameHash() {}

  /** The hash of a name: for {@code $G} it is {@code szMpdrwD}. */
  public static String of(String name) {
    byte[] digest;
    try {
      digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    StringBuilder hash = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      hash.append(DIGITS.charAt((digest[i] & 0xff) % DIGITS.length()));
    }
    return hash.toString();
  }
}

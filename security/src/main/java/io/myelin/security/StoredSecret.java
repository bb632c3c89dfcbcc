package io.myelin.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * A password or token as configured: itself, or its bcrypt hash (SEC-074). Immutable; never shows
 * its content.
 */
public sealed interface StoredSecret {

  /** Written out; compared in constant time. */
  final class Plain implements StoredSecret {
    private final byte[] secret;

    private Plain(String secret) {
      this.secret = secret.getBytes(UTF_8);
    }

    /** Whether the offered secret is this one; two empty ones are equal (SEC-032). */
    public boolean matches(String offered) {
      return MessageDigest.isEqual(offered.getBytes(UTF_8), secret);
    }

    /** Whether nothing was configured, which makes a certificate identity possible (SEC-025). */
    public boolean isEmpty() {
      return secret.length == 0;
    }

    @Override
    public String toString() {
      return "plain secret";
    }
  }

  /** A bcrypt hash; comparing takes a tenth of a second of CPU and belongs on a worker. */
  final class Bcrypt implements StoredSecret {
    private final byte[] hash;

    private Bcrypt(String hash) {
      this.hash = hash.getBytes(UTF_8);
    }

    byte[] hash() {
      return hash.clone();
    }

    @Override
    public String toString() {
      return "bcrypt hash";
    }
  }

  /** Hash prefixes: {@code $2a$11$} and its relatives. */
  Pattern BCRYPT_PREFIX = Pattern.compile("^\\$2[abxy]\\$\\d{2}\\$.*", Pattern.DOTALL);

  /** The secret as the configuration writes it. */
  static StoredSecret of(String configured) {
    return BCRYPT_PREFIX.matcher(configured).matches()
        ? new Bcrypt(configured)
        : new Plain(configured);
  }
}

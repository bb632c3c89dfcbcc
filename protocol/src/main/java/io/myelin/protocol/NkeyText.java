package io.myelin.protocol;

import java.util.Arrays;
import java.util.Optional;

/**
 * The text form of NATS keys: base32 without padding over a kind, 32 bytes of Ed25519 or X25519 key
 * and a CRC-16. Public keys start with the letter of their kind ({@code UA...}), seeds with {@code
 * S} and that letter ({@code SUA...}). Stateless; safe for use by any thread.
 */
public final class NkeyText {
  /** Bytes of a raw key or raw seed. */
  public static final int KEY_BYTES = 32;

  private static final int PUBLIC_BYTES = 1 + KEY_BYTES + 2;
  private static final int SEED_BYTES = 2 + KEY_BYTES + 2;
  private static final int SEED_PREFIX = 18 << 3;
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private NkeyText() {}

  /** What a key is for. */
  public enum Kind {
    /** A server. */
    SERVER(13),
    /** A cluster. */
    CLUSTER(2),
    /** An operator. */
    OPERATOR(14),
    /** An account. */
    ACCOUNT(0),
    /** A user. */
    USER(20),
    /** An X25519 key for encryption. */
    CURVE(23);

    private final int prefix;

    Kind(int letter) {
      this.prefix = letter << 3;
    }

    /** Returns the letter that public keys of this kind start with. */
    public char letter() {
      return ALPHABET.charAt(prefix >> 3);
    }

    private static Optional<Kind> of(int prefix) {
      for (Kind kind : values()) {
        if (kind.prefix == prefix) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /** A decoded key or seed; {@link #bytes} is a copy of its own. */
  public static final class Decoded {
    private final Kind kind;
    private final byte[] bytes;

    private Decoded(Kind kind, byte[] bytes) {
      this.kind = kind;
      this.bytes = bytes;
    }

    /** Returns what the key is for. */
    public Kind kind() {
      return kind;
    }

    /** Returns the {@value #KEY_BYTES} raw bytes: of a public key the key, of a seed the seed. */
    public byte[] bytes() {
      return bytes.clone();
    }
  }

  /** Returns whether the text is a well-formed public key of that kind, checksum included. */
  public static boolean isPublicKey(String text, Kind kind) {
    Optional<Decoded> decoded = decodePublicKey(text);
    return decoded.isPresent() && decoded.get().kind() == kind;
  }

  /** Decodes a public key; empty if the text is none or its checksum is wrong. */
  public static Optional<Decoded> decodePublicKey(String text) {
    byte[] raw = checked(text, PUBLIC_BYTES);
    if (raw.length == 0) {
      return Optional.empty();
    }
    Optional<Kind> kind = Kind.of(raw[0] & 0xff);
    return kind.isEmpty()
        ? Optional.empty()
        : Optional.of(new Decoded(kind.get(), Arrays.copyOfRange(raw, 1, 1 + KEY_BYTES)));
  }

  /** Decodes a seed; empty if the text is none or its checksum is wrong. */
  public static Optional<Decoded> decodeSeed(String text) {
    byte[] raw = checked(text, SEED_BYTES);
    if (raw.length == 0 || (raw[0] & 0xf8) != SEED_PREFIX) {
      return Optional.empty();
    }
    Optional<Kind> kind = Kind.of((raw[0] & 0x07) << 5 | (raw[1] & 0xf8) >> 3);
    return kind.isEmpty()
        ? Optional.empty()
        : Optional.of(new Decoded(kind.get(), Arrays.copyOfRange(raw, 2, 2 + KEY_BYTES)));
  }

  /**
   * Writes a public key.
   *
   * @param kind what it is for
   * @param key {@value #KEY_BYTES} raw bytes
   */
  public static String encodePublicKey(Kind kind, byte[] key) {
    byte[] raw = new byte[PUBLIC_BYTES];
    raw[0] = (byte) kind.prefix;
    return withChecksum(raw, 1, key);
  }

  /**
   * Writes a seed.
   *
   * @param kind what it is for
   * @param seed {@value #KEY_BYTES} raw bytes
   */
  public static String encodeSeed(Kind kind, byte[] seed) {
    byte[] raw = new byte[SEED_BYTES];
    raw[0] = (byte) (SEED_PREFIX | kind.prefix >> 5);
    raw[1] = (byte) ((kind.prefix & 31) << 3);
    return withChecksum(raw, 2, seed);
  }

  private static String withChecksum(byte[] raw, int keyAt, byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "a raw key has " + KEY_BYTES + " bytes, got " + key.length);
    }
    System.arraycopy(key, 0, raw, keyAt, KEY_BYTES);
    int crc = crc16(raw, raw.length - 2);
    raw[raw.length - 2] = (byte) crc;
    raw[raw.length - 1] = (byte) (crc >>> 8);
    return base32(raw);
  }

  /** Returns the bytes that the text encodes if it has that length and a right checksum. */
  private static byte[] checked(String text, int length) {
    byte[] raw = fromBase32(text, length);
    if (raw.length == 0) {
      return raw;
    }
    int crc = (raw[length - 2] & 0xff) | (raw[length - 1] & 0xff) << 8;
    return crc == crc16(raw, length - 2) ? raw : new byte[0];
  }

  /** CRC-16/XMODEM: polynomial 0x1021, start 0. */
  private static int crc16(byte[] data, int length) {
    int crc = 0;
    for (int i = 0; i < length; i++) {
      crc ^= (data[i] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
      }
      crc &= 0xffff;
    }
    return crc;
  }

  private static String base32(byte[] data) {
    StringBuilder text = new StringBuilder((data.length * 8 + 4) / 5);
    int bits = 0;
    int held = 0;
    for (byte b : data) {
      held = held << 8 | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(ALPHABET.charAt(held >> bits & 31));
      }
      held &= (1 << bits) - 1;
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt(held << (5 - bits) & 31));
    }
    return text.toString();
  }

  private static byte[] fromBase32(String text, int length) {
    if (text.length() != (length * 8 + 4) / 5) {
      return new byte[0];
    }
    byte[] data = new byte[length];
    int bits = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = digit(text.charAt(i));
      if (value < 0) {
        return new byte[0];
      }
      held = held << 5 | value;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        data[at++] = (byte) (held >> bits);
        held &= (1 << bits) - 1;
      }
    }
    return held == 0 ? data : new byte[0];
  }

  private static int digit(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
  }
}

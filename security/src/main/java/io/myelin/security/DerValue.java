package io.myelin.security;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One value of the DER encoding (X.690) that certificates and keys are written in. Reads what the
 * JDK does not show: attribute order in names, and key files that are older than PKCS#8.
 */
public final class DerValue {
  public static final int INTEGER = 0x02;
  public static final int BIT_STRING = 0x03;
  public static final int OCTET_STRING = 0x04;
  public static final int NULL = 0x05;
  public static final int OBJECT_IDENTIFIER = 0x06;
  public static final int SEQUENCE = 0x30;

  private final int tag;
  private final byte[] content;

  private DerValue(int tag, byte[] content) {
    this.tag = tag;
    this.content = content;
  }

  /** A primitive value. */
  public static DerValue of(int tag, byte[] content) {
    return new DerValue(tag, content.clone());
  }

  /** A constructed value. */
  public static DerValue of(int tag, DerValue... parts) {
    int length = 0;
    byte[][] encoded = new byte[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      encoded[i] = parts[i].encoded();
      length += encoded[i].length;
    }
    byte[] content = new byte[length];
    int at = 0;
    for (byte[] part : encoded) {
      System.arraycopy(part, 0, content, at, part.length);
      at += part.length;
    }
    return new DerValue(tag, content);
  }

  /**
   * Reads exactly one value.
   *
   * @throws IllegalArgumentException when the bytes are not one DER value
   */
  public static DerValue parse(byte[] der) {
    List<DerValue> values = all(der);
    if (values.size() != 1) {
      throw new IllegalArgumentException("not a single DER value");
    }
    return values.getFirst();
  }

  /** The identifier octet, tags above 30 do not occur here. */
  public int tag() {
    return tag;
  }

  /** A copy of the content octets. */
  public byte[] content() {
    return content.clone();
  }

  /**
   * The values that a constructed value is made of.
   *
   * @throws IllegalArgumentException when the content is not a row of DER values
   */
  public List<DerValue> parts() {
    return all(content);
  }

  /** The whole value with tag and length. */
  public byte[] encoded() {
    int lengthOctets = content.length < 0x80 ? 1 : 1 + octetsOf(content.length);
    byte[] out = new byte[1 + lengthOctets + content.length];
    out[0] = (byte) tag;
    if (lengthOctets == 1) {
      out[1] = (byte) content.length;
    } else {
      out[1] = (byte) (0x80 | (lengthOctets - 1));
      for (int i = 0, shift = 8 * (lengthOctets - 2); shift >= 0; i++, shift -= 8) {
        out[2 + i] = (byte) (content.length >> shift);
      }
    }
    System.arraycopy(content, 0, out, 1 + lengthOctets, content.length);
    return out;
  }

  private static int octetsOf(int length) {
    return (32 - Integer.numberOfLeadingZeros(length) + 7) / 8;
  }

  private static List<DerValue> all(byte[] der) {
    List<DerValue> values = new ArrayList<>();
    int at = 0;
    while (at < der.length) {
      if (at + 2 > der.length) {
        throw truncated();
      }
      int tag = der[at++] & 0xff;
      int length = der[at++] & 0xff;
      if (length >= 0x80) {
        int octets = length & 0x7f;
        if (octets == 0 || octets > 4 || at + octets > der.length) {
          throw truncated();
        }
        length = 0;
        for (int i = 0; i < octets; i++) {
          length = (length << 8) | (der[at++] & 0xff);
        }
      }
      if (length < 0 || length > der.length - at) {
        throw truncated();
      }
      values.add(new DerValue(tag, Arrays.copyOfRange(der, at, at + length)));
      at += length;
    }
    return values;
  }

  private static IllegalArgumentException truncated() {
    return new IllegalArgumentException("truncated or malformed DER value");
  }
}

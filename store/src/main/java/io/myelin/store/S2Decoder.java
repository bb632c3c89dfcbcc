package io.myelin.store;

/**
 * Decodes blocks of the S2 format, which every Snappy block is too: a length, then literals and
 * copies of what was decoded before. Beyond Snappy it knows copies that repeat the last offset.
 * Whatever the input is, nothing outside the given ranges is read or written.
 */
public final class S2Decoder {
  /** Longest block, as in the framed format. */
  public static final int MAX_BLOCK_BYTES = 4 << 20;

  private final byte[] from;
  private final int start;
  private final int end;
  private final byte[] to;
  private final int toStart;
  private final int toEnd;
  private int at;
  private int written;
  private int offset;

  private S2Decoder(
      byte[] from, int at, int end, int start, byte[] to, int toStart, int decodedBytes) {
    this.from = from;
    this.at = at;
    this.end = end;
    this.start = start;
    this.to = to;
    this.toStart = toStart;
    this.written = toStart;
    this.toEnd = toStart + decodedBytes;
  }

  /**
   * How many bytes a block says it decodes to; nothing else of it is checked.
   *
   * @throws S2FormatException when it begins with no length, or with one over 2 GiB
   */
  public static int decodedBytes(byte[] from, int at, int length) throws S2FormatException {
    return (int) (lengthAndSize(from, at, length) >>> 8);
  }

  /** The decoded length, and in the lowest 8 bits how many bytes it takes. */
  private static long lengthAndSize(byte[] from, int at, int length) throws S2FormatException {
    long value = 0;
    for (int i = 0; i < Math.min(length, 5); i++) {
      byte next = from[at + i];
      value |= (next & 0x7fL) << (7 * i);
      if (next >= 0) {
        if (value > Integer.MAX_VALUE) {
          break;
        }
        return value << 8 | (i + 1);
      }
    }
    throw new S2FormatException("an S2 block begins with no valid length");
  }

  /**
   * Decodes one block.
   *
   * @param toAt where to write; there must be room for {@link #decodedBytes}
   * @return bytes written, exactly {@link #decodedBytes}
   * @throws S2FormatException when the block is not valid; the target holds anything then
   */
  public static int decode(byte[] from, int at, int length, byte[] to, int toAt)
      throws S2FormatException {
    long lengthAndSize = lengthAndSize(from, at, length);
    int decodedBytes = (int) (lengthAndSize >>> 8);
    if (decodedBytes > to.length - toAt) {
      throw new S2FormatException("an S2 block of " + decodedBytes + " bytes does not fit");
    }
    int first = at + (int) (lengthAndSize & 0xff);
    new S2Decoder(from, first, at + length, at, to, toAt, decodedBytes).run();
    return decodedBytes;
  }

  private void run() throws S2FormatException {
    while (at < end) {
      int tag = from[at++] & 0xff;
      switch (tag & 3) {
        case 0 -> literal(tag >>> 2);
        case 1 -> shortCopy(tag);
        case 2 -> copy(checked(littleEndian(2)), (tag >>> 2) + 1);
        default -> copy(checked(littleEndian(4)), (tag >>> 2) + 1);
      }
    }
    if (written != toEnd) {
      throw damaged("ends after " + (written - toStart) + " of " + (toEnd - toStart) + " bytes");
    }
  }

  private void literal(int code) throws S2FormatException {
    long length = code < 60 ? code + 1L : littleEndian(code - 59) + 1;
    if (length > end - at || length > toEnd - written) {
      throw damaged("a literal is too long");
    }
    System.arraycopy(from, at, to, written, (int) length);
    at += (int) length;
    written += (int) length;
  }

  private void shortCopy(int tag) throws S2FormatException {
    int distance = (tag & 0xe0) << 3 | (int) littleEndian(1);
    int code = tag >>> 2 & 7;
    if (distance != 0) {
      copy(distance, code + 4);
      return;
    }
    long length =
        switch (code) {
          case 5 -> 8 + littleEndian(1);
          case 6 -> 260 + littleEndian(2);
          case 7 -> 65_540 + littleEndian(3);
          default -> code + 4L;
        };
    copy(offset, (int) length);
  }

  private void copy(int distance, int length) throws S2FormatException {
    if (distance <= 0 || distance > written - toStart) {
      throw damaged("a copy reaches before the beginning");
    }
    if (length > toEnd - written) {
      throw damaged("a copy is too long");
    }
    offset = distance;
    if (distance >= length) {
      System.arraycopy(to, written - distance, to, written, length);
      written += length;
      return;
    }
    for (int last = written + length; written < last; written++) {
      to[written] = to[written - distance];
    }
  }

  private int checked(long distance) throws S2FormatException {
    if (distance > Integer.MAX_VALUE) {
      throw damaged("a copy reaches before the beginning");
    }
    return (int) distance;
  }

  private long littleEndian(int bytes) throws S2FormatException {
    if (bytes > end - at) {
      throw damaged("the block is cut off");
    }
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (from[at++] & 0xffL) << (8 * i);
    }
    return value;
  }

  private S2FormatException damaged(String what) {
    return new S2FormatException("S2 block, byte " + (at - start) + ": " + what);
  }
}

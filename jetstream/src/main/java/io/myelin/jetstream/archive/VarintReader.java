package io.myelin.jetstream.archive;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Numbers in groups of seven bits, lowest first. Not thread-safe. */
final class VarintReader {
  private static final int LONGEST_SHIFT = 63;

  private final InputStream in;

  VarintReader(byte[] bytes) {
    this(new ByteArrayInputStream(bytes));
  }

  VarintReader(InputStream in) {
    this.in = in;
  }

  int octet() throws IOException {
    int octet = in.read();
    if (octet < 0) {
      throw new EOFException("backup was truncated");
    }
    return octet;
  }

  long unsigned() throws IOException {
    long value = 0;
    for (int shift = 0; shift <= LONGEST_SHIFT; shift += 7) {
      int octet = octet();
      value |= (long) (octet & 0x7f) << shift;
      if ((octet & 0x80) == 0) {
        return value;
      }
    }
    throw new ArchiveFormatException("a number of more than 64 bits");
  }

  /** One whose sign is its lowest bit. */
  long signed() throws IOException {
    long value = unsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  byte[] bytes(long count, long most) throws IOException {
    if (count < 0 || count > most) {
      throw new ArchiveFormatException("a part of " + Long.toUnsignedString(count) + " bytes");
    }
    byte[] bytes = in.readNBytes((int) count);
    if (bytes.length < count) {
      throw new EOFException("backup was truncated");
    }
    return bytes;
  }
}

package io.myelin.jetstream.consumer;

import java.util.Arrays;

/** Reads what {@link RecordWriter} wrote. */
final class RecordReader {
  private final byte[] bytes;
  private int at;

  RecordReader(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean hasMore() {
    return at < bytes.length;
  }

  int octet() {
    if (at >= bytes.length) {
      throw damaged("ends early");
    }
    return bytes[at++] & 0xff;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int octet = octet();
      value |= (long) (octet & 0x7f) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
    throw damaged("holds a number that does not end");
  }

  byte[] bytes() {
    long length = number();
    if (length < 0 || length > bytes.length - at) {
      throw damaged("holds a length that passes its end");
    }
    byte[] value = Arrays.copyOfRange(bytes, at, at + (int) length);
    at += (int) length;
    return value;
  }

  static IllegalArgumentException damaged(String what) {
    return new IllegalArgumentException("consumer record " + what);
  }
}

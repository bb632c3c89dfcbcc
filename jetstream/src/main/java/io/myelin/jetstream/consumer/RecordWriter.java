package io.myelin.jetstream.consumer;

import java.util.Arrays;

/** Writes a record: a version, a kind, and numbers of variable length. */
final class RecordWriter {
  private byte[] bytes;
  private int length;

  RecordWriter(RecordKind kind) {
    bytes = new byte[64];
    bytes[length++] = RecordKind.VERSION;
    bytes[length++] = kind.code();
  }

  /** A number without sign, in groups of seven bits, lowest first. */
  RecordWriter number(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  RecordWriter bytes(byte[] value) {
    number(value.length);
    ensure(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  int length() {
    return length;
  }

  byte[] record() {
    return Arrays.copyOf(bytes, length);
  }

  private void ensure(int room) {
    if (length + room > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + room));
    }
  }
}

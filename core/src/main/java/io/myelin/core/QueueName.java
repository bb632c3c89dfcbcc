package io.myelin.core;

import java.util.Arrays;

/** A queue group's name as a key. */
final class QueueName {
  private final byte[] bytes;
  private final int hash;

  QueueName(byte[] bytes) {
    this.bytes = bytes;
    this.hash = (int) SubjectHash.of(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QueueName that && hash == that.hash && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}

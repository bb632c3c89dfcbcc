package io.myelin.store;

import java.io.IOException;

/** Leaves records as they are. */
final class NoCipher implements RecordCipher, RecordCipher.FileKey {
  @Override
  public long keyId() {
    return 0;
  }

  @Override
  public boolean isCurrent(long keyId) {
    return keyId == keyId();
  }

  @Override
  public byte[] newSalt() {
    return new byte[SALT_BYTES];
  }

  @Override
  public FileKey key(long keyId, byte[] salt) throws IOException {
    if (keyId != 0) {
      throw new UnsupportedFormatException(
          "encrypted store encountered with no main key; configure the key it was written with");
    }
    return this;
  }

  @Override
  public int overheadBytes() {
    return 0;
  }

  @Override
  public int seal(
      long position,
      long sequence,
      long context,
      byte[] from,
      int at,
      int length,
      byte[] to,
      int toAt) {
    System.arraycopy(from, at, to, toAt, length);
    return length;
  }

  @Override
  public int open(
      long position,
      long sequence,
      long context,
      byte[] from,
      int at,
      int length,
      byte[] to,
      int toAt) {
    System.arraycopy(from, at, to, toAt, length);
    return length;
  }
}

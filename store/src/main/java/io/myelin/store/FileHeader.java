package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * What every file of the store begins with: 64 bytes, little-endian, closed by a checksum.
 *
 * @param magic what kind of file it is
 * @param version of the format of that kind
 * @param features bits that a reader must know to read the file
 * @param generation differs from every earlier file of the same name, so that bytes which were left
 *     behind by one do not pass for records of the other
 * @param keyId key that the records are sealed with, 0 for none
 * @param salt makes the key of this file one of its own, {@link RecordCipher#SALT_BYTES} bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares headers.
record FileHeader(long magic, int version, int features, long generation, long keyId, byte[] salt) {
  /** Bytes of a header. */
  static final int BYTES = 64;

  private static final int CHECKSUM_AT = BYTES - 4;

  /** Makes a magic number of eight ASCII letters, readable in a dump of the file. */
  static long magic(String letters) {
    long magic = 0;
    for (int i = 7; i >= 0; i--) {
      magic = magic << 8 | letters.charAt(i);
    }
    return magic;
  }

  ByteBuffer encode() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(magic).putInt(version).putInt(features).putLong(generation).putLong(keyId);
    buffer.put(salt);
    buffer.putInt(CHECKSUM_AT, checksum(buffer.array()));
    return buffer.rewind();
  }

  /**
   * Reads the header of a file.
   *
   * @param name what a file of this kind is called in the text of an error
   * @throws DamagedFileException when there is no whole header
   * @throws UnsupportedFormatException when it is of another kind, version or needs other features
   */
  static FileHeader read(
      DiskFile file, Path path, String name, long magic, int maxVersion, int knownFeatures)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (file.read(buffer, 0) < BYTES || buffer.getInt(CHECKSUM_AT) != checksum(buffer.array())) {
      throw new DamagedFileException(path + ": the file header is damaged");
    }
    buffer.flip();
    long foundMagic = buffer.getLong();
    int version = buffer.getInt();
    int features = buffer.getInt();
    long generation = buffer.getLong();
    long keyId = buffer.getLong();
    byte[] salt = new byte[RecordCipher.SALT_BYTES];
    buffer.get(salt);
    if (foundMagic != magic) {
      throw new UnsupportedFormatException(path + " is not a " + name);
    }
    if (version > maxVersion || (features & ~knownFeatures) != 0) {
      throw new UnsupportedFormatException(
          path
              + ": version "
              + version
              + " with features 0x"
              + Integer.toHexString(features)
              + " was written by a newer Myelin; this one reads versions up to "
              + maxVersion);
    }
    return new FileHeader(magic, version, features, generation, keyId, salt);
  }

  private static int checksum(byte[] header) {
    CRC32C checksum = new CRC32C();
    checksum.update(header, 0, CHECKSUM_AT);
    return (int) checksum.getValue();
  }
}

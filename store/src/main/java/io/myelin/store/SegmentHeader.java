package io.myelin.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a segment file begins: who wrote it and what is needed to read it, twice, in two sectors.
 *
 * @param id the segment's number in its store, from 1
 * @param generation 0, and one more with every rewrite of the file
 * @param salt of the store: goes into every checksum and into the hashes of subjects
 * @param previousId the segment in front of this one, 0 for none: those between were never
 *     committed
 * @param previousEnd where that segment ends: what lies behind was never committed
 * @param continues whether it was begun by the same run that filled the one in front, so that a
 *     batch may reach from there into this one
 * @param doubt what of the segments in front did not count when this one was begun, and shall never
 *     count
 * @param compressed whether records may be compressed
 * @param keyId of the key that the records are sealed with, 0 for none
 * @param keySalt makes the key of this file one of its own
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares headers.
record SegmentHeader(
    long id,
    int generation,
    long salt,
    long previousId,
    long previousEnd,
    boolean continues,
    Doubt doubt,
    boolean compressed,
    long keyId,
    byte[] keySalt) {

  /**
   * From here on to the segment that says so, removals do not count, nor do atomic groups of which
   * anything is damaged.
   *
   * @param id the first segment that this concerns, 0 for none
   * @param position where in it
   */
  record Doubt(long id, long position) {
    static final Doubt NONE = new Doubt(0, 0);

    /** Whether it concerns a segment in front of the one that says so. */
    boolean reaches(long segmentId) {
      return id != 0 && segmentId >= id;
    }

    /** Where it begins in a segment, {@code Long.MAX_VALUE} where not. */
    long from(long segmentId) {
      return id == 0 || segmentId < id ? Long.MAX_VALUE : segmentId > id ? 0 : position;
    }
  }

  /** Bytes of both copies; the first record follows. */
  static final int BYTES = 1024;

  static final int VERSION = 1;
  static final int KNOWN_FEATURES = 3;
  private static final int ENCRYPTED = 1;
  private static final int COMPRESSED = 2;

  private static final int COPY = 512;
  private static final byte[] MAGIC = "MYELSEGM".getBytes(StandardCharsets.US_ASCII);
  private static final int CRC_AT = 56;

  /** A second part with a checksum of its own; zeros in files of earlier versions. */
  private static final int MORE_AT = 64;

  private static final int MORE_CRC_AT = MORE_AT + 24 + RecordCipher.SALT_BYTES;

  byte[] encode() {
    byte[] bytes = new byte[BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < BYTES; at += COPY) {
      buffer.position(at);
      buffer
          .put(MAGIC)
          .putInt(VERSION)
          .putInt((keyId == 0 ? 0 : ENCRYPTED) | (compressed ? COMPRESSED : 0))
          .putLong(id)
          .putInt(generation)
          .putInt(continues ? 1 : 0);
      buffer.putLong(salt).putLong(previousId).putLong(previousEnd);
      buffer.putInt(crc(bytes, at, CRC_AT));
      buffer.position(at + MORE_AT);
      buffer.putLong(doubt.id).putLong(doubt.position).putLong(keyId).put(keySalt);
      buffer.putInt(crc(bytes, at, MORE_CRC_AT));
    }
    return bytes;
  }

  /**
   * @return null when neither copy is whole
   * @throws UnsupportedFormatException when it is whole and asks for more than is known here
   */
  static @Nullable SegmentHeader decode(byte[] bytes, int length, String file)
      throws UnsupportedFormatException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + COPY <= length && at < BYTES; at += COPY) {
      if (!Arrays.equals(bytes, at, at + MAGIC.length, MAGIC, 0, MAGIC.length)
          || buffer.getInt(at + CRC_AT) != crc(bytes, at, CRC_AT)) {
        continue;
      }
      int version = buffer.getInt(at + 8);
      int features = buffer.getInt(at + 12);
      if (version != VERSION || (features & ~KNOWN_FEATURES) != 0) {
        throw new UnsupportedFormatException(
            file
                + " has format version "
                + version
                + " and needs features 0x"
                + Integer.toHexString(features)
                + "; known here are version "
                + VERSION
                + " and features 0x"
                + Integer.toHexString(KNOWN_FEATURES)
                + ". Use the version of the server that wrote it, or a newer one.");
      }
      boolean hasMore = buffer.getInt(at + MORE_CRC_AT) == crc(bytes, at, MORE_CRC_AT);
      boolean encrypted = (features & ENCRYPTED) != 0;
      if (encrypted && !hasMore) {
        continue;
      }
      byte[] keySalt = new byte[RecordCipher.SALT_BYTES];
      buffer.get(at + MORE_AT + 24, keySalt);
      return new SegmentHeader(
          buffer.getLong(at + 16),
          buffer.getInt(at + 24),
          buffer.getLong(at + 32),
          buffer.getLong(at + 40),
          buffer.getLong(at + 48),
          buffer.getInt(at + 28) == 1,
          hasMore
              ? new Doubt(buffer.getLong(at + MORE_AT), buffer.getLong(at + MORE_AT + 8))
              : Doubt.NONE,
          (features & COMPRESSED) != 0,
          encrypted ? buffer.getLong(at + MORE_AT + 16) : 0,
          keySalt);
    }
    return null;
  }

  private static int crc(byte[] bytes, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at, length);
    return (int) crc.getValue();
  }
}

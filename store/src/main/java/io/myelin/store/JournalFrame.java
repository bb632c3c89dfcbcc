package io.myelin.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The 32 bytes in front of every body in a journal file, little-endian: length of the body as
 * stored, flags, number of the batch, up to where the file was known to be synced when this was
 * written, checksum of the body, checksum of all that together with the generation and the position
 * in the file.
 *
 * @param storedBytes length of the body as stored
 * @param last whether it ends its batch
 * @param batch number of the batch, from 1
 * @param syncedEnd everything in front of this position had been synced
 * @param bodyChecksum CRC32C of the body as stored
 */
record JournalFrame(int storedBytes, boolean last, long batch, long syncedEnd, int bodyChecksum) {
  static final int BYTES = 32;
  private static final int LAST = 1;
  private static final int CHECKSUM_AT = 28;

  void encode(ByteBuffer into, int at, long generation, long position) {
    into.putInt(at, storedBytes);
    into.putInt(at + 4, last ? LAST : 0);
    into.putLong(at + 8, batch);
    into.putLong(at + 16, syncedEnd);
    into.putInt(at + 24, bodyChecksum);
    into.putInt(at + CHECKSUM_AT, checksum(into, at, generation, position));
  }

  /** Whether there is a frame in these bytes that was written to this position of this file. */
  static boolean isAt(ByteBuffer from, int at, long generation, long position) {
    long syncedEnd = from.getLong(at + 16);
    return from.getInt(at) >= 0
        && (from.getInt(at + 4) & ~LAST) == 0
        && from.getLong(at + 8) > 0
        && syncedEnd >= 0
        && syncedEnd <= position
        && from.getInt(at + CHECKSUM_AT) == checksum(from, at, generation, position);
  }

  static JournalFrame decode(ByteBuffer from, int at) {
    return new JournalFrame(
        from.getInt(at),
        (from.getInt(at + 4) & LAST) != 0,
        from.getLong(at + 8),
        from.getLong(at + 16),
        from.getInt(at + 24));
  }

  /** What the cipher authenticates beside position and batch. */
  long context() {
    return syncedEnd << 1 | (last ? 1 : 0);
  }

  static int checksum(byte[] bytes, int at, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, at, length);
    return (int) checksum.getValue();
  }

  private static int checksum(ByteBuffer bytes, int at, long generation, long position) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.slice(at, CHECKSUM_AT));
    byte[] place = new byte[16];
    ByteBuffer.wrap(place).order(ByteOrder.LITTLE_ENDIAN).putLong(generation).putLong(position);
    checksum.update(place, 0, place.length);
    return (int) checksum.getValue();
  }
}

package io.myelin.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first page of a segment's index file.
 *
 * @param id the segment
 * @param generation of the segment file that is described
 * @param end of that file
 * @param firstSequence of the first entry, 0 for none
 * @param totalBytes size of all messages (STR-038)
 * @param floor below it, records of the segment remove everything
 * @param lastSequence highest that records of the segment use up
 * @param lastTimeNanos latest time in them
 * @param anyHeader whether any message has a header block
 * @param keyId of the key that the other pages are sealed with, 0 for none
 * @param keySalt makes the key of this file one of its own
 */
@SuppressWarnings("ArrayRecordComponent") // Compared without it.
record IndexHeader(
    long id,
    int generation,
    long end,
    long firstSequence,
    long totalBytes,
    long floor,
    long lastSequence,
    long lastTimeNanos,
    boolean anyHeader,
    IndexLayout layout,
    long keyId,
    byte[] keySalt) {
  private static final byte[] MAGIC = "MYELINDX".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 2;

  /** Where the page has a checksum of all others, as long as they are not encrypted. */
  static final int CONTENTS_AT = 44;

  static IndexHeader of(FileSegment segment, IndexLayout layout, FileSeal seal) {
    SegmentIndex index = segment.index();
    return new IndexHeader(
        segment.file.id,
        segment.file.generation,
        segment.writtenEnd,
        index.size() == 0 ? 0 : index.firstSequence(),
        index.totalBytes(),
        segment.floor,
        segment.lastSequence,
        segment.lastTimeNanos,
        index.anyHeader(),
        layout,
        seal.keyId(),
        seal.salt());
  }

  /** Whether it says the same of the segment; the key may be another. */
  boolean isSame(@Nullable IndexHeader other) {
    return other != null
        && id == other.id
        && generation == other.generation
        && end == other.end
        && firstSequence == other.firstSequence
        && totalBytes == other.totalBytes
        && floor == other.floor
        && lastSequence == other.lastSequence
        && lastTimeNanos == other.lastTimeNanos
        && anyHeader == other.anyHeader
        && layout.equals(other.layout);
  }

  void encode(byte[] page) {
    ByteBuffer buffer = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).putInt(VERSION).putInt(anyHeader ? 1 : 0).putLong(id).putInt(generation);
    buffer.putInt(layout.entries()).putInt(layout.subjects()).putInt(layout.subjectBytes());
    buffer.putInt(layout.listBytes()).putInt(0);
    buffer.putLong(end).putLong(firstSequence).putLong(totalBytes).putLong(floor);
    buffer.putLong(lastSequence).putLong(lastTimeNanos).putLong(keyId).put(keySalt);
  }

  /** Null for an index of another version, which is made again from the records. */
  static @Nullable IndexHeader decode(byte[] page) {
    ByteBuffer buffer = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[MAGIC.length];
    buffer.get(magic);
    if (!Arrays.equals(magic, MAGIC) || buffer.getInt() != VERSION) {
      return null;
    }
    boolean anyHeader = buffer.getInt() == 1;
    long id = buffer.getLong();
    int generation = buffer.getInt();
    IndexLayout layout =
        new IndexLayout(buffer.getInt(), buffer.getInt(), buffer.getInt(), buffer.getInt());
    buffer.getInt();
    long end = buffer.getLong();
    long firstSequence = buffer.getLong();
    long totalBytes = buffer.getLong();
    long floor = buffer.getLong();
    long lastSequence = buffer.getLong();
    long lastTimeNanos = buffer.getLong();
    long keyId = buffer.getLong();
    byte[] keySalt = new byte[RecordCipher.SALT_BYTES];
    buffer.get(keySalt);
    return new IndexHeader(
        id,
        generation,
        end,
        firstSequence,
        totalBytes,
        floor,
        lastSequence,
        lastTimeNanos,
        anyHeader,
        layout,
        keyId,
        keySalt);
  }
}

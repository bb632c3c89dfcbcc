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
 */
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
    IndexLayout layout) {
  private static final byte[] MAGIC = "MYELINDX".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  static IndexHeader of(FileSegment segment, IndexLayout layout) {
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
        layout);
  }

  void encode(byte[] page) {
    ByteBuffer buffer = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).putInt(VERSION).putInt(anyHeader ? 1 : 0).putLong(id).putInt(generation);
    buffer.putInt(layout.entries()).putInt(layout.subjects()).putInt(layout.subjectBytes());
    buffer.putInt(layout.listBytes()).putInt(0);
    buffer.putLong(end).putLong(firstSequence).putLong(totalBytes).putLong(floor);
    buffer.putLong(lastSequence).putLong(lastTimeNanos);
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
    return new IndexHeader(
        id,
        generation,
        buffer.getLong(),
        buffer.getLong(),
        buffer.getLong(),
        buffer.getLong(),
        buffer.getLong(),
        buffer.getLong(),
        anyHeader,
        layout);
  }
}

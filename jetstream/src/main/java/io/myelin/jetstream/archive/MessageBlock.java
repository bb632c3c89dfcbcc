package io.myelin.jetstream.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A block of messages as format 1 holds it (STR-610 to STR-613): written record by record, or read
 * whole. Not thread-safe.
 */
public final class MessageBlock {
  /** A reader takes no longer ones. */
  private static final int LARGEST_RECORD_BYTES = 32 << 20;

  private static final int HEAD_BYTES = 22;
  private static final int SMALLEST_RECORD_BYTES = HEAD_BYTES + HighwayHash64.DIGEST_BYTES;
  private static final int HEADERS_BIT = 1 << 31;
  private static final long ERASED_BIT = 1L << 63;
  private static final long TOMBSTONE_BIT = 1L << 62;

  /** Behind a damaged record no other is looked for whose sequence is farther away. */
  private static final long FARTHEST_SEQUENCE = 1L << 40;

  private final HighwayHash64 hash;
  private byte[] bytes = new byte[64 * 1024];
  private int length;
  private byte[] hashed = new byte[1024];

  /**
   * @param number of the block, from 1
   */
  public MessageBlock(String stream, long number) {
    this.hash = hash(stream, number);
  }

  private static HighwayHash64 hash(String stream, long number) {
    return HighwayHash64.keyedBy(stream + '-' + number);
  }

  /** Bytes so far. */
  public int length() {
    return length;
  }

  /** The block. */
  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /**
   * Adds a message whose subject, header block and payload lie one behind the other.
   *
   * @param sequence higher than those before
   */
  public void add(
      long sequence,
      long timeNanos,
      byte[] buffer,
      int at,
      int subjectLength,
      int headerLength,
      int payloadLength) {
    int body = subjectLength + (headerLength > 0 ? 4 + headerLength : 0) + payloadLength;
    int start = begin(sequence, timeNanos, body, subjectLength, headerLength > 0);
    int to = start + HEAD_BYTES;
    System.arraycopy(buffer, at, bytes, to, subjectLength);
    to += subjectLength;
    if (headerLength > 0) {
      LittleEndian.int32(bytes, to, headerLength);
      to += 4;
    }
    System.arraycopy(buffer, at + subjectLength, bytes, to, headerLength + payloadLength);
    end(start, headerLength > 0 ? subjectLength : -1);
  }

  /** Tells that sequences up to this one are used. */
  public void skip(long sequence, long timeNanos) {
    end(begin(sequence | ERASED_BIT, timeNanos, 0, 0, false), -1);
  }

  /** Tells that an earlier message was deleted. */
  public void delete(long sequence, long timeNanos) {
    end(begin(sequence | TOMBSTONE_BIT, timeNanos, 0, 0, false), -1);
  }

  private int begin(long sequence, long timeNanos, int body, int subjectLength, boolean headers) {
    int record = SMALLEST_RECORD_BYTES + body;
    if (bytes.length - length < record) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + record));
    }
    int start = length;
    LittleEndian.int32(bytes, start, headers ? record | HEADERS_BIT : record);
    LittleEndian.int64(bytes, start + 4, sequence);
    LittleEndian.int64(bytes, start + 12, timeNanos);
    bytes[start + 20] = (byte) subjectLength;
    bytes[start + 21] = (byte) (subjectLength >>> 8);
    length += record;
    return start;
  }

  private void end(int start, int subjectLengthBeforeHeaders) {
    int end = length - HighwayHash64.DIGEST_BYTES;
    LittleEndian.int64(bytes, end, hashOf(hash, bytes, start, end, subjectLengthBeforeHeaders));
  }

  /** Over sequence, time, subject, header block and payload, but neither length. */
  private long hashOf(
      HighwayHash64 by, byte[] block, int start, int end, int subjectLengthBeforeHeaders) {
    int body = end - start - HEAD_BYTES;
    if (hashed.length < 16 + body) {
      hashed = new byte[16 + body];
    }
    System.arraycopy(block, start + 4, hashed, 0, 16);
    if (subjectLengthBeforeHeaders < 0) {
      System.arraycopy(block, start + HEAD_BYTES, hashed, 16, body);
      return by.hash(hashed, 0, 16 + body);
    }
    int subject = subjectLengthBeforeHeaders;
    System.arraycopy(block, start + HEAD_BYTES, hashed, 16, subject);
    System.arraycopy(
        block, start + HEAD_BYTES + subject + 4, hashed, 16 + subject, body - subject - 4);
    return by.hash(hashed, 0, 12 + body);
  }

  /**
   * Reads a whole block.
   *
   * @throws ArchiveFormatException at the first record that is damaged
   */
  public static void read(String stream, long number, byte[] block, ArchivedMessages to)
      throws IOException {
    new MessageBlock(stream, number).read(block, number, to);
  }

  private void read(byte[] block, long number, ArchivedMessages to) throws IOException {
    int at = 0;
    while (at < block.length) {
      int record = intactRecord(block, at);
      if (record == 0) {
        throw new ArchiveFormatException("block " + number + " is damaged at byte " + at);
      }
      deliver(block, at, record, to);
      at += record;
    }
  }

  /**
   * A stretch of a block that holds no intact record.
   *
   * @param from first byte, after decryption and decompression
   * @param to byte behind the last one
   * @param after the last sequence in front of it, 0 for none in this block
   * @param before the first sequence behind it, 0 for none in this block
   */
  public record Damage(int from, int to, long after, long before) {
    private Damage endingBefore(long sequence) {
      return new Damage(from, to, after, sequence);
    }
  }

  /**
   * Reads every record of a block that is intact, those behind damaged ones too.
   *
   * @return what was passed over
   */
  public static List<Damage> salvage(String stream, long number, byte[] block, ArchivedMessages to)
      throws IOException {
    return new MessageBlock(stream, number).salvage(block, to);
  }

  private List<Damage> salvage(byte[] block, ArchivedMessages to) throws IOException {
    List<Damage> damages = new ArrayList<>();
    long last = 0;
    int at = 0;
    while (at < block.length) {
      int record = intactRecord(block, at);
      if (record == 0) {
        int from = at;
        do {
          at++;
        } while (at < block.length
            && !(isPlausible(block, at, last) && intactRecord(block, at) > 0));
        damages.add(new Damage(from, at, last, 0));
        continue;
      }
      if ((LittleEndian.int64(block, at + 4) & TOMBSTONE_BIT) == 0) {
        last = Math.max(last, plainSequence(block, at));
        long behind = last;
        if (!damages.isEmpty() && damages.getLast().before == 0) {
          damages.replaceAll(it -> it.before == 0 ? it.endingBefore(behind) : it);
        }
      }
      deliver(block, at, record, to);
      at += record;
    }
    return damages;
  }

  private static long plainSequence(byte[] block, int at) {
    return LittleEndian.int64(block, at + 4) & ~(ERASED_BIT | TOMBSTONE_BIT);
  }

  /** Whether a hash is worth computing: any bytes may have the length of a record. */
  private static boolean isPlausible(byte[] block, int at, long lastSequence) {
    if (block.length - at < SMALLEST_RECORD_BYTES) {
      return false;
    }
    long plain = plainSequence(block, at);
    boolean tombstone = (LittleEndian.int64(block, at + 4) & TOMBSTONE_BIT) != 0;
    long above = plain - lastSequence;
    return tombstone
        ? plain > 0 && above <= FARTHEST_SEQUENCE
        : above > 0 && above <= FARTHEST_SEQUENCE;
  }

  /** The length of the record, 0 where there is none or it is damaged. */
  private int intactRecord(byte[] block, int at) {
    int left = block.length - at;
    if (left < SMALLEST_RECORD_BYTES) {
      return 0;
    }
    int word = LittleEndian.int32(block, at);
    boolean headers = (word & HEADERS_BIT) != 0;
    int record = word & ~HEADERS_BIT;
    if (record < SMALLEST_RECORD_BYTES || record > LARGEST_RECORD_BYTES || record > left) {
      return 0;
    }
    int end = at + record - HighwayHash64.DIGEST_BYTES;
    int subjectLength = LittleEndian.uint16(block, at + 20);
    int from = at + HEAD_BYTES + subjectLength;
    if (from + (headers ? 4 : 0) > end) {
      return 0;
    }
    if (headers) {
      int headerLength = LittleEndian.int32(block, from);
      if (headerLength < 0 || headerLength > end - from - 4) {
        return 0;
      }
    }
    long found = hashOf(hash, block, at, end, headers ? subjectLength : -1);
    return found == LittleEndian.int64(block, end) ? record : 0;
  }

  private static void deliver(byte[] block, int at, int record, ArchivedMessages to)
      throws IOException {
    long sequence = LittleEndian.int64(block, at + 4);
    long timeNanos = LittleEndian.int64(block, at + 12);
    long plain = plainSequence(block, at);
    if ((sequence & TOMBSTONE_BIT) != 0) {
      to.deleted(plain, timeNanos);
      return;
    }
    if ((sequence & ERASED_BIT) != 0) {
      to.skipped(plain, timeNanos);
      return;
    }
    int from = at + HEAD_BYTES + LittleEndian.uint16(block, at + 20);
    int subjectEnd = from;
    int headerLength = 0;
    if ((LittleEndian.int32(block, at) & HEADERS_BIT) != 0) {
      headerLength = LittleEndian.int32(block, from);
      from += 4;
    }
    to.message(
        plain,
        timeNanos,
        Arrays.copyOfRange(block, at + HEAD_BYTES, subjectEnd),
        Arrays.copyOfRange(block, from, from + headerLength),
        Arrays.copyOfRange(block, from + headerLength, at + record - HighwayHash64.DIGEST_BYTES));
  }
}

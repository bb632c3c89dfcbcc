package io.myelin.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The records of a segment file. Each begins with a fixed head; a message's subject, header block
 * and payload follow, then zeros up to a multiple of 8.
 *
 * <p>One checksum covers head and subject, another header block and payload, so that the latter can
 * be overwritten and what went is still known. Both take in the store's salt, the segment and the
 * position: bytes that lay elsewhere never pass.
 */
final class Records {
  static final int HEAD = 52;
  static final int ALIGNMENT = 8;

  static final int MESSAGE = 1;
  static final int SKIP = 2;
  static final int REMOVE = 3;
  static final int FLOOR = 4;
  static final int GROUP_END = 5;

  /** Everything in front of this record was synced before it was written. */
  static final int STARTS_BATCH = 1;

  /** Counts only if the end of its group is there. */
  static final int IN_GROUP = 2;

  /** What is removed was overwritten, or is to be. */
  static final int ERASES = 4;

  private static final byte MARK = 0x4d;
  private static final int CRC_AT = 0;
  private static final int LENGTH_AT = 4;
  private static final int MARK_AT = 8;
  private static final int KIND_AT = 9;
  private static final int FLAGS_AT = 10;
  private static final int SUBJECT_LENGTH_AT = 12;
  private static final int SEQUENCE_AT = 16;
  private static final int TIME_AT = 24;
  private static final int EXPIRY_AT = 32;
  private static final int HEADER_LENGTH_AT = 40;
  private static final int KEY_ID_AT = 44;
  private static final int BODY_CRC_AT = 48;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final CRC32C crc = new CRC32C();
  private final long salt;

  /**
   * @param salt of the store and segment: {@link #salt}
   */
  Records(long salt) {
    this.salt = salt;
  }

  /** What goes into the checksums of a segment. */
  static long salt(long storeSalt, long segmentId) {
    return (storeSalt ^ segmentId * 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
  }

  /** Length with padding. */
  static int padded(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Fills in the head of a record, whose subject, header and payload lie in {@code body}. */
  void encodeHead(
      byte[] head,
      long position,
      int kind,
      int flags,
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      byte[] body,
      int at,
      int subjectLength,
      int headerLength,
      int payloadLength) {
    int bodyLength = headerLength + payloadLength;
    INT.set(head, LENGTH_AT, HEAD + subjectLength + bodyLength);
    head[MARK_AT] = MARK;
    head[KIND_AT] = (byte) kind;
    SHORT.set(head, FLAGS_AT, (short) flags);
    SHORT.set(head, SUBJECT_LENGTH_AT, (short) subjectLength);
    SHORT.set(head, SUBJECT_LENGTH_AT + 2, (short) 0);
    LONG.set(head, SEQUENCE_AT, sequence);
    LONG.set(head, TIME_AT, timeNanos);
    LONG.set(head, EXPIRY_AT, expiresAtNanos);
    INT.set(head, HEADER_LENGTH_AT, headerLength);
    INT.set(head, KEY_ID_AT, 0);
    INT.set(head, BODY_CRC_AT, bodyCrc(body, at + subjectLength, bodyLength, position));
    INT.set(head, CRC_AT, headCrc(head, 0, body, at, subjectLength, position));
  }

  private int headCrc(
      byte[] head, int at, byte[] subject, int subjectAt, int subjectLength, long position) {
    crc.reset();
    crc.update(head, at + LENGTH_AT, HEAD - LENGTH_AT);
    crc.update(subject, subjectAt, subjectLength);
    return (int) crc.getValue() ^ mask(position);
  }

  private int bodyCrc(byte[] body, int at, int length, long position) {
    crc.reset();
    crc.update(body, at, length);
    return (int) crc.getValue() ^ mask(~position);
  }

  private int mask(long position) {
    long mixed = (salt ^ position * 0x94d049bb133111ebL) * 0xd6e8feb86659fd93L;
    return (int) (mixed >>> 32);
  }

  /** Sets flags in a whole record. */
  void addFlags(byte[] record, long position, int flags) {
    SHORT.set(record, FLAGS_AT, (short) (flags(record, 0) | flags));
    INT.set(record, CRC_AT, headCrc(record, 0, record, HEAD, subjectLength(record, 0), position));
  }

  /**
   * Whether a record's head and subject begin here and are whole; then its length lies within what
   * there is, and its parts within it.
   */
  boolean isHead(byte[] bytes, int at, int available, long position) {
    if (available < HEAD || bytes[at + MARK_AT] != MARK) {
      return false;
    }
    int length = length(bytes, at);
    int kind = kind(bytes, at);
    if (kind < MESSAGE || kind > GROUP_END || length < HEAD || length > available) {
      return false;
    }
    int subjectLength = subjectLength(bytes, at);
    int headerLength = headerLength(bytes, at);
    return headerLength >= 0
        && (long) HEAD + subjectLength + headerLength <= length
        && (int) INT.get(bytes, at + CRC_AT)
            == headCrc(bytes, at, bytes, at + HEAD, subjectLength, position);
  }

  /** Whether header block and payload are whole, of a record whose head is. */
  boolean isBody(byte[] bytes, int at, long position) {
    int before = HEAD + subjectLength(bytes, at);
    return (int) INT.get(bytes, at + BODY_CRC_AT)
        == bodyCrc(bytes, at + before, length(bytes, at) - before, position);
  }

  static int length(byte[] bytes, int at) {
    return (int) INT.get(bytes, at + LENGTH_AT);
  }

  static int kind(byte[] bytes, int at) {
    return bytes[at + KIND_AT];
  }

  static int flags(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at + FLAGS_AT) & 0xffff;
  }

  static int subjectLength(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at + SUBJECT_LENGTH_AT) & 0xffff;
  }

  static int headerLength(byte[] bytes, int at) {
    return (int) INT.get(bytes, at + HEADER_LENGTH_AT);
  }

  static long sequence(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at + SEQUENCE_AT);
  }

  static long timeNanos(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at + TIME_AT);
  }

  static long expiresAtNanos(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at + EXPIRY_AT);
  }
}

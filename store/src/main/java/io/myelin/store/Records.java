package io.myelin.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The records of a segment file. Each begins with a fixed head; a message's subject, header block
 * and payload follow, then zeros up to a multiple of 8.
 *
 * <p>Header block and payload may be compressed together. In an encrypted file the subject is
 * sealed, and so are header block and payload, each with everything that the head says of the
 * message except which batch it is in.
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

  /** Header block and payload are one S2 block. */
  static final int COMPRESSED = 8;

  /** Less is not worth trying to compress. */
  private static final int LEAST_COMPRESSED = 64;

  private static final byte MARK = 0x4d;
  private static final int KIND_SHIFT = 60;
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
  private static final int PLAIN_BODY_LENGTH_AT = 44;
  private static final int BODY_CRC_AT = 48;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte[] NOTHING = {};

  private final CRC32C crc = new CRC32C();
  private final long salt;
  private final RecordCipher.FileKey key;
  private final int overhead;

  // The form in which the record that was encoded last is stored behind its head.
  private byte[] stored = NOTHING;
  private int storedAt;
  private int storedLength;

  private byte[] room = NOTHING;
  private byte[] compressed = NOTHING;

  /**
   * @param salt of the store and segment: {@link #salt}
   * @param key of the file
   */
  Records(long salt, RecordCipher.FileKey key) {
    this.salt = salt;
    this.key = key;
    this.overhead = key.overheadBytes();
  }

  /** What goes into the checksums of a segment. */
  static long salt(long storeSalt, long segmentId) {
    return (storeSalt ^ segmentId * 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
  }

  /** Length with padding. */
  static int padded(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /**
   * Fills in the head of a record, whose subject, header and payload lie in {@code body}, and makes
   * the bytes that are stored behind it: {@link #stored}.
   *
   * @param compressor tries to make a message smaller; null for no compression
   */
  void encode(
      byte[] head,
      long position,
      int kind,
      int givenFlags,
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      byte[] body,
      int at,
      int subjectLength,
      int headerLength,
      int payloadLength,
      @Nullable S2Encoder compressor) {
    int flags = givenFlags;
    int plainBody = headerLength + payloadLength;
    byte[] source = body;
    int sourceAt = at + subjectLength;
    int sourceLength = plainBody;
    if (compressor != null && kind == MESSAGE && plainBody >= LEAST_COMPRESSED) {
      int most = S2Encoder.maxEncodedBytes(plainBody);
      if (compressed.length < most) {
        compressed = new byte[most];
      }
      int smaller = compressor.encode(body, sourceAt, plainBody, compressed, 0);
      if (smaller < plainBody) {
        flags |= COMPRESSED;
        source = compressed;
        sourceAt = 0;
        sourceLength = smaller;
      }
    }
    int storedSubject = subjectLength + overhead;
    int storedBody = sourceLength + overhead;
    SHORT.set(head, SUBJECT_LENGTH_AT, (short) subjectLength);
    SHORT.set(head, SUBJECT_LENGTH_AT + 2, (short) 0);
    INT.set(head, LENGTH_AT, HEAD + storedSubject + storedBody);
    head[MARK_AT] = MARK;
    head[KIND_AT] = (byte) kind;
    SHORT.set(head, FLAGS_AT, (short) flags);
    LONG.set(head, SEQUENCE_AT, sequence);
    LONG.set(head, TIME_AT, timeNanos);
    LONG.set(head, EXPIRY_AT, expiresAtNanos);
    INT.set(head, HEADER_LENGTH_AT, headerLength);
    INT.set(head, PLAIN_BODY_LENGTH_AT, (flags & COMPRESSED) != 0 ? plainBody : 0);
    storedLength = storedSubject + storedBody;
    if (source == body && overhead == 0) {
      stored = body;
      storedAt = at;
    } else {
      if (room.length < storedLength) {
        room = new byte[Math.max(storedLength, Math.min(2 * room.length, 1 << 20))];
      }
      stored = room;
      storedAt = 0;
      seal(head, position, body, at, subjectLength, source, sourceAt, sourceLength);
    }
    INT.set(head, BODY_CRC_AT, bodyCrc(stored, storedAt + storedSubject, storedBody, position));
    INT.set(head, CRC_AT, headCrc(head, 0, stored, storedAt, storedSubject, position));
  }

  private void seal(
      byte[] head,
      long position,
      byte[] subject,
      int subjectAt,
      int subjectLength,
      byte[] body,
      int bodyAt,
      int bodyLength) {
    int written =
        key.seal(
            position + HEAD,
            sequence(head, 0) | (long) kind(head, 0) << KIND_SHIFT,
            timeNanos(head, 0),
            subject,
            subjectAt,
            subjectLength,
            room,
            0);
    key.seal(
        position + HEAD + written,
        expiresAtNanos(head, 0),
        bodyContext(head, 0),
        body,
        bodyAt,
        bodyLength,
        room,
        written);
  }

  private static long bodyContext(byte[] bytes, int at) {
    return (long) headerLength(bytes, at) << 32 | (int) INT.get(bytes, at + PLAIN_BODY_LENGTH_AT);
  }

  /** Where what is stored behind the last encoded head begins in {@link #storedAt}. */
  byte[] stored() {
    return stored;
  }

  int storedAt() {
    return storedAt;
  }

  int storedLength() {
    return storedLength;
  }

  /** Bytes of subject, header block and payload as they were given, of a record that is whole. */
  int plainLength(byte[] bytes, int at) {
    return subjectLength(bytes, at) + plainBodyLength(bytes, at);
  }

  private int plainBodyLength(byte[] bytes, int at) {
    return (flags(bytes, at) & COMPRESSED) != 0
        ? (int) INT.get(bytes, at + PLAIN_BODY_LENGTH_AT)
        : length(bytes, at) - HEAD - subjectLength(bytes, at) - 2 * overhead;
  }

  /** Bytes of a record as it was given, with its head. */
  int givenLength(byte[] bytes, int at) {
    return HEAD + plainLength(bytes, at);
  }

  /** So many bytes a stored record is at most longer than the given one. */
  int mostOverhead() {
    return 2 * overhead;
  }

  /** Bytes of the subject as it is stored. */
  int storedSubjectLength(byte[] bytes, int at) {
    return subjectLength(bytes, at) + overhead;
  }

  /**
   * Opens the subject of a record whose head is whole.
   *
   * @return whether it is authentic
   */
  boolean subject(byte[] bytes, int at, long position, SubjectKey into) {
    int length = subjectLength(bytes, at);
    if (overhead == 0) {
      into.set(bytes, at + HEAD, length);
      return true;
    }
    byte[] own = into.room(length + overhead);
    boolean authentic = openSubject(bytes, at, position, own, 0);
    into.set(own, 0, length);
    return authentic;
  }

  private boolean openSubject(byte[] bytes, int at, long position, byte[] to, int toAt) {
    return key.open(
            position + HEAD,
            sequence(bytes, at) | (long) kind(bytes, at) << KIND_SHIFT,
            timeNanos(bytes, at),
            bytes,
            at + HEAD,
            storedSubjectLength(bytes, at),
            to,
            toAt)
        >= 0;
  }

  /**
   * Opens a whole record: subject, header block and payload one behind the other.
   *
   * @param to has room for {@link #plainLength}
   * @return whether it is authentic and was no other before it was compressed
   */
  boolean open(byte[] bytes, int at, long position, byte[] to, int toAt) {
    int subjectLength = subjectLength(bytes, at);
    int storedSubject = subjectLength + overhead;
    int storedBody = length(bytes, at) - HEAD - storedSubject;
    if (!openSubject(bytes, at, position, to, toAt)) {
      return false;
    }
    boolean isCompressed = (flags(bytes, at) & COMPRESSED) != 0;
    byte[] body = to;
    int bodyAt = toAt + subjectLength;
    if (isCompressed) {
      if (compressed.length < storedBody) {
        compressed = new byte[storedBody];
      }
      body = compressed;
      bodyAt = 0;
    }
    int opened =
        key.open(
            position + HEAD + storedSubject,
            expiresAtNanos(bytes, at),
            bodyContext(bytes, at),
            bytes,
            at + HEAD + storedSubject,
            storedBody,
            body,
            bodyAt);
    return opened >= 0
        && (!isCompressed
            || decompress(opened, to, toAt + subjectLength, plainBodyLength(bytes, at)));
  }

  private boolean decompress(int length, byte[] to, int toAt, int expected) {
    try {
      return S2Decoder.decodedBytes(compressed, 0, length) == expected
          && S2Decoder.decode(compressed, 0, length, to, toAt) == expected;
    } catch (S2FormatException damaged) {
      return false;
    }
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
    INT.set(
        record, CRC_AT, headCrc(record, 0, record, HEAD, storedSubjectLength(record, 0), position));
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
    int storedSubject = storedSubjectLength(bytes, at);
    if ((long) HEAD + storedSubject + overhead > length) {
      return false;
    }
    int headerLength = headerLength(bytes, at);
    return headerLength >= 0
        && headerLength <= plainBodyLength(bytes, at)
        && (int) INT.get(bytes, at + CRC_AT)
            == headCrc(bytes, at, bytes, at + HEAD, storedSubject, position);
  }

  /** Whether header block and payload are whole, of a record whose head is. */
  boolean isBody(byte[] bytes, int at, long position) {
    int before = HEAD + storedSubjectLength(bytes, at);
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

package io.myelin.protocol;

import java.nio.ByteBuffer;

/**
 * The client protocol, bytes in and events out (CORE-020 to CORE-033, CORE-100, CORE-101,
 * CORE-120).
 *
 * <p>The parser keeps no bytes. {@link #parse} consumes whole elements and says how far it came;
 * the caller presents the rest again, followed by more input, in one contiguous buffer. {@link
 * #missing()} tells how many bytes the element at the front still lacks, where that is known, so
 * that a large payload can be collected before parsing again.
 *
 * <p>A message whose control line repeats the previous one byte for byte, as most do under load, is
 * recognised by comparing words and not parsed again. Buffers must be little-endian. Not
 * thread-safe.
 */
public final class ClientParser {
  private static final int SHORTEST_REMEMBERED_LINE = 8;
  private static final int LONGEST_REMEMBERED_LINE = 128;
  private static final int MAX_SIZE_DIGITS = 9;
  private static final short CRLF = 0x0A0D;
  private static final int MAX_ARGS = 5;

  private final PublishedMessage message = new PublishedMessage();
  private final int[] args = new int[2 * MAX_ARGS];
  private final long[] lastLine = new long[LONGEST_REMEMBERED_LINE / Long.BYTES];
  private int maxControlLineBytes;
  private long maxPayloadBytes;
  private boolean headersAllowed;
  private boolean halted;
  private boolean paused;
  private int missing;
  private int lineStart;

  private int lastLineLength;
  private long lastLineTail;
  private int lastSubjectOffset;
  private int lastSubjectLength;
  private int lastReplyOffset;
  private int lastReplyLength;
  private int lastHeaderLength;
  private int lastBodyLength;

  /**
   * @param maxControlLineBytes bound on the argument part of a control line (CORE-030)
   * @param maxPayloadBytes bound on header block and payload together, -1 for none (CORE-031)
   */
  public ClientParser(int maxControlLineBytes, long maxPayloadBytes) {
    this.maxControlLineBytes = maxControlLineBytes;
    this.maxPayloadBytes = maxPayloadBytes;
  }

  /** Sets both bounds; applies from the next element on. */
  public void limits(int maxControlLineBytes, long maxPayloadBytes) {
    this.maxControlLineBytes = maxControlLineBytes;
    this.maxPayloadBytes = maxPayloadBytes;
    lastLineLength = 0;
  }

  /** Whether HPUB is accepted; before that it is an argument violation (CORE-028). */
  public void headersAllowed(boolean allowed) {
    headersAllowed = allowed;
  }

  /** Stops at the element being reported; everything after it is ignored from now on. */
  public void halt() {
    halted = true;
  }

  /** Stops behind the element being reported; {@link #parse} returns where the next one starts. */
  public void pause() {
    paused = true;
  }

  /** Lets {@link #parse} go on after {@link #pause}. */
  public void resume() {
    paused = false;
  }

  /** Whether {@link #halt} was called or the input broke the protocol. */
  public boolean halted() {
    return halted;
  }

  /**
   * After {@link #parse}: how many bytes the incomplete element still lacks, 0 when that is not
   * known or nothing is left.
   */
  public int missing() {
    return missing;
  }

  /**
   * Reports every complete element of {@code in} between {@code from} and {@code limit}.
   *
   * @return the position after the last consumed element; {@code limit} once halted
   */
  public int parse(ByteBuffer in, int from, int limit, ClientEvents events) {
    missing = 0;
    int at = from;
    while (at < limit && !halted && !paused) {
      int next;
      int lineLength = lastLineLength;
      if (lineLength != 0 && limit - at >= lineLength && repeatsLastLine(in, at, lineLength)) {
        next = body(in, at, at + lineLength, limit, true, events);
      } else {
        next = element(in, at, limit, events);
      }
      if (next < 0) {
        return halted ? limit : at;
      }
      at = next;
    }
    return halted ? limit : at;
  }

  private boolean repeatsLastLine(ByteBuffer in, int at, int length) {
    if (in.getLong(at + length - Long.BYTES) != lastLineTail) {
      return false;
    }
    for (int i = 0; i + Long.BYTES <= length; i += Long.BYTES) {
      if (in.getLong(at + i) != lastLine[i >> 3]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Parses one element that starts at {@code at}; returns where the next starts, or -1 when
   * incomplete or halted.
   */
  private int element(ByteBuffer in, int at, int limit, ClientEvents events) {
    switch (in.get(at) | 0x20) {
      case 'p' -> {
        int second = at + 1 < limit ? in.get(at + 1) | 0x20 : 0;
        return switch (second) {
          case 'u' -> publish(in, at, "pub", false, limit, events);
          case 'i' -> signal(in, at, "ping", limit, events);
          case 'o' -> signal(in, at, "pong", limit, events);
          case 0 -> -1;
          default -> refuse(Violation.UNKNOWN_OPERATION, in, at, limit, events);
        };
      }
      case 'h' -> {
        return publish(in, at, "hpub", true, limit, events);
      }
      case 's' -> {
        return subscribe(in, at, limit, events);
      }
      case 'u' -> {
        return unsubscribe(in, at, limit, events);
      }
      case 'c' -> {
        return json(in, at, "connect", limit, events);
      }
      case 'i' -> {
        return json(in, at, "info", limit, events);
      }
      case '+' | 0x20 -> {
        return in.get(at) == '+'
            ? signal(in, at, "+ok", limit, events)
            : refuse(Violation.UNKNOWN_OPERATION, in, at, limit, events);
      }
      case '-' | 0x20 -> {
        return in.get(at) == '-'
            ? peerError(in, at, limit, events)
            : refuse(Violation.UNKNOWN_OPERATION, in, at, limit, events);
      }
      default -> {
        return refuse(Violation.UNKNOWN_OPERATION, in, at, limit, events);
      }
    }
  }

  private int refuse(Violation violation, ByteBuffer in, int at, int limit, ClientEvents events) {
    halted = true;
    events.violation(violation, in, at, limit);
    return -1;
  }

  /**
   * Compares the verb case-insensitively: 1 it is there, 0 it may still become it, -1 it is
   * something else.
   */
  private static int verb(ByteBuffer in, int at, String verb, int limit) {
    int length = verb.length();
    for (int i = 0; i < length; i++) {
      if (at + i >= limit) {
        return 0;
      }
      int b = in.get(at + i);
      int lower = b >= 'A' && b <= 'Z' ? b | 0x20 : b;
      if (lower != verb.charAt(i)) {
        return -1;
      }
    }
    return 1;
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\t';
  }

  /**
   * Finds the whole control line: its verb, and where its arguments start and end. The start is
   * left in {@link #lineStart}.
   *
   * @param separated whether a blank has to follow the verb
   * @return the position of the line feed, or -1 when incomplete or refused
   */
  private int line(
      ByteBuffer in, int at, String verb, boolean separated, int limit, ClientEvents events) {
    int start = arguments(in, at, verb, separated, limit, events);
    if (start < 0) {
      return -1;
    }
    lineStart = start;
    return lineFeed(in, at, start, limit, events);
  }

  /**
   * Finds the argument part behind a verb.
   *
   * @return where it starts, or -1 when incomplete or refused
   */
  private int arguments(
      ByteBuffer in, int at, String verb, boolean separated, int limit, ClientEvents events) {
    int found = verb(in, at, verb, limit);
    if (found < 0) {
      return refuse(Violation.UNKNOWN_OPERATION, in, at, limit, events);
    }
    int start = at + verb.length();
    if (found == 0 || start >= limit) {
      return -1;
    }
    if (separated && !blank(in.get(start))) {
      return refuse(Violation.UNKNOWN_OPERATION, in, at, limit, events);
    }
    while (start < limit && blank(in.get(start))) {
      start++;
    }
    return start;
  }

  /**
   * The position of the line feed that ends the line, or -1; refuses a line that is too long,
   * complete or not.
   */
  private int lineFeed(ByteBuffer in, int at, int start, int limit, ClientEvents events) {
    int longest = Math.min(limit, start + maxControlLineBytes + 2);
    for (int i = start; i < longest; i++) {
      if (in.get(i) == '\n') {
        if (lineEnd(in, start, i) - start > maxControlLineBytes) {
          return refuse(Violation.CONTROL_LINE_TOO_LONG, in, at, limit, events);
        }
        return i;
      }
    }
    if (limit - start > maxControlLineBytes
        && (limit - start > maxControlLineBytes + 1 || in.get(limit - 1) != '\r')) {
      return refuse(Violation.CONTROL_LINE_TOO_LONG, in, at, limit, events);
    }
    return -1;
  }

  private static int lineEnd(ByteBuffer in, int start, int lineFeed) {
    return lineFeed > start && in.get(lineFeed - 1) == '\r' ? lineFeed - 1 : lineFeed;
  }

  /**
   * Splits the arguments into {@link #args} (start and end of each); returns their number, -1 for a
   * stray CR or too many.
   */
  private int split(ByteBuffer in, int start, int end) {
    int count = 0;
    int i = start;
    while (i < end) {
      while (i < end && blank(in.get(i))) {
        i++;
      }
      if (i == end) {
        break;
      }
      int tokenStart = i;
      while (i < end && !blank(in.get(i))) {
        if (in.get(i) == '\r') {
          return -1;
        }
        i++;
      }
      if (count == MAX_ARGS) {
        return -1;
      }
      args[2 * count] = tokenStart;
      args[2 * count + 1] = i;
      count++;
    }
    return count;
  }

  /** A size argument: decimal digits only, at most nine (CORE-027); -1 when it is not one. */
  private static int size(ByteBuffer in, int start, int end) {
    if (end - start > MAX_SIZE_DIGITS) {
      return -1;
    }
    int value = 0;
    for (int i = start; i < end; i++) {
      int digit = in.get(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private int publish(
      ByteBuffer in, int at, String verb, boolean headers, int limit, ClientEvents events) {
    int lineFeed = line(in, at, verb, true, limit, events);
    if (lineFeed < 0) {
      return -1;
    }
    int start = lineStart;
    int count = split(in, start, lineEnd(in, start, lineFeed));
    int sizes = headers ? 2 : 1;
    if (count < 1 + sizes || count > 2 + sizes || (headers && !headersAllowed)) {
      return refuse(Violation.ARGUMENTS, in, at, limit, events);
    }
    int bodyLength = size(in, args[2 * count - 2], args[2 * count - 1]);
    int headerLength = headers ? size(in, args[2 * count - 4], args[2 * count - 3]) : 0;
    if (bodyLength < 0 || headerLength < 0 || headerLength > bodyLength) {
      return refuse(Violation.ARGUMENTS, in, at, limit, events);
    }
    if (maxPayloadBytes >= 0 && bodyLength > maxPayloadBytes) {
      return refuse(Violation.PAYLOAD_TOO_LARGE, in, at, limit, events);
    }
    boolean reply = count == 2 + sizes;
    lastSubjectOffset = args[0] - at;
    lastSubjectLength = args[1] - args[0];
    lastReplyOffset = reply ? args[2] - at : 0;
    lastReplyLength = reply ? args[3] - args[2] : 0;
    lastHeaderLength = headerLength;
    lastBodyLength = bodyLength;
    remember(in, at, lineFeed + 1 - at);
    return body(in, at, lineFeed + 1, limit, false, events);
  }

  private void remember(ByteBuffer in, int at, int length) {
    if (length < SHORTEST_REMEMBERED_LINE || length > LONGEST_REMEMBERED_LINE) {
      lastLineLength = 0;
      return;
    }
    for (int i = 0; i + Long.BYTES <= length; i += Long.BYTES) {
      lastLine[i >> 3] = in.getLong(at + i);
    }
    lastLineTail = in.getLong(at + length - Long.BYTES);
    lastLineLength = length;
  }

  private int body(
      ByteBuffer in, int at, int bodyAt, int limit, boolean sameLine, ClientEvents events) {
    int bodyLength = lastBodyLength;
    int end = bodyAt + bodyLength + 2;
    if (end > limit) {
      if (limit > bodyAt + bodyLength && in.get(bodyAt + bodyLength) != '\r') {
        return refuse(Violation.UNKNOWN_OPERATION, in, at, limit, events);
      }
      missing = end - limit;
      // What is remembered was not reported yet: the same bytes come again.
      lastLineLength = sameLine ? lastLineLength : 0;
      return -1;
    }
    if (in.getShort(bodyAt + bodyLength) != CRLF) {
      return refuse(Violation.UNKNOWN_OPERATION, in, at, limit, events);
    }
    PublishedMessage view = message;
    view.subject(in, at + lastSubjectOffset, lastSubjectLength);
    view.reply(in, at + lastReplyOffset, lastReplyLength);
    view.body(in, bodyAt, lastHeaderLength, bodyLength);
    events.message(view, sameLine);
    return end;
  }

  private int subscribe(ByteBuffer in, int at, int limit, ClientEvents events) {
    int lineFeed = line(in, at, "sub", true, limit, events);
    if (lineFeed < 0) {
      return -1;
    }
    int start = lineStart;
    int count = split(in, start, lineEnd(in, start, lineFeed));
    if (count < 2 || count > 3) {
      return refuse(Violation.ARGUMENTS, in, at, limit, events);
    }
    int sid = 2 * (count - 1);
    boolean queued = count == 3;
    events.subscribe(
        in,
        args[0],
        args[1] - args[0],
        queued ? args[2] : 0,
        queued ? args[3] - args[2] : 0,
        args[sid],
        args[sid + 1] - args[sid]);
    return lineFeed + 1;
  }

  private int unsubscribe(ByteBuffer in, int at, int limit, ClientEvents events) {
    int lineFeed = line(in, at, "unsub", true, limit, events);
    if (lineFeed < 0) {
      return -1;
    }
    int start = lineStart;
    int count = split(in, start, lineEnd(in, start, lineFeed));
    if (count < 1 || count > 2) {
      return refuse(Violation.ARGUMENTS, in, at, limit, events);
    }
    long max = count == 2 ? Math.max(0, size(in, args[2], args[3])) : 0;
    events.unsubscribe(in, args[0], args[1] - args[0], max);
    return lineFeed + 1;
  }

  /** CONNECT and INFO: the argument may follow the verb without a space (CORE-022). */
  private int json(ByteBuffer in, int at, String verb, int limit, ClientEvents events) {
    int lineFeed = line(in, at, verb, false, limit, events);
    if (lineFeed < 0) {
      return -1;
    }
    int start = lineStart;
    int length = lineEnd(in, start, lineFeed) - start;
    if (verb.length() == 4) {
      events.info(in, start, length);
    } else {
      events.connect(in, start, length);
    }
    return lineFeed + 1;
  }

  /** PING, PONG and +OK: what stands between them and the line feed is ignored (CORE-026). */
  private int signal(ByteBuffer in, int at, String verb, int limit, ClientEvents events) {
    int lineFeed = line(in, at, verb, false, limit, events);
    if (lineFeed < 0) {
      return -1;
    }
    switch (verb) {
      case "ping" -> events.ping();
      case "pong" -> events.pong();
      default -> {
        // +OK from a client means nothing.
      }
    }
    return lineFeed + 1;
  }

  private int peerError(ByteBuffer in, int at, int limit, ClientEvents events) {
    int lineFeed = line(in, at, "-err", true, limit, events);
    if (lineFeed < 0) {
      return -1;
    }
    int start = lineStart;
    events.peerError(in, start, lineEnd(in, start, lineFeed) - start);
    return lineFeed + 1;
  }
}

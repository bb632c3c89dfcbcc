package io.myelin.core;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.myelin.protocol.PublishedMessage;
import java.nio.ByteBuffer;

/**
 * Encodes messages for one client and appends them to its {@link Outbound} (CORE-128, CORE-129).
 * Any producer may deliver.
 */
final class ClientOutput implements Destination {
  private static final int LONGEST_WORD_COPY = 256;
  private static final int LONGEST_SIZE_PART = 24;
  private static final int LONGEST_IN_ONE_PIECE = SegmentPool.LARGE_BYTES - Segment.SLACK_BYTES;
  private static final short CRLF = 0x0A0D;
  private static final byte[] MSG = "MSG ".getBytes(US_ASCII);
  private static final byte[] HMSG = "HMSG ".getBytes(US_ASCII);

  private final ClientSession session;
  private final Outbound outbound;
  private volatile boolean headers;

  ClientOutput(ClientSession session, Outbound outbound) {
    this.session = session;
    this.outbound = outbound;
  }

  /** Whether the client understands headers; otherwise they are stripped (CORE-129). */
  void headers(boolean understood) {
    headers = understood;
  }

  ClientSession session() {
    return session;
  }

  @Override
  public boolean deliver(Producer producer, PublishedMessage message, RouteTarget target) {
    if (outbound.closed()) {
      return false;
    }
    Chain chain = outbound.chain(producer);
    if (chain.congested && session.dropsWhenBehind() && outbound.nearlyFull(chain)) {
      session.droppedForCongestion();
      return false;
    }
    boolean withHeaders = message.headerLength() > 0 && headers;
    int skipped = withHeaders ? 0 : message.headerLength();
    int bodyLength = message.bodyLength() - skipped;
    int headLength = target.headLength(message, withHeaders);
    int replyLength = message.replyLength();
    int total = headLength + replyLength + LONGEST_SIZE_PART + bodyLength + 2;
    if (outbound.wouldOverflow(chain, total)) {
      return false;
    }
    session.delivering(producer, message, target.subscription(), withHeaders, skipped);
    if (total <= SharedBody.COPIED_BYTES) {
      whole(producer, chain, message, target, withHeaders, skipped, headLength, total);
    } else {
      large(producer, chain, message, target, withHeaders, skipped, headLength, total);
    }
    chain.messages++;
    chain.messageBytes += bodyLength;
    if (target.subscription().max() != 0 && target.subscription().exhausted()) {
      session.subscriptionExhausted(target.subscription());
    }
    return true;
  }

  private void large(
      Producer producer,
      Chain chain,
      PublishedMessage message,
      RouteTarget target,
      boolean withHeaders,
      int skipped,
      int headLength,
      int total) {
    int lineLength = headLength + message.replyLength() + LONGEST_SIZE_PART;
    if (target.clients > 1
        && (SharedBody.pays(total, target.clients) || outbound.farBehind(chain))
        && lineLength <= LONGEST_IN_ONE_PIECE) {
      Segment segment = chain.room(producer, lineLength);
      int start = segment.end;
      int at = line(segment.bytes, start, message, target, withHeaders, skipped, headLength);
      segment.end = at;
      chain.bytes += at - start;
      producer.sharedBody().appendTo(chain, message, skipped);
    } else if (total <= LONGEST_IN_ONE_PIECE) {
      whole(producer, chain, message, target, withHeaders, skipped, headLength, total);
    } else {
      inParts(producer, chain, message, target, withHeaders, skipped);
    }
  }

  private static void whole(
      Producer producer,
      Chain chain,
      PublishedMessage message,
      RouteTarget target,
      boolean withHeaders,
      int skipped,
      int headLength,
      int total) {
    Segment segment = chain.room(producer, total);
    ByteBuffer out = segment.bytes;
    int start = segment.end;
    int at = line(out, start, message, target, withHeaders, skipped, headLength);
    int bodyLength = message.bodyLength() - skipped;
    copy(message.body(), message.bodyAt() + skipped, out, at, bodyLength);
    at += bodyLength;
    out.putShort(at, CRLF);
    at += 2;
    segment.end = at;
    chain.bytes += at - start;
  }

  /** Writes the line in front of the body; returns the position behind it. */
  private static int line(
      ByteBuffer out,
      int start,
      PublishedMessage message,
      RouteTarget target,
      boolean withHeaders,
      int skipped,
      int headLength) {
    int at = start;
    if (target.cached()) {
      long[] head = target.head(message, withHeaders);
      for (int i = 0; i < head.length; i++) {
        out.putLong(at + (i << 3), head[i]);
      }
      at += headLength;
    } else {
      byte[] verb = withHeaders ? HMSG : MSG;
      out.put(at, verb);
      at += verb.length;
      copy(message.subject(), message.subjectAt(), out, at, message.subjectLength());
      at += message.subjectLength();
      out.put(at++, (byte) ' ');
      byte[] sid = target.subscription().sid();
      out.put(at, sid);
      at += sid.length;
      out.put(at++, (byte) ' ');
    }
    int replyLength = message.replyLength();
    if (replyLength > 0) {
      copy(message.reply(), message.replyAt(), out, at, replyLength);
      at += replyLength;
      out.put(at++, (byte) ' ');
    }
    int bodyLength = message.bodyLength() - skipped;
    if (withHeaders) {
      at = number(out, at, message.headerLength());
      out.put(at++, (byte) ' ');
    }
    at = number(out, at, bodyLength);
    out.putShort(at, CRLF);
    return at + 2;
  }

  /** Writes decimal digits; returns the position behind them. */
  static int number(ByteBuffer out, int at, int value) {
    if (value < 10) {
      out.put(at, (byte) ('0' + value));
      return at + 1;
    }
    if (value < 100) {
      int tens = value / 10;
      out.putShort(at, (short) (('0' + tens) | ('0' + value - tens * 10) << 8));
      return at + 2;
    }
    int digits = 3;
    for (int bound = 1000; digits < 10 && value >= bound; digits++) {
      bound = digits == 9 ? Integer.MAX_VALUE : bound * 10;
    }
    int rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      int next = rest / 10;
      out.put(i, (byte) ('0' + rest - next * 10));
      rest = next;
    }
    return at + digits;
  }

  /** Copies by words where it is short; may write up to seven bytes more than asked. */
  private static void copy(ByteBuffer from, int fromAt, ByteBuffer to, int toAt, int length) {
    if (length <= LONGEST_WORD_COPY && fromAt + length + Long.BYTES <= from.capacity()) {
      for (int i = 0; i < length; i += Long.BYTES) {
        to.putLong(toAt + i, from.getLong(fromAt + i));
      }
    } else {
      to.put(toAt, from, fromAt, length);
    }
  }

  private static void inParts(
      Producer producer,
      Chain chain,
      PublishedMessage message,
      RouteTarget target,
      boolean withHeaders,
      int skipped) {
    StringBuilder sizes = new StringBuilder(LONGEST_SIZE_PART);
    if (withHeaders) {
      sizes.append(message.headerLength()).append(' ');
    }
    sizes.append(message.bodyLength() - skipped).append("\r\n");
    ByteBuffer space = ByteBuffer.wrap(new byte[] {' '});
    append(producer, chain, ByteBuffer.wrap(withHeaders ? HMSG : MSG), 0, withHeaders ? 5 : 4);
    append(producer, chain, message.subject(), message.subjectAt(), message.subjectLength());
    append(producer, chain, space, 0, 1);
    byte[] sid = target.subscription().sid();
    append(producer, chain, ByteBuffer.wrap(sid), 0, sid.length);
    append(producer, chain, space, 0, 1);
    if (message.replyLength() > 0) {
      append(producer, chain, message.reply(), message.replyAt(), message.replyLength());
      append(producer, chain, space, 0, 1);
    }
    byte[] sizePart = sizes.toString().getBytes(US_ASCII);
    append(producer, chain, ByteBuffer.wrap(sizePart), 0, sizePart.length);
    append(
        producer,
        chain,
        message.body(),
        message.bodyAt() + skipped,
        message.bodyLength() - skipped);
    append(producer, chain, ByteBuffer.wrap(new byte[] {'\r', '\n'}), 0, 2);
  }

  private static void append(Producer producer, Chain chain, ByteBuffer from, int at, int length) {
    int done = 0;
    while (done < length) {
      Segment segment = chain.room(producer, 1);
      int part = Math.min(segment.room(), length - done);
      segment.bytes.put(segment.end, from, at + done, part);
      segment.end += part;
      chain.bytes += part;
      done += part;
    }
  }
}

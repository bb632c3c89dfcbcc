package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.myelin.config.GoDuration;
import io.myelin.jetstream.StreamEntry.Rollup;
import io.myelin.jetstream.model.RetentionPolicy;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.store.MessageStore;
import io.myelin.store.StoredMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What stands in for the last message of a subject when its time is over (STR-344): an empty
 * message that tells why, lives for a while, and replaces the subject's messages. Pure functions.
 */
final class DeleteMarker {
  private static final String KV_OPERATION = "KV-Operation";
  private static final String KV_PURGE = "PURGE";

  private DeleteMarker() {}

  /** How long markers of the stream live, in seconds; 0 where it makes none. */
  static long ttlSeconds(StreamConfig config) {
    return TimeUnit.NANOSECONDS.toSeconds(config.subjectDeleteMarkerTtlNanos());
  }

  /**
   * The marker in place of a message whose time is over.
   *
   * @param sequence the message
   * @param nowNanos the time that the marker gets, unless the stream is ahead of it
   * @return null where none is made: the feature is off, the message is not the only one of its
   *     subject, it is a marker of some kind itself (STR-345), or it cannot be read
   */
  static @Nullable StreamEntry inPlaceOf(
      long sequence, StreamView stream, StoredMessage scratch, long nowNanos) {
    StreamConfig config = stream.config();
    MessageStore store = stream.store();
    long seconds = ttlSeconds(config);
    if (seconds <= 0 || !read(store, sequence, scratch) || isMarker(scratch)) {
      return null;
    }
    byte[] bytes = scratch.buffer();
    int at = scratch.subjectAt();
    int length = scratch.subjectLength();
    if (store.countOf(bytes, at, length) != 1) {
      return null;
    }
    byte[] header = header(seconds);
    byte[] buffer =
        Arrays.copyOf(Arrays.copyOfRange(bytes, at, at + length), length + header.length);
    System.arraycopy(header, 0, buffer, length, header.length);
    long time = Math.max(nowNanos, store.lastTimeNanos());
    return new StreamEntry(
        store.lastSequence() + 1,
        time,
        PublishChecks.expiresAtNanos(time, seconds),
        buffer,
        length,
        header.length,
        0,
        config.retention() != RetentionPolicy.INTEREST || stream.wanted(buffer, 0, length),
        "",
        Rollup.SUBJECT,
        null);
  }

  private static boolean read(MessageStore store, long sequence, StoredMessage into) {
    try {
      return store.read(sequence, into);
    } catch (IOException damaged) {
      return false;
    }
  }

  private static boolean isMarker(StoredMessage message) {
    byte[] bytes = message.buffer();
    int at = message.headerAt();
    int length = message.headerLength();
    if (length == 0) {
      return false;
    }
    String reason = HeaderBlock.value(bytes, at, length, PublishHeaders.MARKER_REASON);
    return (reason != null && !reason.isEmpty())
        || KV_PURGE.equals(HeaderBlock.value(bytes, at, length, KV_OPERATION));
  }

  private static byte[] header(long seconds) {
    return ("NATS/1.0\r\n"
            + PublishHeaders.MARKER_REASON
            + ": MaxAge\r\n"
            + PublishHeaders.TTL
            + ": "
            + GoDuration.format(Duration.ofSeconds(seconds))
            + "\r\n"
            + PublishHeaders.ROLLUP
            + ": sub\r\n\r\n")
        .getBytes(ISO_8859_1);
  }
}

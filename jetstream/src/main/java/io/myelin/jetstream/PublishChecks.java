package io.myelin.jetstream;

import io.myelin.jetstream.StreamEntry.Rollup;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.MessageTtl;
import io.myelin.jetstream.model.StorageType;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.protocol.Subjects;
import io.myelin.store.MessageStore;
import io.myelin.store.SubjectFilter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The checks of a published message that single messages and batches share; what differs is their
 * order (STR-304, STR-305). Pure functions.
 */
final class PublishChecks {
  private static final int LONGEST_HEADER_BYTES = 65_535;
  private static final long LARGEST_RECORD_BYTES = 32L << 20;
  private static final String TRACE_DISABLED = "trace disabled";

  private PublishChecks() {}

  /** No record is larger than 32 MiB (STR-271). */
  static void checkRecordSize(Incoming message) throws Refusal {
    long bytes =
        MessageStore.fileBytes(
            message.subjectLength(), message.headerLength(), message.payloadLength());
    if (bytes > LARGEST_RECORD_BYTES) {
      throw Refusal.of(ApiErrors.STREAM_STORE_FAILED, "err", "message too large");
    }
  }

  /** Size of header and payload (STR-335), and of the header alone (STR-271). */
  static void checkSize(Incoming message, StreamConfig config) throws Refusal {
    if (config.maxMessageBytes() >= 0
        && message.headerLength() + message.payloadLength() > config.maxMessageBytes()) {
      throw Refusal.of(ApiErrors.STREAM_MESSAGE_EXCEEDS_MAXIMUM);
    }
    if (message.headerLength() > LONGEST_HEADER_BYTES) {
      throw Refusal.of(ApiErrors.STREAM_HEADER_EXCEEDS_MAXIMUM);
    }
  }

  /** Without what requests carry for the server itself (STR-072). */
  static Incoming withoutServerHeaders(Incoming message) {
    if (message.headerLength() == 0) {
      return message;
    }
    byte[] buffer = message.buffer();
    int at = message.subjectLength();
    int length = message.headerLength();
    if (HeaderBlock.hasStatus(buffer, at, length)
        || HeaderBlock.value(buffer, at, length, PublishHeaders.REQUEST_INFO) != null) {
      return message.withHeader(
          HeaderBlock.without(message.header(), PublishHeaders.REQUEST_INFO::equals));
    }
    return message;
  }

  /** A message that is traced does not trace its deliveries from the stream too (STR-308). */
  static Incoming withoutTracing(Incoming message, PublishHeaders headers) {
    if (!headers.given(PublishHeaders.TRACE_DESTINATION)) {
      return message;
    }
    return message.withHeader(
        HeaderBlock.with(message.header(), PublishHeaders.TRACE_DESTINATION, TRACE_DISABLED));
  }

  /** Whether a message is only to be traced, and not stored (STR-308). */
  static boolean isTraceOnly(PublishHeaders headers) {
    String destination = headers.text(PublishHeaders.TRACE_DESTINATION);
    if (destination.isEmpty() || destination.equals(TRACE_DISABLED)) {
      return false;
    }
    return switch (headers.text(PublishHeaders.TRACE_ONLY).toLowerCase(Locale.ROOT)) {
      case "1", "true", "on" -> true;
      default -> false;
    };
  }

  /** The stream that the publisher expects (STR-311). */
  static void checkExpectedStream(PublishHeaders headers, StreamConfig config) throws Refusal {
    if (headers.given(PublishHeaders.EXPECTED_STREAM)
        && !headers.text(PublishHeaders.EXPECTED_STREAM).equals(config.name())) {
      throw Refusal.of(ApiErrors.STREAM_NOT_MATCH);
    }
  }

  /** A valid time to live needs the feature; an invalid one is refused later (STR-340). */
  static void checkTtlAllowed(PublishHeaders headers, StreamConfig config) throws Refusal {
    if (!config.allowMessageTtl()
        && headers.given(PublishHeaders.TTL)
        && MessageTtl.parse(headers.text(PublishHeaders.TTL)).isPresent()) {
      throw Refusal.of(ApiErrors.MESSAGE_TTL_DISABLED);
    }
  }

  /** A subject for an expectation goes with an expected sequence only (STR-314). */
  static void checkExpectationSubject(PublishHeaders headers) throws Refusal {
    if (!headers.given(PublishHeaders.EXPECTED_LAST_SUBJECT_SEQUENCE)
        && headers.given(PublishHeaders.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT)) {
      throw Refusal.of(ApiErrors.STREAM_EXPECTED_LAST_SEQ_PER_SUBJECT_INVALID);
    }
  }

  /**
   * The last sequence on a subject, which may have wildcards (STR-313, STR-314); 0 for none, and
   * for what is no subject.
   */
  static long lastSequenceOn(MessageStore store, String subject) {
    return Subjects.isValidPattern(subject)
        ? store.last(SubjectFilter.of(subject), store.lastSequence())
        : 0;
  }

  /** Messages from elsewhere than a source do not say that they come from one (STR-321). */
  static void checkNoSource(PublishHeaders headers) throws Refusal {
    if (headers.given(PublishHeaders.STREAM_SOURCE)) {
      throw Refusal.of(ApiErrors.MESSAGE_SOURCE_HDR_NOT_ALLOWED);
    }
  }

  /**
   * What the message replaces (STR-316).
   *
   * @param copied it comes from another stream: accepted even where it has no effect (STR-474)
   */
  static Rollup rollup(PublishHeaders headers, StreamConfig config, boolean copied) throws Refusal {
    String value = headers.text(PublishHeaders.ROLLUP);
    if (value.isEmpty()) {
      return Rollup.NONE;
    }
    if (!config.allowRollup() || config.denyPurge()) {
      if (copied) {
        return Rollup.NONE;
      }
      throw rollupRefused("rollup not permitted");
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "sub" -> Rollup.SUBJECT;
      case "all" -> Rollup.ALL;
      default ->
          throw rollupRefused("rollup value invalid: \"" + value.toLowerCase(Locale.ROOT) + "\"");
    };
  }

  /** Error 10111 with its text. */
  static Refusal rollupRefused(String text) {
    return Refusal.of(ApiErrors.STREAM_ROLLUP_FAILED, "err", text);
  }

  /** Error 10077 with its text (STR-265). */
  static Refusal full(String text) {
    return Refusal.of(ApiErrors.STREAM_STORE_FAILED, "err", text);
  }

  /** What a message counts in its stream (STR-038). */
  static long recordBytes(Incoming message, StreamConfig config) {
    return recordBytes(
        message.subjectLength(), message.headerLength(), message.payloadLength(), config);
  }

  /** What a message of these lengths counts in its stream (STR-038). */
  static long recordBytes(
      int subjectLength, int headerLength, int payloadLength, StreamConfig config) {
    return config.storage() == StorageType.MEMORY
        ? MessageStore.memoryBytes(subjectLength, headerLength, payloadLength)
        : MessageStore.fileBytes(subjectLength, headerLength, payloadLength);
  }

  /**
   * The time to live of a message (STR-340), at least that of delete markers where a subject keeps
   * several messages (STR-346).
   *
   * @return seconds; 0 for none, -1 for {@code never}
   */
  static long ttlSeconds(PublishHeaders headers, StreamConfig config, boolean copied)
      throws Refusal {
    String value = headers.text(PublishHeaders.TTL);
    if (value.isEmpty()) {
      return 0;
    }
    MessageTtl ttl = MessageTtl.parse(value).orElse(null);
    if (ttl == null) {
      if (copied) {
        return 0;
      }
      throw Refusal.of(ApiErrors.MESSAGE_TTL_INVALID);
    }
    return switch (ttl) {
      case MessageTtl.Never never -> -1;
      case MessageTtl.Seconds given ->
          config.maxMessagesPerSubject() == 1
              ? given.seconds()
              : Math.max(given.seconds(), DeleteMarker.ttlSeconds(config));
    };
  }

  /** The message with a time to live that was raised (STR-346). */
  static Incoming withTtl(Incoming message, PublishHeaders headers, long seconds) {
    String value = headers.text(PublishHeaders.TTL);
    boolean isRaised =
        seconds > 0
            && MessageTtl.parse(value).orElse(null) instanceof MessageTtl.Seconds given
            && given.seconds() < seconds;
    if (!isRaised) {
      return message;
    }
    byte[] others = HeaderBlock.without(message.header(), PublishHeaders.TTL::equals);
    return message.withHeader(HeaderBlock.plus(others, PublishHeaders.TTL, Long.toString(seconds)));
  }

  /** When a message expires: 0 for not by its own time to live, the end of time for never. */
  static long expiresAtNanos(long timeNanos, long ttlSeconds) {
    if (ttlSeconds <= 0) {
      return ttlSeconds == 0 ? 0 : Long.MAX_VALUE;
    }
    long end = timeNanos + TimeUnit.SECONDS.toNanos(ttlSeconds);
    return end < 0 ? Long.MAX_VALUE - 1 : end;
  }
}

package io.myelin.jetstream;

import io.myelin.jetstream.StreamEntry.Rollup;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.DiscardPolicy;
import io.myelin.jetstream.model.MessageTtl;
import io.myelin.jetstream.model.RetentionPolicy;
import io.myelin.jetstream.model.StorageType;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.store.MessageStore;
import io.myelin.store.StoredMessage;
import io.myelin.store.SubjectFilter;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Decides about published messages in the order of STR-304: the first check that fails gives the
 * answer. Makes every choice of time and sequence; changes nothing. Lane only.
 */
final class PublishDecider {
  private static final int LONGEST_HEADER_BYTES = 65_535;
  private static final long LARGEST_RECORD_BYTES = 32L << 20;

  private final StreamView stream;
  private final StoredMessage lastMessage = new StoredMessage();

  PublishDecider(StreamView stream) {
    this.stream = stream;
  }

  /**
   * Decides about one message whose subject has been transformed already.
   *
   * @param copied it comes from another stream: it is deduped, and asked for nothing else (STR-474)
   */
  Decision decide(Incoming message, long nowNanos, boolean copied) {
    try {
      return decideOrRefuse(message, nowNanos, copied);
    } catch (Refusal refusal) {
      return new Decision.Refused(refusal.error());
    }
  }

  private Decision decideOrRefuse(Incoming given, long nowNanos, boolean copied) throws Refusal {
    StreamConfig config = stream.config();
    MessageStore store = stream.store();
    checkRecordSize(given);
    if (config.sealed()) {
      throw Refusal.of(ApiErrors.STREAM_SEALED);
    }
    Incoming message = withoutServerHeaders(given);
    PublishHeaders headers =
        PublishHeaders.parse(message.buffer(), message.subjectLength(), message.headerLength());
    if (!headers.isEmpty() && !copied) {
      checkExpectedStream(headers, config);
      checkTtlAllowed(headers, config);
      checkLastSubjectSequence(headers, message, store);
      checkLastSequence(headers, store);
      if (headers.has(PublishHeaders.STREAM_SOURCE)) {
        message = message.withHeader(headerWithout(message, PublishHeaders.STREAM_SOURCE));
      }
    }
    String msgId = headers.text(PublishHeaders.MSG_ID);
    if (!msgId.isEmpty()) {
      long known = stream.dedupe().find(msgId, nowNanos);
      if (known != 0) {
        return new Decision.Duplicate(known);
      }
    }
    if (!headers.isEmpty() && !copied) {
      checkLastMsgId(headers);
    }
    Rollup rollup = headers.isEmpty() ? Rollup.NONE : rollup(headers, config, copied);
    checkSize(message, config);
    long size = recordBytes(message, config);
    boolean stored =
        config.retention() != RetentionPolicy.INTEREST
            || stream.wanted(message.buffer(), 0, message.subjectLength());
    if (stored) {
      ApiError refusal = stream.storageRefusal(size);
      if (refusal != null) {
        throw new Refusal(refusal);
      }
    }
    long time = Math.max(nowNanos, store.lastTimeNanos());
    long expiresAt = headers.isEmpty() ? 0 : expiry(headers, config, time, copied);
    if (stored && config.discard() == DiscardPolicy.NEW) {
      checkRoom(message, size, headers, config, store);
    }
    StreamEntry entry =
        new StreamEntry(
            store.lastSequence() + 1,
            time,
            expiresAt,
            message.buffer(),
            message.subjectLength(),
            message.headerLength(),
            message.payloadLength(),
            stored,
            msgId,
            rollup,
            null);
    return new Decision.Accepted(entry, null);
  }

  private static void checkRecordSize(Incoming message) throws Refusal {
    long bytes =
        MessageStore.fileBytes(
            message.subjectLength(), message.headerLength(), message.payloadLength());
    if (bytes > LARGEST_RECORD_BYTES) {
      throw Refusal.of(ApiErrors.STREAM_STORE_FAILED, "err", "message too large");
    }
  }

  /** Without what requests carry for the server itself (STR-072). */
  private static Incoming withoutServerHeaders(Incoming message) {
    if (message.headerLength() == 0) {
      return message;
    }
    byte[] buffer = message.buffer();
    int at = message.subjectLength();
    int length = message.headerLength();
    if (HeaderBlock.hasStatus(buffer, at, length)
        || HeaderBlock.value(buffer, at, length, PublishHeaders.REQUEST_INFO) != null) {
      return message.withHeader(headerWithout(message, PublishHeaders.REQUEST_INFO));
    }
    return message;
  }

  private static byte[] headerWithout(Incoming message, String name) {
    return HeaderBlock.without(message.header(), name::equals);
  }

  private static void checkExpectedStream(PublishHeaders headers, StreamConfig config)
      throws Refusal {
    if (headers.given(PublishHeaders.EXPECTED_STREAM)
        && !headers.text(PublishHeaders.EXPECTED_STREAM).equals(config.name())) {
      throw Refusal.of(ApiErrors.STREAM_NOT_MATCH);
    }
  }

  private static void checkTtlAllowed(PublishHeaders headers, StreamConfig config) throws Refusal {
    if (headers.given(PublishHeaders.TTL)) {
      String ttl = headers.text(PublishHeaders.TTL);
      if (MessageTtl.parse(ttl).isEmpty()) {
        throw Refusal.of(ApiErrors.MESSAGE_TTL_INVALID);
      }
      if (!config.allowMessageTtl()) {
        throw Refusal.of(ApiErrors.MESSAGE_TTL_DISABLED);
      }
    }
  }

  private void checkLastSubjectSequence(
      PublishHeaders headers, Incoming message, MessageStore store) throws Refusal {
    boolean expected = headers.given(PublishHeaders.EXPECTED_LAST_SUBJECT_SEQUENCE);
    String other = headers.text(PublishHeaders.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT);
    if (!expected) {
      if (!other.isEmpty()) {
        throw Refusal.of(ApiErrors.STREAM_EXPECTED_LAST_SEQ_PER_SUBJECT_INVALID);
      }
      return;
    }
    long wanted = headers.sequence(PublishHeaders.EXPECTED_LAST_SUBJECT_SEQUENCE);
    long actual =
        other.isEmpty()
            ? store.lastOf(message.buffer(), 0, message.subjectLength())
            : store.last(SubjectFilter.of(other), store.lastSequence());
    if (wanted != actual) {
      throw Refusal.of(ApiErrors.STREAM_WRONG_LAST_SEQUENCE, "seq", actual);
    }
  }

  private static void checkLastSequence(PublishHeaders headers, MessageStore store) throws Refusal {
    if (headers.given(PublishHeaders.EXPECTED_LAST_SEQUENCE)
        && headers.sequence(PublishHeaders.EXPECTED_LAST_SEQUENCE) != store.lastSequence()) {
      throw Refusal.of(ApiErrors.STREAM_WRONG_LAST_SEQUENCE, "seq", store.lastSequence());
    }
  }

  private void checkLastMsgId(PublishHeaders headers) throws Refusal {
    if (headers.given(PublishHeaders.EXPECTED_LAST_MSG_ID)
        && !headers.text(PublishHeaders.EXPECTED_LAST_MSG_ID).equals(stream.lastMsgId())) {
      throw Refusal.of(ApiErrors.STREAM_WRONG_LAST_MSG_ID, "id", stream.lastMsgId());
    }
  }

  private static Rollup rollup(PublishHeaders headers, StreamConfig config, boolean copied)
      throws Refusal {
    String value = headers.text(PublishHeaders.ROLLUP);
    if (value.isEmpty()) {
      return Rollup.NONE;
    }
    if (!config.allowRollup() || config.denyPurge()) {
      if (copied) {
        return Rollup.NONE;
      }
      throw Refusal.of(ApiErrors.STREAM_ROLLUP_FAILED, "err", "rollup not permitted");
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "sub" -> Rollup.SUBJECT;
      case "all" -> Rollup.ALL;
      default ->
          throw Refusal.of(
              ApiErrors.STREAM_ROLLUP_FAILED, "err", "rollup value invalid: \"" + value + "\"");
    };
  }

  private static void checkSize(Incoming message, StreamConfig config) throws Refusal {
    if (config.maxMessageBytes() >= 0
        && message.headerLength() + message.payloadLength() > config.maxMessageBytes()) {
      throw Refusal.of(ApiErrors.STREAM_MESSAGE_EXCEEDS_MAXIMUM);
    }
    if (message.headerLength() > LONGEST_HEADER_BYTES) {
      throw Refusal.of(ApiErrors.STREAM_HEADER_EXCEEDS_MAXIMUM);
    }
  }

  private static long recordBytes(Incoming message, StreamConfig config) {
    return recordBytes(
        message.subjectLength(), message.headerLength(), message.payloadLength(), config);
  }

  private static long recordBytes(
      int subjectLength, int headerLength, int payloadLength, StreamConfig config) {
    return config.storage() == StorageType.MEMORY
        ? MessageStore.memoryBytes(subjectLength, headerLength, payloadLength)
        : MessageStore.fileBytes(subjectLength, headerLength, payloadLength);
  }

  private static long expiry(
      PublishHeaders headers, StreamConfig config, long timeNanos, boolean copied) throws Refusal {
    String value = headers.text(PublishHeaders.TTL);
    if (value.isEmpty() || !config.allowMessageTtl()) {
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
      case MessageTtl.Never never -> Long.MAX_VALUE;
      case MessageTtl.Seconds ttlSeconds ->
          timeNanos + TimeUnit.SECONDS.toNanos(ttlSeconds.seconds());
    };
  }

  private void checkRoom(
      Incoming message, long size, PublishHeaders headers, StreamConfig config, MessageStore store)
      throws Refusal {
    byte[] buffer = message.buffer();
    int subjectLength = message.subjectLength();
    long perSubject = config.maxMessagesPerSubject();
    boolean subjectFull = perSubject > 0 && store.countOf(buffer, 0, subjectLength) >= perSubject;
    if (subjectFull && config.discardNewPerSubject() && !headers.given(PublishHeaders.ROLLUP)) {
      throw full("maximum messages per subject exceeded");
    }
    boolean replaces = subjectFull && !config.discardNewPerSubject();
    if (config.maxMessages() > 0 && store.messages() >= config.maxMessages() && !replaces) {
      throw full("maximum messages exceeded");
    }
    if (config.maxBytes() > 0 && store.bytes() + size > config.maxBytes()) {
      if (!replaces || replacedBytes(buffer, subjectLength, config, store) < size) {
        throw full("maximum bytes exceeded");
      }
    }
  }

  private long replacedBytes(
      byte[] subject, int subjectLength, StreamConfig config, MessageStore store) {
    try {
      long first = store.firstOf(subject, 0, subjectLength);
      if (first == 0 || !store.read(first, lastMessage)) {
        return 0;
      }
      return recordBytes(
          lastMessage.subjectLength(),
          lastMessage.headerLength(),
          lastMessage.payloadLength(),
          config);
    } catch (IOException unreadable) {
      return 0;
    }
  }

  private static Refusal full(String text) {
    return Refusal.of(ApiErrors.STREAM_STORE_FAILED, "err", text);
  }
}

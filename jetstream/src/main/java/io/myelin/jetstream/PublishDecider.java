package io.myelin.jetstream;

import io.myelin.jetstream.StreamEntry.Rollup;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.DiscardPolicy;
import io.myelin.jetstream.model.RetentionPolicy;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.store.MessageStore;
import io.myelin.store.StoredMessage;
import java.io.IOException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Decides about published messages in the order of STR-304: the first check that fails gives the
 * answer. Makes every choice of time and sequence; changes nothing. Lane only.
 */
final class PublishDecider {
  private final StreamView stream;
  private final Counters counters;
  private final StoredMessage scratch = new StoredMessage();

  PublishDecider(StreamView stream) {
    this.stream = stream;
    this.counters = new Counters(stream);
  }

  /**
   * Decides about one message whose subject has been transformed already.
   *
   * @param copied it comes from another stream or was produced by a schedule: it is deduped, and
   *     asked for nothing else (STR-474)
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
    PublishChecks.checkRecordSize(given);
    if (config.sealed()) {
      throw Refusal.of(ApiErrors.STREAM_SEALED);
    }
    Incoming message = PublishChecks.withoutServerHeaders(given);
    PublishChecks.checkSize(message, config);
    PublishHeaders headers =
        PublishHeaders.parse(message.buffer(), message.subjectLength(), message.headerLength());
    byte[] endedSchedule = null;
    if (!headers.isEmpty()) {
      if (copied) {
        endedSchedule = Schedules.endedBy(headers, config);
      } else {
        checkExpectations(headers, message, config);
        if (Schedules.check(headers, message, config, nowNanos)
            && !headers.given(PublishHeaders.ROLLUP)) {
          message = withSubjectRollup(message);
          headers =
              PublishHeaders.parse(
                  message.buffer(), message.subjectLength(), message.headerLength());
        }
        endedSchedule = Schedules.checkEnding(headers, message, config);
        if (endedSchedule != null) {
          Schedules.checkIsSchedule(stream.store(), endedSchedule, scratch);
        }
        PublishChecks.checkNoSource(headers);
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
    Rollup rollup = headers.isEmpty() ? Rollup.NONE : PublishChecks.rollup(headers, config, copied);
    String total = null;
    if (config.allowMessageCounter()) {
      Counters.Counted counted = counted(message, headers);
      message = counted.message();
      total = counted.total().value().toString();
    }
    PublishChecks.checkSize(message, config);
    return store(message, headers, nowNanos, copied, rollup, endedSchedule, total);
  }

  private void checkExpectations(PublishHeaders headers, Incoming message, StreamConfig config)
      throws Refusal {
    Counters.check(headers, message, config);
    PublishChecks.checkExpectedStream(headers, config);
    PublishChecks.checkTtlAllowed(headers, config);
    checkLastSubjectSequence(headers, message);
    checkLastSequence(headers);
  }

  /** A schedule is the only message of its subject (STR-365). */
  static Incoming withSubjectRollup(Incoming message) {
    return message.withHeader(
        HeaderBlock.plus(
            HeaderBlock.without(message.header(), PublishHeaders.ROLLUP::equals),
            PublishHeaders.ROLLUP,
            "sub"));
  }

  private Counters.Counted counted(Incoming message, PublishHeaders headers) throws Refusal {
    BigInteger increment = Counters.increment(headers);
    if (increment == null) {
      throw Refusal.of(ApiErrors.MESSAGE_INCR_MISSING);
    }
    return counters.add(message, headers, increment, counters.stored(message));
  }

  private Decision store(
      Incoming checked,
      PublishHeaders headers,
      long nowNanos,
      boolean copied,
      Rollup rollup,
      byte @Nullable [] endedSchedule,
      @Nullable String total)
      throws Refusal {
    StreamConfig config = stream.config();
    MessageStore store = stream.store();
    boolean stored = isStored(checked);
    if (PublishChecks.isTraceOnly(headers)) {
      return new Decision.Traced();
    }
    Incoming message = headers.isEmpty() ? checked : PublishChecks.withoutTracing(checked, headers);
    long size = PublishChecks.recordBytes(message, config);
    if (stored) {
      ApiError refusal = stream.storageRefusal(size);
      if (refusal != null) {
        throw new Refusal(refusal);
      }
    }
    long ttlSeconds = headers.isEmpty() ? 0 : PublishChecks.ttlSeconds(headers, config, copied);
    if (ttlSeconds > 0) {
      message = PublishChecks.withTtl(message, headers, ttlSeconds);
      size = PublishChecks.recordBytes(message, config);
    }
    if (stored && config.discard() == DiscardPolicy.NEW) {
      checkRoom(message, size, headers, config, store);
    }
    long time = Math.max(nowNanos, store.lastTimeNanos());
    StreamEntry entry =
        new StreamEntry(
            store.lastSequence() + 1,
            time,
            PublishChecks.expiresAtNanos(time, ttlSeconds),
            message.buffer(),
            message.subjectLength(),
            message.headerLength(),
            message.payloadLength(),
            stored,
            headers.text(PublishHeaders.MSG_ID),
            rollup,
            endedSchedule);
    return new Decision.Accepted(entry, total);
  }

  private boolean isStored(Incoming message) {
    return stream.config().retention() != RetentionPolicy.INTEREST
        || stream.wanted(message.buffer(), 0, message.subjectLength());
  }

  private void checkLastSubjectSequence(PublishHeaders headers, Incoming message) throws Refusal {
    PublishChecks.checkExpectationSubject(headers);
    if (!headers.given(PublishHeaders.EXPECTED_LAST_SUBJECT_SEQUENCE)) {
      return;
    }
    MessageStore store = stream.store();
    String other = headers.text(PublishHeaders.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT);
    long wanted = headers.sequence(PublishHeaders.EXPECTED_LAST_SUBJECT_SEQUENCE);
    long actual =
        other.isEmpty()
            ? store.lastOf(message.buffer(), 0, message.subjectLength())
            : PublishChecks.lastSequenceOn(store, other);
    if (wanted != actual) {
      throw Refusal.of(ApiErrors.STREAM_WRONG_LAST_SEQUENCE, "seq", actual);
    }
  }

  private void checkLastSequence(PublishHeaders headers) throws Refusal {
    long last = stream.store().lastSequence();
    if (headers.given(PublishHeaders.EXPECTED_LAST_SEQUENCE)
        && headers.sequence(PublishHeaders.EXPECTED_LAST_SEQUENCE) != last) {
      throw Refusal.of(ApiErrors.STREAM_WRONG_LAST_SEQUENCE, "seq", last);
    }
  }

  private void checkLastMsgId(PublishHeaders headers) throws Refusal {
    if (headers.given(PublishHeaders.EXPECTED_LAST_MSG_ID)
        && !headers.text(PublishHeaders.EXPECTED_LAST_MSG_ID).equals(stream.lastMsgId())) {
      throw Refusal.of(ApiErrors.STREAM_WRONG_LAST_MSG_ID, "id", stream.lastMsgId());
    }
  }

  private void checkRoom(
      Incoming message, long size, PublishHeaders headers, StreamConfig config, MessageStore store)
      throws Refusal {
    byte[] buffer = message.buffer();
    int subjectLength = message.subjectLength();
    long perSubject = config.maxMessagesPerSubject();
    boolean replaces = perSubject > 0 && store.countOf(buffer, 0, subjectLength) >= perSubject;
    if (replaces && config.discardNewPerSubject() && !headers.given(PublishHeaders.ROLLUP)) {
      throw PublishChecks.full("maximum messages per subject exceeded");
    }
    if (config.maxMessages() > 0 && store.messages() >= config.maxMessages() && !replaces) {
      throw PublishChecks.full("maximum messages exceeded");
    }
    if (config.maxBytes() > 0 && store.bytes() + size > config.maxBytes()) {
      if (!replaces || replacedBytes(buffer, subjectLength, config, store) < size) {
        throw PublishChecks.full("maximum bytes exceeded");
      }
    }
  }

  private long replacedBytes(
      byte[] subject, int subjectLength, StreamConfig config, MessageStore store) {
    try {
      long first = store.firstOf(subject, 0, subjectLength);
      if (first == 0 || !store.read(first, scratch)) {
        return 0;
      }
      return PublishChecks.recordBytes(
          scratch.subjectLength(), scratch.headerLength(), scratch.payloadLength(), config);
    } catch (IOException unreadable) {
      return 0;
    }
  }
}

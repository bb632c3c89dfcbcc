package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.StreamEntry.Rollup;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.DiscardPolicy;
import io.myelin.jetstream.model.MessageTtl;
import io.myelin.jetstream.model.RetentionPolicy;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.store.MessageStore;
import io.myelin.store.StoredMessage;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides about messages of batches, in the order of STR-305: each against the stream as it is, and
 * against what the batch has before it (STR-384). Changes nothing but the list of what the batch
 * has. Lane only.
 */
final class BatchDecider {

  /** What becomes of an atomic batch. */
  sealed interface Outcome {
    /** All of it is taken. */
    record Accepted(List<StreamEntry> entries) implements Outcome {}

    /** None of it is. */
    record Refused(ApiError error) implements Outcome {}
  }

  private final StreamView stream;
  private final Counters counters;
  private final StoredMessage scratch = new StoredMessage();

  BatchDecider(StreamView stream) {
    this.stream = stream;
    this.counters = new Counters(stream);
  }

  /** Decides about a whole atomic batch, whose subjects have been transformed already. */
  Outcome decide(List<Incoming> messages, long nowNanos) {
    StagedChanges staged = new StagedChanges();
    for (Incoming message : messages) {
      if (expectsLastMsgId(message)) {
        return new Outcome.Refused(
            ApiErrors.ATOMIC_PUBLISH_UNSUPPORTED_HEADER_BATCH.of(
                PublishHeaders.EXPECTED_LAST_MSG_ID));
      }
      switch (decide(message, staged, nowNanos)) {
        case Decision.Refused refused -> {
          return new Outcome.Refused(refused.error());
        }
        case Decision.Duplicate duplicate -> {
          return new Outcome.Refused(ApiErrors.ATOMIC_PUBLISH_CONTAINS_DUPLICATE_MESSAGE.error());
        }
        case Decision.Accepted accepted -> {}
        case Decision.Traced traced -> {}
      }
    }
    return new Outcome.Accepted(staged.entries());
  }

  private static boolean expectsLastMsgId(Incoming message) {
    String value =
        message.headerLength() == 0
            ? null
            : HeaderBlock.value(
                message.buffer(),
                message.subjectLength(),
                message.headerLength(),
                PublishHeaders.EXPECTED_LAST_MSG_ID);
    return value != null && !value.isEmpty();
  }

  /**
   * Decides about one message.
   *
   * @param message with the subject that it is stored under
   * @param staged what the batch has before it; the message is added where it is accepted
   */
  Decision decide(Incoming message, StagedChanges staged, long nowNanos) {
    try {
      return decideOrRefuse(message, staged, nowNanos);
    } catch (Refusal refusal) {
      return new Decision.Refused(refusal.error());
    }
  }

  private Decision decideOrRefuse(Incoming given, StagedChanges staged, long nowNanos)
      throws Refusal {
    StreamConfig config = stream.config();
    PublishChecks.checkRecordSize(given);
    Incoming message = PublishChecks.withoutServerHeaders(given);
    PublishChecks.checkSize(message, config);
    PublishHeaders headers =
        PublishHeaders.parse(message.buffer(), message.subjectLength(), message.headerLength());
    Counters.check(headers, message, config);
    PublishChecks.checkExpectedStream(headers, config);
    checkTtl(headers, config);
    String msgId = headers.text(PublishHeaders.MSG_ID);
    if (!msgId.isEmpty()) {
      if (staged.hasMsgId(msgId)) {
        throw Refusal.of(ApiErrors.ATOMIC_PUBLISH_CONTAINS_DUPLICATE_MESSAGE);
      }
      long known = stream.dedupe().find(msgId, nowNanos);
      if (known != 0) {
        return new Decision.Duplicate(known);
      }
    }
    PublishChecks.checkNoSource(headers);
    String subject = message.subject();
    Counters.Total total = null;
    if (config.allowMessageCounter()) {
      Counters.Counted counted = counted(message, headers, staged, subject);
      message = counted.message();
      total = counted.total();
      PublishChecks.checkSize(message, config);
    }
    checkLastSequence(headers, staged);
    checkLastSubjectSequence(headers, subject, staged);
    boolean isSchedule = Schedules.check(headers, message, config, nowNanos);
    if (isSchedule && !headers.given(PublishHeaders.ROLLUP)) {
      message = PublishDecider.withSubjectRollup(message);
      headers =
          PublishHeaders.parse(message.buffer(), message.subjectLength(), message.headerLength());
    }
    byte[] endedSchedule = Schedules.checkEnding(headers, message, config);
    if (endedSchedule != null) {
      checkIsSchedule(endedSchedule, staged);
    }
    Rollup rollup = rollup(headers, config, subject, staged);
    message = PublishChecks.withoutTracing(message, headers);
    long ttlSeconds = PublishChecks.ttlSeconds(headers, config, false);
    message = PublishChecks.withTtl(message, headers, ttlSeconds);
    long size = PublishChecks.recordBytes(message, config);
    checkRoom(headers, subject, size, staged);
    StreamEntry entry = entry(message, staged, nowNanos, ttlSeconds, msgId, rollup, endedSchedule);
    checkStorage(entry, staged.bytes() + size);
    if (total != null) {
      staged.total(subject, total);
    }
    staged.add(entry, subject, isSchedule, size);
    return new Decision.Accepted(entry, null);
  }

  private static void checkTtl(PublishHeaders headers, StreamConfig config) throws Refusal {
    if (headers.given(PublishHeaders.TTL)) {
      if (!config.allowMessageTtl()) {
        throw Refusal.of(ApiErrors.MESSAGE_TTL_DISABLED);
      }
      if (MessageTtl.parse(headers.text(PublishHeaders.TTL)).isEmpty()) {
        throw Refusal.of(ApiErrors.MESSAGE_TTL_INVALID);
      }
    }
  }

  private Counters.Counted counted(
      Incoming message, PublishHeaders headers, StagedChanges staged, String subject)
      throws Refusal {
    BigInteger increment = Counters.increment(headers);
    if (increment == null) {
      throw Refusal.of(ApiErrors.MESSAGE_INCR_MISSING);
    }
    Counters.Total before = staged.total(subject);
    return counters.add(
        message, headers, increment, before == null ? counters.stored(message) : before);
  }

  private void checkLastSequence(PublishHeaders headers, StagedChanges staged) throws Refusal {
    if (!headers.given(PublishHeaders.EXPECTED_LAST_SEQUENCE)) {
      return;
    }
    long last = stream.store().lastSequence() + staged.size();
    if (headers.sequence(PublishHeaders.EXPECTED_LAST_SEQUENCE) != last) {
      throw Refusal.of(ApiErrors.STREAM_WRONG_LAST_SEQUENCE, "seq", last);
    }
    if (staged.size() > 0) {
      throw Refusal.of(ApiErrors.STREAM_WRONG_LAST_SEQUENCE_CONSTANT);
    }
  }

  private void checkLastSubjectSequence(
      PublishHeaders headers, String subject, StagedChanges staged) throws Refusal {
    PublishChecks.checkExpectationSubject(headers);
    if (!headers.given(PublishHeaders.EXPECTED_LAST_SUBJECT_SEQUENCE)) {
      return;
    }
    String other = headers.text(PublishHeaders.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT);
    String checked = other.isEmpty() ? subject : other;
    if (staged.messagesOn(checked) > 0) {
      throw Refusal.of(ApiErrors.STREAM_WRONG_LAST_SEQUENCE_CONSTANT);
    }
    Long before = staged.expected(checked);
    long actual = before == null ? PublishChecks.lastSequenceOn(stream.store(), checked) : before;
    if (headers.sequence(PublishHeaders.EXPECTED_LAST_SUBJECT_SEQUENCE) != actual) {
      throw Refusal.of(ApiErrors.STREAM_WRONG_LAST_SEQUENCE, "seq", actual);
    }
    staged.expect(checked, actual);
  }

  private void checkIsSchedule(byte[] subject, StagedChanges staged) throws Refusal {
    String text = new String(subject, UTF_8);
    if (staged.messagesOn(text) == 0) {
      Schedules.checkIsSchedule(stream.store(), subject, scratch);
    } else if (!staged.isSchedule(text)) {
      throw Refusal.of(ApiErrors.MESSAGE_SCHEDULES_SCHEDULER_INVALID);
    }
  }

  private static Rollup rollup(
      PublishHeaders headers, StreamConfig config, String subject, StagedChanges staged)
      throws Refusal {
    Rollup rollup = PublishChecks.rollup(headers, config, false);
    if (rollup == Rollup.SUBJECT && staged.messagesOn(subject) > 0) {
      throw PublishChecks.rollupRefused("batch rollup sub invalid");
    }
    if (rollup == Rollup.ALL && staged.size() > 0) {
      throw PublishChecks.rollupRefused("batch rollup all invalid");
    }
    return rollup;
  }

  /** Discard new counts the whole batch, and no replaced messages (STR-384). */
  private void checkRoom(PublishHeaders headers, String subject, long size, StagedChanges staged)
      throws Refusal {
    StreamConfig config = stream.config();
    if (config.discard() != DiscardPolicy.NEW) {
      return;
    }
    MessageStore store = stream.store();
    if (config.maxMessages() > 0 && store.messages() + staged.size() + 1 > config.maxMessages()) {
      throw PublishChecks.full("maximum messages exceeded");
    }
    if (config.maxBytes() > 0 && store.bytes() + staged.bytes() + size > config.maxBytes()) {
      throw PublishChecks.full("maximum bytes exceeded");
    }
    byte[] bytes = subject.getBytes(UTF_8);
    long onSubject = store.countOf(bytes, 0, bytes.length) + staged.messagesOn(subject) + 1;
    if (config.discardNewPerSubject()
        && config.maxMessagesPerSubject() > 0
        && !headers.given(PublishHeaders.ROLLUP)
        && onSubject > config.maxMessagesPerSubject()) {
      throw PublishChecks.full("maximum messages per subject exceeded");
    }
  }

  private StreamEntry entry(
      Incoming message,
      StagedChanges staged,
      long nowNanos,
      long ttlSeconds,
      String msgId,
      Rollup rollup,
      byte @Nullable [] endedSchedule) {
    MessageStore store = stream.store();
    long time = Math.max(nowNanos, store.lastTimeNanos());
    boolean stored =
        stream.config().retention() != RetentionPolicy.INTEREST
            || stream.wanted(message.buffer(), 0, message.subjectLength());
    return new StreamEntry(
        store.lastSequence() + 1 + staged.size(),
        time,
        PublishChecks.expiresAtNanos(time, ttlSeconds),
        message.buffer(),
        message.subjectLength(),
        message.headerLength(),
        message.payloadLength(),
        stored,
        msgId,
        rollup,
        endedSchedule);
  }

  private void checkStorage(StreamEntry entry, long bytes) throws Refusal {
    ApiError refusal = entry.stored() ? stream.storageRefusal(bytes) : null;
    if (refusal != null) {
      throw new Refusal(refusal);
    }
  }
}

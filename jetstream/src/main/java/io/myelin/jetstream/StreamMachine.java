package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.Compression;
import io.myelin.jetstream.model.DiscardPolicy;
import io.myelin.jetstream.model.RetentionPolicy;
import io.myelin.jetstream.model.StorageType;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.protocol.SubjectTransform;
import io.myelin.store.MessageStore;
import io.myelin.store.StoredMessage;
import io.myelin.store.SubjectFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One stream as a state machine: {@link #decide} chooses and changes nothing, {@link #apply}
 * carries out a choice and cannot fail. Knows no clock, no disk and no sockets; times come in as
 * arguments, messages lie in the store. Lane only.
 */
final class StreamMachine implements StreamView {

  /** What a stream asks of those around it. */
  interface Surroundings {
    /** Whether any consumer wants messages on this subject (STR-261). */
    boolean wanted(byte[] subject, int at, int length);

    /** Why these bytes cannot be stored (STR-039), null when they can. */
    @Nullable ApiError storageRefusal(long bytes);

    /** The largest payload of a client, headers included. */
    long maxPayloadBytes();

    /**
     * Messages that go between a begin and an end of this go by a rollup, which is told of as a
     * purge is.
     */
    default void rollingUp(boolean underWay) {}
  }

  private final MessageStore store;
  private final Surroundings surroundings;
  private final RandomGenerator random;
  private final DedupeWindow dedupe;
  private final PublishDecider decider = new PublishDecider(this);
  private final ScheduledMessages schedules;
  private final StoredMessage scratch = new StoredMessage();
  private StreamConfig config;
  private @Nullable SubjectTransform transform;
  private String lastMsgId = "";

  /**
   * @param random where subject transforms that draw take from
   */
  StreamMachine(
      StreamConfig config, MessageStore store, Surroundings surroundings, RandomGenerator random) {
    this.config = config;
    this.random = random;
    this.store = store;
    this.surroundings = surroundings;
    this.dedupe = new DedupeWindow(config.duplicateWindowNanos());
    this.schedules = new ScheduledMessages(store);
    configure(config);
  }

  /** Other rules from now on; limits that are tighter are enforced at once (STR-250). */
  void configure(StreamConfig changed) {
    boolean schedulesBegin = changed.allowMessageSchedules() && !config.allowMessageSchedules();
    config = changed;
    dedupe.window(changed.duplicateWindowNanos());
    store.compress(changed.compression() == Compression.S2);
    transform =
        changed
            .subjectTransform()
            .map(
                it ->
                    SubjectTransform.of(
                        it.source().isEmpty() ? ">" : it.source(), it.destination()))
            .orElse(null);
    enforceLimits();
    if (schedulesBegin) {
      schedules.rebuild();
    }
  }

  /**
   * Rebuilds what is not stored from what is: ids within the window (STR-310), but for those whose
   * messages are not there.
   */
  void recover(long nowNanos) {
    if (store.firstSequence() == 0 && config.firstSeq() > 1) {
      store.skipTo(config.firstSeq() - 1, 0);
    }
    dedupe.clear();
    StoredMessage message = new StoredMessage();
    if (config.duplicateWindowNanos() > 0) {
      long from = store.sequenceAt(nowNanos - config.duplicateWindowNanos());
      long sequence = store.nextWithHeader(Math.max(1, from));
      while (sequence != 0) {
        String id = msgIdOf(sequence, message);
        dedupe.add(id, sequence, message.timeNanos());
        sequence = store.nextWithHeader(sequence + 1);
      }
    }
    lastMsgId = msgIdOf(store.lastSequence(), message);
    enforceLimits();
    if (config.allowMessageSchedules()) {
      schedules.rebuild();
    }
  }

  private String msgIdOf(long sequence, StoredMessage message) {
    try {
      if (!store.read(sequence, message) || message.headerLength() == 0) {
        return "";
      }
      String id =
          HeaderBlock.value(
              message.buffer(), message.headerAt(), message.headerLength(), PublishHeaders.MSG_ID);
      return id == null ? "" : id;
    } catch (IOException damaged) {
      return "";
    }
  }

  /** The message with the subject that it is stored under (STR-221). */
  Incoming transformed(Incoming message) {
    SubjectTransform rule = transform;
    if (rule == null || !rule.matches(message.buffer(), 0, message.subjectLength())) {
      return message;
    }
    return message.withSubject(rule.apply(message.buffer(), 0, message.subjectLength(), random));
  }

  /** Decides about a message whose subject has been transformed. */
  Decision decide(Incoming message, long nowNanos, boolean copied) {
    return decider.decide(message, nowNanos, copied);
  }

  /** Carries out what was decided. */
  void apply(StreamEntry entry) {
    boolean several = entry.rollup() != StreamEntry.Rollup.NONE || entry.endedSchedule() != null;
    if (several) {
      store.beginAtomic();
    }
    change(entry);
    if (several) {
      store.endAtomic();
    }
    enforceLimits(entry);
  }

  /**
   * Carries out decisions that count as one.
   *
   * @param before is told of each entry before it is carried out
   */
  void applyAll(List<StreamEntry> entries, Consumer<StreamEntry> before) {
    store.beginAtomic();
    for (StreamEntry entry : entries) {
      before.accept(entry);
      change(entry);
    }
    store.endAtomic();
    entries.forEach(this::enforceLimits);
  }

  private void change(StreamEntry entry) {
    if (entry.stored()) {
      store.append(
          entry.sequence(),
          entry.timeNanos(),
          entry.expiresAtNanos(),
          entry.buffer(),
          0,
          entry.subjectLength(),
          entry.headerLength(),
          entry.payloadLength());
    } else {
      store.skipTo(entry.sequence(), entry.timeNanos());
    }
    replace(entry);
    if (config.allowMessageSchedules()) {
      schedules.applied(entry);
    }
    lastMsgId = entry.msgId();
    dedupe.add(entry.msgId(), entry.sequence(), entry.timeNanos());
    if (!entry.stored() && config.storage() == StorageType.FILE) {
      dedupe.messageGone(entry.sequence());
    }
  }

  private void enforceLimits(StreamEntry entry) {
    if (entry.stored()) {
      enforceSubjectLimit(entry.buffer(), entry.subjectLength());
      enforceTotals();
    }
  }

  /**
   * What takes the place of a message whose time is over (STR-344).
   *
   * @return null where it just goes
   */
  @Nullable StreamEntry markerFor(long sequence, long nowNanos) {
    return DeleteMarker.inPlaceOf(sequence, this, scratch, nowNanos);
  }

  private void replace(StreamEntry entry) {
    if (entry.rollup() != StreamEntry.Rollup.NONE) {
      surroundings.rollingUp(true);
      if (entry.rollup() == StreamEntry.Rollup.SUBJECT) {
        store.purge(subjectOf(entry), entry.sequence(), 0);
      } else {
        store.removeBelow(entry.sequence());
      }
      surroundings.rollingUp(false);
    }
    byte[] schedule = entry.endedSchedule();
    if (schedule != null) {
      store.purge(SubjectFilter.of(new String(schedule, UTF_8)), entry.sequence(), 0);
    }
  }

  private static SubjectFilter subjectOf(StreamEntry entry) {
    return SubjectFilter.of(new String(entry.buffer(), 0, entry.subjectLength(), UTF_8));
  }

  private void enforceLimits() {
    long perSubject = config.maxMessagesPerSubject();
    if (perSubject > 0) {
      List<SubjectFilter> over = new ArrayList<>();
      store.subjects(
          SubjectFilter.ALL,
          (subject, at, length, count, first, last) -> {
            if (count > perSubject) {
              over.add(SubjectFilter.of(new String(subject, at, length, UTF_8)));
            }
            return true;
          });
      for (SubjectFilter subject : over) {
        store.purge(subject, Long.MAX_VALUE, perSubject);
      }
    }
    enforceTotals();
  }

  private void enforceSubjectLimit(byte[] subject, int length) {
    long most = config.maxMessagesPerSubject();
    if (most <= 0) {
      return;
    }
    while (store.countOf(subject, 0, length) > most) {
      store.remove(store.firstOf(subject, 0, length), false);
    }
  }

  private void enforceTotals() {
    boolean oldGoes = config.discard() == DiscardPolicy.OLD;
    while (config.maxMessages() > 0 && store.messages() > config.maxMessages() && oldGoes) {
      store.remove(store.firstSequence(), false);
    }
    while (config.maxBytes() > 0
        && store.bytes() > config.maxBytes()
        && store.messages() > 0
        && oldGoes) {
      store.remove(store.firstSequence(), false);
    }
  }

  /** Whether messages go when they have been acknowledged. */
  boolean removesWhenAcked() {
    return config.retention() != RetentionPolicy.LIMITS;
  }

  /** When its schedules are due. */
  ScheduledMessages schedules() {
    return schedules;
  }

  @Override
  public StreamConfig config() {
    return config;
  }

  @Override
  public MessageStore store() {
    return store;
  }

  @Override
  public DedupeWindow dedupe() {
    return dedupe;
  }

  @Override
  public String lastMsgId() {
    return lastMsgId;
  }

  @Override
  public boolean wanted(byte[] subject, int at, int length) {
    return surroundings.wanted(subject, at, length);
  }

  @Override
  public @Nullable ApiError storageRefusal(long bytes) {
    return surroundings.storageRefusal(bytes);
  }

  @Override
  public long maxPayloadBytes() {
    return surroundings.maxPayloadBytes();
  }
}

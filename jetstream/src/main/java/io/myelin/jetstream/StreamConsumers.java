package io.myelin.jetstream;

import io.myelin.jetstream.consumer.ConsumerEvent;
import io.myelin.jetstream.consumer.ConsumerRecovery;
import io.myelin.jetstream.consumer.ConsumerStream;
import io.myelin.jetstream.consumer.RemovalCause;
import io.myelin.jetstream.consumer.StreamConsumer;
import io.myelin.jetstream.model.ConsumerAdvisory;
import io.myelin.jetstream.model.ConsumerConfig;
import io.myelin.jetstream.model.ConsumerInfo;
import io.myelin.jetstream.model.ConsumerLimits;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.RebuiltMark;
import io.myelin.jetstream.model.RetentionPolicy;
import io.myelin.jetstream.model.StoredConfig;
import io.myelin.store.MessageIndex;
import io.myelin.store.MessageStore;
import io.myelin.store.StoreFailedException;
import io.myelin.store.SubjectFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of one stream: their journal, what they are told, and which messages they still
 * need. Lane only, but for {@link #find}, {@link #count} and {@link #shownCount}.
 */
final class StreamConsumers
    implements MessageStore.RemovalListener, LaneInbox.Receiver<ConsumerMessage>, ConsumerStream {
  private static final System.Logger LOG = System.getLogger(StreamConsumers.class.getName());

  private final Stream stream;
  private final Lane lane;
  private final ConsumerEndpoints endpoints;
  private final ConcurrentSkipListMap<String, ConsumerDriver> byName =
      new ConcurrentSkipListMap<>();
  private final ConsumerFilters filters = new ConsumerFilters();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger shown = new AtomicInteger();
  private final RetentionByInterest retention;
  private final ConsumersJournal journal;
  private final DeadLetterPublisher deadLetters;
  private final DueConsumers due;
  private RemovalCause cause = RemovalCause.LIMIT;
  private boolean recorded;
  private long told;

  StreamConsumers(Stream stream) {
    this.stream = stream;
    this.lane = stream.lane();
    this.endpoints =
        new ConsumerEndpoints(this, stream.owner().account(), stream.name(), stream.lane());
    this.retention = new RetentionByInterest(stream, this);
    this.deadLetters = new DeadLetterPublisher(stream, this);
    this.journal = new ConsumersJournal(stream.files().journal(), stream.title());
    this.due = new DueConsumers(stream.lane(), () -> stream.commit().flush());
  }

  // ---- begin and end

  /** Rebuilds the consumers from the journal. */
  void recover() {
    byName.values().forEach(ConsumerDriver::end);
    byName.clear();
    count.set(0);
    shown.set(0);
    filters.clear();
    deadLetters.clear();
    try {
      journal.replay().forEach(this::recover);
      journal.replayEnded();
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "Consumers of stream " + stream.title() + " cannot be read from its journal: " + e);
    }
    boolean uncommitted =
        stream
            .machine()
            .dedupe()
            .restore(journal.takeMessageIds(), stream.store().lastSequence(), lane.epochNanos());
    if (journal.hasGap() || uncommitted) {
      summarise();
    }
    stream.commit().changed();
    byName.values().forEach(ConsumerDriver::start);
    retention.sweep();
  }

  private void recover(String name, ConsumerRecovery records) {
    ConsumerConfig config = usable(records.configJson(), stream.title() + " > " + name);
    if (config == null) {
      journal.keep(name);
      return;
    }
    if (records.rebuilt()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Consumer "
              + stream.title()
              + " > "
              + name
              + " lost records of what it had delivered and delivers again what was not surely"
              + " settled");
      config = RebuiltMark.on(config, GoTime.ofEpochNanos(lane.epochNanos()));
    }
    ConsumerDriver driver = new ConsumerDriver(this, stream, name);
    driver.attach(StreamConsumer.recover(name, config, records, this, driver, random()));
    begun(driver);
  }

  private void begun(ConsumerDriver driver) {
    byName.put(driver.name(), driver);
    count.incrementAndGet();
    shown.addAndGet(driver.hidden() ? 0 : 1);
    endpoints.open();
  }

  private static @Nullable ConsumerConfig usable(byte[] json, String title) {
    return switch (StoredConfig.consumer(json, JetStreamSettings.API_LEVEL)) {
      case StoredConfig.Usable<ConsumerConfig> usable -> usable.config();
      case StoredConfig.Offline<ConsumerConfig> offline -> {
        LOG.log(
            System.Logger.Level.ERROR,
            "Consumer " + title + " is kept but not run: " + offline.reason());
        yield null;
      }
    };
  }

  /** Passes on what consumers do not deliver any more. */
  DeadLetterPublisher deadLetters() {
    return deadLetters;
  }

  /** Where names and pins are drawn from. */
  RandomGenerator random() {
    return lane.loop().producer().random();
  }

  /** Ends all consumers in order; they come back with the stream. */
  void stop() {
    for (ConsumerDriver driver : byName.values()) {
      driver.machine().stop(lane.epochNanos());
      driver.end();
    }
    endpoints.close();
    deadLetters.stop();
    flushed();
  }

  /** Deletes all consumers. */
  void deleteAll() {
    for (ConsumerDriver driver : new ArrayList<>(byName.values())) {
      delete(driver);
    }
  }

  /**
   * Creates a consumer that was checked.
   *
   * @param config complete and valid
   * @return it, not started yet: that is done when its creation is committed
   */
  ConsumerDriver create(String name, ConsumerConfig config) {
    ConsumerDriver driver = new ConsumerDriver(this, stream, name);
    driver.attach(StreamConsumer.create(name, config, this, driver, random(), lane.epochNanos()));
    begun(driver);
    if (isKept(config)) {
      for (byte[] record : driver.machine().snapshot()) {
        record(name, record);
      }
    }
    return driver;
  }

  /** Tells the account that a consumer is there, or no more (CON-550). */
  void tell(String consumer, boolean created) {
    stream
        .host()
        .advisories()
        .publish(
            lane,
            stream.owner().account(),
            new ConsumerAdvisory.Changed(stream.name(), consumer, created));
  }

  /** Whether the consumer survives a restart; hidden ones are created anew (CON-045). */
  private static boolean isKept(ConsumerConfig config) {
    return !config.memoryStorage() && !config.direct();
  }

  /** Deletes a consumer; the caller commits. */
  void delete(ConsumerDriver driver) {
    if (!byName.remove(driver.name(), driver)) {
      return;
    }
    driver.machine().delete();
    driver.end();
    count.decrementAndGet();
    shown.addAndGet(driver.hidden() ? 0 : -1);
    filters.remove(driver.place());
    tell(driver.name(), false);
    flushed();
    interestChanged();
  }

  /** A consumer that nobody used for its whole inactive threshold goes (CON-166). */
  void deleteInactive(ConsumerDriver driver) {
    if (byName.get(driver.name()) == driver && !stream.closed()) {
      delete(driver);
      stream.commit().flush();
    }
  }

  /** The stream's configuration changed. */
  void streamReconfigured() {
    interestChanged();
  }

  /**
   * What interested only a consumer that went or changed goes. Work that nobody does now is kept
   * (CON-533).
   */
  private void interestChanged() {
    if (stream.config().retention() == RetentionPolicy.INTEREST) {
      retention.sweep();
    }
  }

  // ---- lookup

  /** The consumer of that name, or null; any thread. */
  @Nullable ConsumerDriver find(String name) {
    return byName.get(name);
  }

  /** All consumers, in order of name. */
  List<ConsumerDriver> all() {
    return new ArrayList<>(byName.values());
  }

  /** Those that are shown in lists: not the hidden ones of mirrors and sources. */
  List<ConsumerDriver> shown() {
    return byName.values().stream().filter(it -> !it.hidden()).toList();
  }

  /** How many there are; any thread. */
  int count() {
    return count.get();
  }

  /** How many there are, without hidden ones; any thread. */
  int shownCount() {
    return shown.get();
  }

  /**
   * The filters of other consumers that could want a message that these want too (CON-203); all
   * others where these are none.
   *
   * @param except is not looked at, null for none
   */
  Collection<List<String>> rivals(List<String> wanted, @Nullable ConsumerDriver except) {
    return filters.rivals(wanted, except == null ? null : except.place());
  }

  /** The consumers that ask for more than these limits allow, as one text; empty for none. */
  String beyond(ConsumerLimits limits) {
    return byName.values().stream()
        .filter(
            driver -> {
              ConsumerConfig config = driver.machine().config();
              return exceeds(config.inactiveThresholdNanos(), limits.inactiveThresholdNanos())
                  || exceeds(config.maxAckPending(), limits.maxAckPending());
            })
        .map(ConsumerDriver::name)
        .collect(Collectors.joining(", "));
  }

  private static boolean exceeds(long value, long limit) {
    return limit > 0 && value > limit;
  }

  /** What is told of a consumer. */
  ConsumerInfo info(ConsumerDriver driver) {
    ConsumerInfo info = driver.machine().info(lane.epochNanos());
    holds(driver);
    return info;
  }

  // ---- what consumers are told

  /** A message was stored and committed. */
  void messageStored(StreamEntry entry) {
    if (filters.nobodyListens()) {
      return;
    }
    byte[] buffer = entry.buffer();
    int length = entry.subjectLength();
    for (FilterGroup group : filters.matching(buffer, 0, length)) {
      FilterRoster listening = group.listening();
      told += listening.size();
      for (int i = 0; i < listening.size(); i++) {
        ConsumerDriver driver = listening.get(i).driver();
        driver.machine().messageStored(entry.sequence(), buffer, 0, length);
        due.add(driver);
      }
    }
    due.runSoon();
  }

  /** Messages that a consumer waited for have gone: others may take their place. */
  void madeRoom(ConsumerDriver driver) {
    if (driver.machine().wantsMessages()) {
      due.add(driver);
      due.runSoon();
    }
  }

  /** A consumer wants something else from now on, or is new. */
  void wants(ConsumerDriver driver, SubjectFilter filter) {
    filters.file(driver.place(), filter);
  }

  /** A consumer has done what it can: it is told from now on of what it can use. */
  void hasRun(ConsumerDriver driver) {
    boolean listens = driver.machine().wantsMessages();
    driver.machine().listening(listens);
    filters.listens(driver.place(), listens);
    holds(driver);
  }

  private void holds(ConsumerDriver driver) {
    FilterGroup group = driver.place().group();
    if (group != null) {
      group.holds(driver.place(), driver.machine().heldFrom());
    }
  }

  /** How often a consumer was told of a message that came or went. */
  long told() {
    return told;
  }

  @Override
  public void receive(ConsumerMessage said) {
    ConsumerDriver driver = said.driver().ended() ? find(said.driver().name()) : said.driver();
    if (driver == null) {
      return;
    }
    long now = lane.epochNanos();
    StreamConsumer consumer = driver.machine();
    switch (said) {
      case ConsumerMessage.Acknowledged ack ->
          consumer.acknowledge(
              ack.sequence(), ack.consumerSequence(), ack.deliveries(), ack.reply(), now);
      case ConsumerMessage.Other other -> receive(consumer, other.kind(), other.message(), now);
    }
    due.add(driver);
    holds(driver);
  }

  private static void receive(
      StreamConsumer consumer, ConsumerEndpoints.Kind kind, Incoming message, long now) {
    switch (kind) {
      case ACK -> AckReceiver.receive(consumer, message, now);
      case NEXT -> {
        if (message.reply().length > 0) {
          consumer.pull(
              message.payload(),
              message.reply(),
              !ApiRequest.demandsHigherLevel(message.header()),
              now);
        }
      }
      case FLOW ->
          consumer.flowControlReply(
              message.subject(),
              number(message, "Nats-Last-Consumer"),
              number(message, "Nats-Last-Stream"),
              now);
    }
  }

  private static long number(Incoming message, String header) {
    return Math.max(
        0,
        PublishHeaders.parse(message.buffer(), message.subjectLength(), message.headerLength())
            .sequence(header));
  }

  @Override
  public void endOfBatch() {
    due.run();
    flushed();
    stream.commit().flush();
    stream.settleUsage();
  }

  // ---- what consumers put out

  /** Keeps a record of a consumer; what is told after the next commit waits for it from now on. */
  void record(String name, byte[] record) {
    journal.append(name, record);
    recorded = true;
    stream.commit().changed();
  }

  /** The positions of the stream's sources as kept last, empty for none. */
  byte[] sourcePositions() {
    return journal.sourcePositions();
  }

  /** Keeps the positions of the stream's sources, which are committed. */
  void sourcePositions(byte[] positions) {
    journal.sourcePositions(positions);
    recorded = true;
    flushed();
  }

  /** Keeps the ids of messages that went since the last batch, as part of the next (STR-B09). */
  void keepMessageIds() {
    List<DedupeWindow.Remembered> gone = stream.machine().dedupe().takeNewlyGone(lane.epochNanos());
    if (gone.isEmpty()) {
      return;
    }
    try {
      journal.messageIds(gone);
      if (journal.wantsSummary()) {
        summarise();
      }
    } catch (StoreFailedException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Stream "
              + stream.title()
              + " forgets "
              + gone.size()
              + " ids of messages that were removed when the server restarts: "
              + e.getMessage());
    }
  }

  /** Records of consumers may have been written: the next batch takes them along. */
  void flushed() {
    if (recorded) {
      recorded = false;
      if (journal.wantsSummary()) {
        summarise();
      }
      stream.commit().changed();
    }
  }

  private void summarise() {
    Map<String, List<byte[]>> records = new HashMap<>();
    for (ConsumerDriver driver : byName.values()) {
      if (isKept(driver.machine().config())) {
        records.put(driver.name(), driver.machine().snapshot());
      }
    }
    journal.summarise(records, stream.machine().dedupe().gone(lane.epochNanos()));
  }

  /** A consumer is done with a message. */
  void settled(long sequence) {
    retention.settled(sequence);
  }

  /** A consumer reports something. */
  void event(ConsumerDriver driver, ConsumerEvent event) {
    stream.host().consumerEvent(stream, driver.name(), event);
  }

  // ---- messages that go

  /** Why messages go until this is called again. */
  void removing(RemovalCause reason) {
    cause = reason;
  }

  @Override
  public void removed(long sequence, byte[] subject, int at, int length, long bytes) {
    if (!filters.isEmpty()) {
      told += filters.removed(sequence, subject, at, length, cause, lane.epochNanos());
    }
  }

  @Override
  public void removedBelow(long sequence, long messages, long bytes) {
    long now = lane.epochNanos();
    if (cause != RemovalCause.PURGED) {
      told += filters.removedBelow(sequence, cause, now);
      return;
    }
    for (ConsumerDriver driver : byName.values()) {
      if (driver.machine().removedBelow(sequence, cause, now)) {
        madeRoom(driver);
      }
    }
  }

  /** Messages that match were purged (CON-520, CON-521). */
  void purged(SubjectFilter what) {
    MessageIndex messages = messages();
    long next = messages.next(what, messages.firstSequence());
    filters.purged(
        what,
        messages.firstSequence(),
        next == 0 ? messages.lastSequence() + 1 : next,
        lane.epochNanos());
  }

  /** Whether any consumer's filter matches the subject (STR-261). */
  boolean wanted(byte[] subject, int at, int length) {
    return filters.matching(subject, at, length).length > 0;
  }

  /** Whether the stream has to keep the message for any consumer (CON-526). */
  boolean needs(long sequence, byte[] subject, int at, int length) {
    return filters.needs(sequence, subject, at, length);
  }

  // ---- what consumers see of the stream

  @Override
  public String name() {
    return stream.name();
  }

  @Override
  public MessageIndex messages() {
    return stream.store();
  }

  @Override
  public long visibleSequence() {
    return stream.committed().lastSequence();
  }

  @Override
  public boolean keepsOnePerSubject() {
    return stream.config().maxMessagesPerSubject() == 1;
  }

  @Override
  public long maxMessageBytes() {
    return stream.config().maxMessageBytes() > 0
        ? stream.config().maxMessageBytes()
        : stream.host().settings().maxPayloadBytes();
  }

  /** How messages go when they were acknowledged. */
  boolean removesWhenSettled() {
    return stream.config().retention() != RetentionPolicy.LIMITS;
  }
}

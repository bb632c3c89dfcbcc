package io.myelin.jetstream;

import io.myelin.core.Account;
import io.myelin.jetstream.consumer.RemovalCause;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.SourceInfo;
import io.myelin.jetstream.model.StorageType;
import io.myelin.jetstream.model.StreamAdvisory;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.jetstream.model.StreamInfo.Durability;
import io.myelin.jetstream.model.StreamRequests;
import io.myelin.store.MessageStore;
import io.myelin.store.SubjectFilter;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream of this server on its lane: puts the state machine, its store, its group commit, its
 * consumers and its subscriptions together. Lane only, but for {@link #lane}, {@link #name}, {@link
 * #config} and {@link #created}.
 */
final class Stream implements StreamMachine.Surroundings, PublishReceiver.Listener {
  private static final System.Logger LOG = System.getLogger(Stream.class.getName());

  private final StreamHost host;
  private final JetStreamAccount owner;
  private final Lane lane;
  private final String name;
  private final Instant created;
  private final StreamMachine machine;
  private final GroupCommit commit;
  private final CommittedIndex committed;
  private final StreamConsumers consumers;
  private final PublishReceiver receiver;
  private final StreamIngest ingest;
  private final StreamExpiry expiry;
  private final ScheduleRunner schedules;
  private final DirectGet directGet;
  private final StreamOrigins origins;
  private final Republisher republisher;
  private final StreamClock syncClock;
  private final StoreUpkeep upkeep;
  private final StreamFiles.Opened files;
  private volatile StreamConfig config;
  private boolean closed;
  private long countedBytes;

  Stream(
      StreamHost host,
      JetStreamAccount owner,
      Lane lane,
      StreamConfig config,
      Instant created,
      StreamFiles.Opened files) {
    this.host = host;
    this.owner = owner;
    this.lane = lane;
    this.config = config;
    this.name = config.name();
    this.created = created;
    this.files = files;
    JetStreamSettings settings = host.settings();
    Account account = owner.account();
    this.machine =
        new StreamMachine(config, files.messages(), this, lane.loop().producer().random());
    this.commit =
        new GroupCommit(
            lane,
            host.writer(lane),
            durability(),
            List.of(files.messages(), files.journal()),
            this::batchBegins,
            this::batchCommitted,
            this::storeFailed);
    this.upkeep = new StoreUpkeep(lane, host.workers(), files.messages());
    this.committed = new CommittedIndex(files.messages());
    this.consumers = new StreamConsumers(this);
    this.republisher = new Republisher(lane, account, machine);
    this.receiver =
        new PublishReceiver(lane, machine, commit, host.batches(), settings.domain(), this);
    this.ingest =
        new StreamIngest(
            account,
            new LaneInbox<>(
                lane, receiver, settings.maxBufferedMessages(), settings.maxBufferedBytes()),
            name);
    this.expiry = new StreamExpiry(lane, machine, commit, this::expire);
    this.schedules =
        new ScheduleRunner(
            lane,
            machine,
            commit,
            message ->
                !(receiver.accept(machine.transformed(message), true) instanceof Decision.Refused));
    this.directGet = new DirectGet(this);
    this.syncClock = new StreamClock(lane, this::syncByInterval);
    this.origins = new StreamOrigins(this);
  }

  /** What an acknowledgement of this stream promises. */
  Durability durability() {
    return switch (config.persistMode()) {
      case ASYNC -> Durability.ASYNC;
      case DEFAULT -> host.settings().durability();
    };
  }

  /** Recovers what is not stored as such, and begins to take messages. */
  void open() {
    machine
        .store()
        .onRemoval(
            storage() == StorageType.FILE
                ? new StreamRemovals(consumers, machine.dedupe())
                : consumers);
    machine.recover(lane.epochNanos());
    committed.recovered();
    consumers.recover();
    commit.changed();
    commit.flush();
    settleUsage();
    ingest.capture(config.subjects(), !config.noAck());
    directGet.configure(config);
    expiry.run();
    schedules.schedule();
    scheduleSync();
    upkeep.look();
    origins.open();
  }

  /** Where files are synced once in an interval, the first time comes at random (STR-007). */
  private void scheduleSync() {
    if (durability() == Durability.INTERVAL && storage() == StorageType.FILE) {
      long interval = Math.max(2, host.settings().syncIntervalNanos());
      long half = interval / 2;
      long wait = half + lane.loop().producer().random().nextLong(half);
      syncClock.wake(lane.epochNanos() + wait);
    }
  }

  private void syncByInterval() {
    commit.syncSoon();
    scheduleSync();
  }

  /** Begins anew from what is on disk, after the store failed and was recovered. */
  void recovered() {
    commit.reset(List.of(files.messages(), files.journal()));
    upkeep.resume();
    machine.recover(lane.epochNanos());
    committed.recovered();
    consumers.recover();
    expiry.recovered();
    schedules.schedule();
    origins.recovered();
    settleUsage();
    LOG.log(System.Logger.Level.INFO, "Stream " + title() + " stores again");
  }

  /** Counts what it holds in the totals of account and server. */
  void settleUsage() {
    long bytes = closed ? 0 : machine.store().bytes();
    long change = bytes - countedBytes;
    if (change != 0) {
      countedBytes = bytes;
      owner.used(storage()).addAndGet(change);
      host.budget().used(storage()).addAndGet(change);
    }
  }

  /** Account and name, for logs; any thread. */
  String title() {
    return owner.account().name() + " > " + name;
  }

  /** Takes over another configuration that was checked and is committed (STR-250). */
  void reconfigure(StreamConfig changed) {
    config = changed;
    machine.configure(changed);
    ingest.capture(changed.subjects(), !changed.noAck());
    directGet.configure(changed);
    consumers.streamReconfigured();
    receiver.batches().configured(changed);
    origins.reconfigure(changed);
    commit.changed();
    commit.flush();
    expiry.run();
    schedules.schedule();
  }

  /** Takes no more messages and answers no more requests. */
  void stop() {
    if (closed) {
      return;
    }
    closed = true;
    ingest.capture(List.of(), false);
    directGet.close();
    receiver.batches().stop();
    origins.stop();
    expiry.stop();
    schedules.stop();
    syncClock.stop();
    consumers.stop();
    settleUsage();
  }

  @Override
  public void endOfBatch() {
    settleUsage();
  }

  @Override
  public void committed(StreamEntry entry, long previousOnSubject) {
    committed.committed(entry.sequence(), entry.timeNanos());
    if (entry.stored()) {
      republisher.committed(entry, previousOnSubject);
      consumers.messageStored(entry);
      expiry.schedule();
    }
    if (config.allowMessageSchedules()) {
      schedules.schedule();
    }
  }

  private void expire(long sequence) {
    StreamEntry marker = machine.markerFor(sequence, lane.epochNanos());
    if (marker == null) {
      machine.store().remove(sequence, false);
    } else {
      receiver.store(List.of(marker), () -> {});
    }
  }

  @Override
  public void batchAbandoned(String batchId, StreamAdvisory.AbandonReason reason) {
    host.batchAbandoned(this, batchId, reason);
  }

  @Override
  public long maxPayloadBytes() {
    return host.settings().maxPayloadBytes();
  }

  private void batchBegins() {
    consumers.keepMessageIds();
  }

  private void batchCommitted() {
    upkeep.look();
  }

  /** Runs the task once nothing is written any more and no upkeep is under way. */
  void whenQuiet(Runnable task) {
    commit.whenSettled(() -> upkeep.pause(task));
  }

  private void storeFailed(IOException cause) {
    LOG.log(
        System.Logger.Level.ERROR,
        "Stream "
            + title()
            + ": storing failed, nothing of the last batch was acknowledged; trying to recover: "
            + cause.getMessage());
    upkeep.pause(() -> host.storeFailed(this, cause));
  }

  /**
   * Removes what a purge asks for (STR-456 to STR-458); the caller commits.
   *
   * @return how many messages
   */
  long purge(StreamRequests.Purge wanted) {
    consumers.removing(RemovalCause.PURGED);
    try {
      long purged = purgeMessages(wanted);
      consumers.purged(SubjectFilter.of(wanted.filter()));
      return purged;
    } finally {
      consumers.removing(RemovalCause.LIMIT);
    }
  }

  private long purgeMessages(StreamRequests.Purge wanted) {
    MessageStore store = machine.store();
    long below = wanted.seq() == 0 ? store.lastSequence() + 1 : wanted.seq();
    if (!wanted.filter().isEmpty() && !wanted.filter().equals(">")) {
      return store.purge(SubjectFilter.of(wanted.filter()), below, wanted.keep());
    }
    if (wanted.keep() > 0) {
      return store.purge(SubjectFilter.ALL, below, wanted.keep());
    }
    long purged = store.removeBelow(Math.min(below, store.lastSequence() + 1));
    if (below > store.lastSequence() + 1) {
      store.skipTo(below - 1, lane.epochNanos());
      committed.recovered();
    }
    return purged;
  }

  /**
   * Removes one message (STR-125); the caller commits.
   *
   * @param erase whether its bytes are overwritten
   */
  void deleteMessage(long sequence, boolean erase) {
    if (config.sealed()) {
      throw ApiErrors.STREAM_SEALED.exception();
    }
    if (config.denyDelete()) {
      throw ApiErrors.STREAM_MSG_DELETE_FAILED.of("message delete not permitted").exception();
    }
    MessageStore store = machine.store();
    if (storage() == StorageType.FILE) {
      if (Long.compareUnsigned(sequence, store.lastSequence()) > 0) {
        throw ApiErrors.STREAM_MSG_DELETE_FAILED.of("stream store EOF").exception();
      }
      if (sequence == 0 || sequence < store.firstSequence()) {
        throw ApiErrors.STREAM_MSG_DELETE_FAILED.of("no message found").exception();
      }
    }
    consumers.removing(RemovalCause.DELETED);
    boolean removed = store.remove(sequence, erase);
    consumers.removing(RemovalCause.LIMIT);
    if (!removed) {
      throw ApiErrors.SEQUENCE_NOT_FOUND.of(sequence).exception();
    }
  }

  /** Whether it has been stopped. */
  boolean closed() {
    return closed;
  }

  @Override
  public void rollingUp(boolean underWay) {
    consumers.removing(underWay ? RemovalCause.PURGED : RemovalCause.LIMIT);
  }

  @Override
  public boolean wanted(byte[] subject, int at, int length) {
    return consumers.wanted(subject, at, length);
  }

  @Override
  public @Nullable ApiError storageRefusal(long bytes) {
    if (machine.store().isFull()) {
      upkeep.look();
      return ApiErrors.STREAM_STORE_FAILED.of(
          "the server's disk is full; messages can be read and removed, and are stored again as"
              + " soon as there is room");
    }
    return host.storageRefusal(owner, config, bytes);
  }

  /** The stream's name; any thread. */
  String name() {
    return name;
  }

  /** The configuration in force; any thread. */
  StreamConfig config() {
    return config;
  }

  /** When it was created; any thread. */
  Instant created() {
    return created;
  }

  /** The lane that owns it; any thread. */
  Lane lane() {
    return lane;
  }

  /** The account that owns it; any thread. */
  JetStreamAccount owner() {
    return owner;
  }

  /** Where it runs; any thread. */
  StreamHost host() {
    return host;
  }

  /** How far a mirror is; empty for a stream that is none. */
  Optional<SourceInfo> mirrorInfo() {
    return origins.mirrorInfo();
  }

  /** How far its sources are. */
  List<SourceInfo> sourceInfos() {
    return origins.sourceInfos();
  }

  /** What it copies from other streams. */
  StreamOrigins origins() {
    return origins;
  }

  /** Its direct gets. */
  DirectGet directGet() {
    return directGet;
  }

  /** Where its messages are; any thread. */
  StorageType storage() {
    return config.storage();
  }

  /** Its state machine. */
  StreamMachine machine() {
    return machine;
  }

  /** Its messages, including those not committed yet. */
  MessageStore store() {
    return machine.store();
  }

  /** Its messages that may be shown. */
  CommittedIndex committed() {
    return committed;
  }

  /** Its commits. */
  GroupCommit commit() {
    return commit;
  }

  /** Its consumers. */
  StreamConsumers consumers() {
    return consumers;
  }

  /** Where messages from elsewhere than subscriptions come in. */
  PublishReceiver receiver() {
    return receiver;
  }

  /** What it keeps. */
  StreamFiles.Opened files() {
    return files;
  }
}

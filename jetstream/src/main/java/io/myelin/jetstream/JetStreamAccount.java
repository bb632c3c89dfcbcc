package io.myelin.jetstream;

import io.myelin.core.Account;
import io.myelin.jetstream.model.AccountUsage;
import io.myelin.jetstream.model.StorageType;
import io.myelin.jetstream.model.StreamConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An account that may use JetStream: its streams by name, its limits, what it has asked. Any thread
 * may read; streams are added and removed on the meta lane.
 */
final class JetStreamAccount {
  private final Account account;
  private final ConcurrentSkipListMap<String, Stream> streams = new ConcurrentSkipListMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong errors = new AtomicLong();
  private final AtomicLong memoryBytes = new AtomicLong();
  private final AtomicLong fileBytes = new AtomicLong();
  private final Set<String> restoring = ConcurrentHashMap.newKeySet();
  private volatile AccountUsage.Limits limits;

  JetStreamAccount(Account account, AccountUsage.Limits limits) {
    this.account = account;
    this.limits = limits;
  }

  /** The account. */
  Account account() {
    return account;
  }

  /** What it may use. */
  AccountUsage.Limits limits() {
    return limits;
  }

  /** Changes what it may use. */
  void limits(AccountUsage.Limits changed) {
    limits = changed;
  }

  /** Its streams by name, in order; a live view. */
  Map<String, Stream> streams() {
    return streams;
  }

  /** The stream of that name, or null. */
  @Nullable Stream stream(String name) {
    return streams.get(name);
  }

  /** The configuration of the stream of that name, empty if there is none. */
  Optional<StreamConfig> configuration(String stream) {
    return Optional.ofNullable(streams.get(stream)).map(Stream::config);
  }

  /** Streams, in order of name. */
  List<Stream> sortedStreams() {
    return new ArrayList<>(streams.values());
  }

  /** Bytes that its streams of this kind hold. */
  AtomicLong used(StorageType type) {
    return type == StorageType.MEMORY ? memoryBytes : fileBytes;
  }

  /** Bytes that its streams of this kind have reserved (STR-035). */
  long reserved(StorageType type) {
    long reserved = 0;
    for (Stream stream : streams.values()) {
      if (stream.config().storage() == type) {
        reserved += Math.max(0, stream.config().maxBytes());
      }
    }
    return reserved;
  }

  /** Reserves the name of a stream that is being restored; false when that is done already. */
  boolean beginRestore(String stream) {
    return restoring.add(stream);
  }

  /** The restore is over. */
  void endRestore(String stream) {
    restoring.remove(stream);
  }

  /** Whether a stream of that name is being restored. */
  boolean restoring(String stream) {
    return restoring.contains(stream);
  }

  /** Counts a request that was answered. */
  void countRequest(boolean failed) {
    requests.incrementAndGet();
    if (failed) {
      errors.incrementAndGet();
    }
  }

  /** Requests answered. */
  long requests() {
    return requests.get();
  }

  /** Requests that failed. */
  long errors() {
    return errors.get();
  }
}

package io.myelin.jetstream;

import io.myelin.jetstream.model.AccountUsage;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.StorageType;
import io.myelin.jetstream.model.StreamConfig;
import java.util.Collection;

/**
 * What an account and the server allow new and changed streams (STR-033 to STR-036). Meta lane
 * only.
 */
final class AccountLimitRules {
  private final JetStreamAccount account;
  private final Collection<JetStreamAccount> accounts;
  private final ServerBudget budget;

  /**
   * @param accounts all accounts that use JetStream
   */
  AccountLimitRules(
      JetStreamAccount account, Collection<JetStreamAccount> accounts, ServerBudget budget) {
    this.account = account;
    this.accounts = accounts;
    this.budget = budget;
  }

  /**
   * Checks a stream that does not exist yet.
   *
   * @throws io.myelin.jetstream.model.ApiException when it is not allowed
   */
  void checkNew(StreamConfig config) {
    AccountUsage.Limits limits = account.limits();
    if (limits.maxStreams() > 0 && account.streams().size() >= limits.maxStreams()) {
      throw ApiErrors.MAXIMUM_STREAMS_LIMIT.exception();
    }
    checkSettings(config, limits);
    checkReservation(config.storage(), Math.max(1, config.maxBytes()));
  }

  /**
   * Checks a change of a stream.
   *
   * @throws io.myelin.jetstream.model.ApiException when it is not allowed
   */
  void checkChanged(StreamConfig before, StreamConfig after) {
    checkSettings(after, account.limits());
    long more = Math.max(0, after.maxBytes()) - Math.max(0, before.maxBytes());
    if (more > 0) {
      checkReservation(after.storage(), more);
    }
  }

  private static void checkSettings(StreamConfig config, AccountUsage.Limits limits) {
    if (limits.maxConsumers() > 0
        && config.maxConsumers() > 0
        && config.maxConsumers() > limits.maxConsumers()) {
      throw ApiErrors.MAXIMUM_CONSUMERS_LIMIT.exception();
    }
    if (limits.maxBytesRequired() && config.maxBytes() <= 0) {
      throw ApiErrors.STREAM_MAX_BYTES_REQUIRED.exception();
    }
    long perStream =
        config.storage() == StorageType.MEMORY
            ? limits.maxMemoryStreamBytes()
            : limits.maxStorageStreamBytes();
    if (perStream > 0 && config.maxBytes() > perStream) {
      throw ApiErrors.STREAM_MAX_STREAM_BYTES_EXCEEDED.exception();
    }
  }

  private void checkReservation(StorageType type, long more) {
    boolean memory = type == StorageType.MEMORY;
    AccountUsage.Limits limits = account.limits();
    long limit = memory ? limits.maxMemoryBytes() : limits.maxStorageBytes();
    boolean beyondAccount = limit >= 0 && account.reserved(type) + more > limit;
    boolean beyondServer = reservedByAll(type) + more > budget.max(type);
    if (beyondAccount || beyondServer) {
      throw memory
          ? ApiErrors.MEMORY_RESOURCES_EXCEEDED.exception()
          : ApiErrors.STORAGE_RESOURCES_EXCEEDED.exception();
    }
  }

  private long reservedByAll(StorageType type) {
    long reserved = 0;
    for (JetStreamAccount each : accounts) {
      reserved += each.reserved(type);
    }
    return reserved;
  }
}

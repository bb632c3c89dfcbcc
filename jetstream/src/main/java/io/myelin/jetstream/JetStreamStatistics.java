package io.myelin.jetstream;

import io.myelin.jetstream.model.StorageType;

/**
 * What JetStream on this server holds and did.
 *
 * @param memoryBytes bytes in memory streams
 * @param fileBytes bytes in file streams
 * @param reservedMemoryBytes bytes reserved by memory streams
 * @param reservedFileBytes bytes reserved by file streams
 * @param accounts accounts that may use it
 * @param streams streams of all accounts
 * @param consumers consumers of all streams
 * @param requests API requests answered
 * @param errors API requests that failed
 */
public record JetStreamStatistics(
    long memoryBytes,
    long fileBytes,
    long reservedMemoryBytes,
    long reservedFileBytes,
    int accounts,
    int streams,
    int consumers,
    long requests,
    long errors) {

  static JetStreamStatistics of(StreamRegistry registry, ServerBudget budget) {
    int streams = 0;
    int consumers = 0;
    long requests = 0;
    long errors = 0;
    long reservedMemory = 0;
    long reservedFile = 0;
    for (JetStreamAccount account : registry.accounts()) {
      reservedMemory += account.reserved(StorageType.MEMORY);
      reservedFile += account.reserved(StorageType.FILE);
      requests += account.requests();
      errors += account.errors();
      for (Stream stream : account.streams().values()) {
        streams++;
        consumers += stream.consumers().shownCount();
      }
    }
    return new JetStreamStatistics(
        budget.used(StorageType.MEMORY).get(),
        budget.used(StorageType.FILE).get(),
        reservedMemory,
        reservedFile,
        registry.accounts().size(),
        streams,
        consumers,
        requests,
        errors);
  }
}

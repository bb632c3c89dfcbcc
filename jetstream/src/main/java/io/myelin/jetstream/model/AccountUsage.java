package io.myelin.jetstream.model;

/**
 * What an account, or one of its tiers, uses and may use (STR-040). Limits are -1 for none.
 *
 * @param memoryBytes used by memory streams
 * @param storageBytes used by file streams
 * @param reservedMemoryBytes reserved by memory streams
 * @param reservedStorageBytes reserved by file streams
 * @param streams number of streams
 * @param consumers number of consumers
 * @param limits what it may use
 */
public record AccountUsage(
    long memoryBytes,
    long storageBytes,
    long reservedMemoryBytes,
    long reservedStorageBytes,
    int streams,
    int consumers,
    Limits limits) {
  /** What an account may use; -1 for no limit. */
  public record Limits(
      long maxMemoryBytes,
      long maxStorageBytes,
      int maxStreams,
      int maxConsumers,
      int maxAckPending,
      long maxMemoryStreamBytes,
      long maxStorageStreamBytes,
      boolean maxBytesRequired) {
    /** No limits at all. */
    public static final Limits NONE = new Limits(-1, -1, -1, -1, -1, -1, -1, false);

    /** All zero, as stands beside tiers. */
    public static final Limits ZERO = new Limits(0, 0, 0, 0, 0, 0, 0, false);

    private void write(JsonOutput out) {
      out.int64("max_memory", maxMemoryBytes)
          .int64("max_storage", maxStorageBytes)
          .int64("max_streams", maxStreams)
          .int64("max_consumers", maxConsumers)
          .int64("max_ack_pending", maxAckPending)
          .int64("memory_max_stream_bytes", maxMemoryStreamBytes)
          .int64("storage_max_stream_bytes", maxStorageStreamBytes)
          .flag("max_bytes_required", maxBytesRequired);
    }
  }

  void write(JsonOutput out) {
    out.uint64("memory", memoryBytes)
        .uint64("storage", storageBytes)
        .uint64("reserved_memory", reservedMemoryBytes)
        .uint64("reserved_storage", reservedStorageBytes)
        .int64("streams", streams)
        .int64("consumers", consumers)
        .object("limits", limits::write);
  }
}

package io.myelin.jetstream;

import io.myelin.jetstream.model.StorageType;
import java.util.concurrent.atomic.AtomicLong;

/** What all streams of the server use, in bytes, and may use (STR-039). Any thread. */
final class ServerBudget {
  private volatile long maxMemoryBytes;
  private volatile long maxFileBytes;
  private final AtomicLong memory = new AtomicLong();
  private final AtomicLong file = new AtomicLong();

  ServerBudget(long maxMemoryBytes, long maxFileBytes) {
    this.maxMemoryBytes = maxMemoryBytes;
    this.maxFileBytes = maxFileBytes;
  }

  /** Changes what may be stored. */
  void limit(long newMaxMemoryBytes, long newMaxFileBytes) {
    maxMemoryBytes = newMaxMemoryBytes;
    maxFileBytes = newMaxFileBytes;
  }

  /** The most that may be stored of this kind. */
  long max(StorageType type) {
    return type == StorageType.MEMORY ? maxMemoryBytes : maxFileBytes;
  }

  /** Bytes stored. */
  AtomicLong used(StorageType type) {
    return type == StorageType.MEMORY ? memory : file;
  }
}

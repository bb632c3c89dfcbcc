package io.myelin.jetstream;

import io.myelin.jetstream.archive.ArchivedMessages;
import io.myelin.jetstream.model.Compression;
import io.myelin.jetstream.model.MessageTtl;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.store.Committable;
import io.myelin.store.MessageStore;
import io.myelin.store.PendingWrite;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Fills the files of a new stream with messages that another server stored. Blocks; one thread,
 * which has the files for itself.
 */
final class StreamFill implements ArchivedMessages {
  private static final int COMMIT_BYTES = 4 << 20;

  private final StreamFiles.Opened into;
  private final MessageStore store;
  private final StreamConfig config;
  private long uncommittedBytes;
  private long laterTimes;

  StreamFill(StreamFiles.Opened into, StreamConfig config) {
    this.into = into;
    this.store = into.messages();
    this.config = config;
    store.compress(config.compression() == Compression.S2);
  }

  @Override
  public void message(long sequence, long timeNanos, byte[] subject, byte[] header, byte[] payload)
      throws IOException {
    if (sequence <= store.lastSequence()) {
      return;
    }
    long time = Math.max(timeNanos, store.lastTimeNanos());
    laterTimes += time > timeNanos ? 1 : 0;
    store.append(sequence, time, expiry(time, header), subject, header, payload);
    uncommittedBytes += subject.length + header.length + payload.length;
    if (uncommittedBytes > COMMIT_BYTES) {
      commit(store);
      keepUp();
    }
  }

  private long expiry(long timeNanos, byte[] header) {
    if (!config.allowMessageTtl() || header.length == 0) {
      return 0;
    }
    String value = HeaderBlock.value(header, PublishHeaders.TTL);
    if (value == null || value.isEmpty()) {
      return 0;
    }
    MessageTtl ttl = MessageTtl.parse(value).orElse(null);
    if (ttl instanceof MessageTtl.Seconds limited) {
      return timeNanos + TimeUnit.SECONDS.toNanos(limited.seconds());
    }
    return ttl instanceof MessageTtl.Never ? Long.MAX_VALUE : 0;
  }

  @Override
  public void skipped(long sequence, long timeNanos) {
    if (sequence > store.lastSequence()) {
      store.skipTo(sequence, Math.max(timeNanos, store.lastTimeNanos()));
    }
  }

  @Override
  public void deleted(long sequence, long timeNanos) {
    if (sequence <= store.lastSequence()) {
      store.remove(sequence, false);
    } else {
      skipped(sequence, timeNanos);
    }
  }

  /** Appends a record of a consumer, or one that belongs to none. */
  void consumer(String name, byte[] record) throws IOException {
    into.journal().append(ConsumersJournal.named(name, record));
    uncommittedBytes += record.length;
    if (uncommittedBytes > COMMIT_BYTES) {
      commit(into.journal());
    }
  }

  /** How many messages were older than the one before: they have its time now. */
  long laterTimes() {
    return laterTimes;
  }

  /** Everything is on disk when this returns. */
  void finish() throws IOException {
    commit(store);
    commit(into.journal());
    keepUp();
  }

  /** Writes what makes opening quick and keeps memory small. */
  private void keepUp() throws IOException {
    MessageStore.Upkeep work = store.upkeep();
    while (work != null) {
      try {
        work.run();
      } finally {
        store.upkept(work);
      }
      commit(store);
      work = store.upkeep();
    }
  }

  private void commit(Committable part) throws IOException {
    uncommittedBytes = 0;
    PendingWrite write = part.sealUnsynced();
    if (write != null) {
      try {
        write.write(true);
      } catch (IOException e) {
        part.failed(write, e);
        throw e;
      }
      part.committed(write);
    }
  }
}

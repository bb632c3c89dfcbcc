package io.myelin.jetstream;

import io.myelin.store.MessageStore;

/**
 * Tells those concerned of messages that go: consumers, and the window of message ids. Lane only.
 */
final class StreamRemovals implements MessageStore.RemovalListener {
  private final StreamConsumers consumers;
  private final DedupeWindow ids;

  StreamRemovals(StreamConsumers consumers, DedupeWindow ids) {
    this.consumers = consumers;
    this.ids = ids;
  }

  @Override
  public void removed(long sequence, byte[] subject, int at, int length, long bytes) {
    ids.messageGone(sequence);
    consumers.removed(sequence, subject, at, length, bytes);
  }

  @Override
  public void removedBelow(long sequence, long messages, long bytes) {
    ids.messagesGoneBelow(sequence);
    consumers.removedBelow(sequence, messages, bytes);
  }
}

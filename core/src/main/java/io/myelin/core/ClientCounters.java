package io.myelin.core;

/** What one client sent. Written by its loop, read by anyone. */
final class ClientCounters {
  private final SingleWriterCounter messages = new SingleWriterCounter();
  private final SingleWriterCounter bytes = new SingleWriterCounter();
  private long pendingMessages;
  private long pendingBytes;

  /** One message arrived; made visible by {@link #publish}. */
  void received(int messageBytes) {
    pendingMessages++;
    pendingBytes += messageBytes;
  }

  /** At the end of a read batch: shows what was counted. */
  void publish() {
    messages.set(pendingMessages);
    bytes.set(pendingBytes);
  }

  long messages() {
    return messages.get();
  }

  long bytes() {
    return bytes.get();
  }
}

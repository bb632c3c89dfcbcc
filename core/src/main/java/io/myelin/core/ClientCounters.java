package io.myelin.core;

/** What one client sent. Written by its loop, read by anyone. */
final class ClientCounters {
  private volatile long messages;
  private volatile long bytes;
  private long pendingMessages;
  private long pendingBytes;

  /** One message arrived; made visible by {@link #publish}. */
  void received(int messageBytes) {
    pendingMessages++;
    pendingBytes += messageBytes;
  }

  /** At the end of a read batch: shows what was counted. */
  void publish() {
    if (pendingMessages != messages) {
      messages = pendingMessages;
      bytes = pendingBytes;
    }
  }

  long messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }
}

package io.myelin.core;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A subscription that is nothing but its pattern and queue. */
final class TestSubscription implements IndexedSubscription {
  private final byte[] pattern;
  private final byte @Nullable [] queue;

  TestSubscription(String pattern) {
    this(pattern, "");
  }

  /** With the queue named {@code queue}, or plain when that is empty. */
  TestSubscription(String pattern, String queue) {
    this.pattern = pattern.getBytes(StandardCharsets.UTF_8);
    this.queue = queue.isEmpty() ? null : queue.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] pattern() {
    return pattern;
  }

  @Override
  public byte @Nullable [] queue() {
    return queue;
  }

  @Override
  public String toString() {
    String subject = new String(pattern, StandardCharsets.UTF_8);
    return queue == null ? subject : subject + "/" + new String(queue, StandardCharsets.UTF_8);
  }
}

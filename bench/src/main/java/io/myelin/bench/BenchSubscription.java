package io.myelin.bench;

import io.myelin.core.IndexedSubscription;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A plain subscription that is nothing but its pattern. */
final class BenchSubscription implements IndexedSubscription {
  private final byte[] pattern;

  BenchSubscription(String pattern) {
    this.pattern = pattern.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public byte[] pattern() {
    return pattern;
  }

  @Override
  public byte @Nullable [] queue() {
    return null;
  }
}

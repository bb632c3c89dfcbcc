package io.myelin.server;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/** Netty's own strategy of waiting; tells when a loop is about to wait. */
final class RestStrategy implements SelectStrategy {
  private volatile Runnable resting = () -> {};

  /** Sets what is run on the loop's thread before it waits. */
  void tell(Runnable listener) {
    resting = listener;
  }

  @Override
  public int calculateStrategy(IntSupplier selectSupplier, boolean hasTasks) throws Exception {
    if (hasTasks) {
      return selectSupplier.get();
    }
    resting.run();
    return SELECT;
  }
}

package io.myelin.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thread that receives for some connections: one connection with plain blocking reads (the
 * cheapest there is), several with a selector.
 */
final class InboundReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final List<Inbound> inbounds;
  private final RunFailure failure;
  private final Thread thread;
  private final @Nullable Selector selector;

  private InboundReader(String name, List<Inbound> inbounds, RunFailure failure)
      throws IOException {
    this.inbounds = inbounds;
    this.failure = failure;
    this.selector = inbounds.size() == 1 ? null : Selector.open();
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /** Starts receiving. */
  static InboundReader start(String name, List<Inbound> inbounds, RunFailure failure)
      throws IOException {
    InboundReader reader = new InboundReader(name, inbounds, failure);
    reader.thread.start();
    return reader;
  }

  private void run() {
    int bytes = Math.max(BUFFER_BYTES, 2 * mostPartialBytes());
    ByteBuffer shared = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    try {
      Selector several = selector;
      if (several == null) {
        receiveFromOne(inbounds.getFirst(), shared);
      } else {
        receiveFromMany(several, shared);
      }
    } catch (IOException | RuntimeException e) {
      boolean closing = inbounds.stream().anyMatch(inbound -> inbound.connection().closing());
      if (!closing) {
        failure.record(e);
      }
    }
  }

  /** What one of them may have to keep: as much again must fit, or a read would take nothing. */
  private int mostPartialBytes() {
    return inbounds.stream().mapToInt(Inbound::mostPartialBytes).max().orElse(0);
  }

  private static void receiveFromOne(Inbound inbound, ByteBuffer shared) throws IOException {
    boolean open = true;
    while (open) {
      open = inbound.receive(shared);
    }
  }

  private void receiveFromMany(Selector several, ByteBuffer shared) throws IOException {
    for (Inbound inbound : inbounds) {
      inbound.connection().channel().configureBlocking(false);
      inbound.connection().channel().register(several, SelectionKey.OP_READ, inbound);
    }
    while (several.isOpen()) {
      several.select(key -> receive(key, shared));
    }
  }

  private static void receive(SelectionKey key, ByteBuffer shared) {
    try {
      if (!((Inbound) key.attachment()).receive(shared)) {
        key.cancel();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes the connections and ends the thread. */
  @Override
  public void close() throws IOException {
    for (Inbound inbound : inbounds) {
      inbound.connection().close();
    }
    Selector several = selector;
    if (several != null) {
      several.close();
    }
  }
}

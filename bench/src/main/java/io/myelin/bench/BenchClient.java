package io.myelin.bench;

import io.myelin.core.ClientSession;
import io.myelin.core.Outbound;
import io.myelin.core.Segment;
import io.myelin.core.Transport;
import org.jspecify.annotations.Nullable;

/** A client that takes everything at once and drops it. */
final class BenchClient implements Transport {
  private @Nullable ClientSession session;

  void open(ClientSession newSession) {
    session = newSession;
    newSession.sendInfo();
    newSession.start();
  }

  ClientSession session() {
    ClientSession open = session;
    if (open == null) {
      throw new IllegalStateException("not opened");
    }
    return open;
  }

  @Override
  public void send(Segment first) {
    Outbound outbound = session().outbound();
    Segment segment = first;
    while (segment != null) {
      Segment next = segment.next();
      outbound.written(segment);
      segment = next;
    }
  }

  @Override
  public void reading(boolean wanted) {}

  @Override
  public void closeAfterFlush() {}

  @Override
  public void closeNow() {}
}

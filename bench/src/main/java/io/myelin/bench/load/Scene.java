package io.myelin.bench.load;

import java.io.IOException;
import java.util.List;

/** What an {@link AskWorkload} asks of a server, and what has to be true before and afterwards. */
interface Scene {

  /** Creates what is asked, and stores what is read. */
  void prepare(RunningServer server, JetStreamApi api) throws IOException, InterruptedException;

  /** One kind of request for each asker. */
  List<Exchange> exchanges(int askers);

  /**
   * Holds what the server kept against what it acknowledged.
   *
   * @throws InvalidRunException if anything is lost, doubled, out of order or damaged
   */
  void verify(RunningServer server, JetStreamApi api, AskLoop loop)
      throws IOException, InterruptedException;

  /** Bytes that a request stores; 0 for requests that read. */
  int storedBytes();

  /** Whether what it stores has to survive a power failure. */
  boolean isDurable();
}

package io.myelin.bench.load;

import java.io.IOException;

/** A way to read a whole stream through a consumer that is made for it. One thread. */
interface StreamRead extends AutoCloseable {
  /**
   * Reads from the first message on.
   *
   * @param messages how many there are
   * @param order checks them
   * @return time from asking for the first to having the last, nanoseconds
   */
  long read(long messages, StoredOrder order) throws IOException;

  /** Messages received in all reads; any thread. */
  long received();

  @Override
  void close() throws IOException;
}

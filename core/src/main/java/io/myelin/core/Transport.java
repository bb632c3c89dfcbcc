package io.myelin.core;

/**
 * The way out of one connection. Only the loop that owns the connection calls it, unless said
 * otherwise.
 */
public interface Transport {

  /**
   * Sends a chain of segments. As each has been written, at once or later, the transport calls
   * {@link Outbound#written} on the loop.
   */
  void send(Segment first);

  /**
   * Writes the segment without waiting, as far as it goes. Called by any thread, but never while
   * {@link #send} or what it began is under way.
   *
   * @return the bytes that were taken; 0 too where the transport is closed, failed, or cannot do
   *     this
   */
  default int writeNow(Segment segment) {
    return 0;
  }

  /** Stops or resumes reading from the peer. */
  void reading(boolean wanted);

  /** Ends the connection after what was sent has been written, or after a short time. */
  void closeAfterFlush();

  /** Ends the connection and drops what was not written. */
  void closeNow();
}

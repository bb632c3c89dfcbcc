package io.myelin.core;

/** The way out of one connection. Only the loop that owns the connection calls it. */
public interface Transport {

  /**
   * Sends a chain of segments. As each has been written, at once or later, the transport calls
   * {@link Outbound#written} on the loop.
   */
  void send(Segment first);

  /** Stops or resumes reading from the peer. */
  void reading(boolean wanted);

  /** Ends the connection after what was sent has been written, or after a short time. */
  void closeAfterFlush();

  /** Ends the connection and drops what was not written. */
  void closeNow();
}

package io.myelin.server;

import io.myelin.core.ClientSession;

/**
 * Sums over connections.
 *
 * @param inMessages messages received from clients
 * @param inBytes their header and payload bytes
 * @param outMessages messages sent to clients
 * @param outBytes their header and payload bytes
 * @param stalls how often producers were held back
 */
record Traffic(long inMessages, long inBytes, long outMessages, long outBytes, long stalls) {
  /** No traffic. */
  static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

  /** What one connection has sent and received so far. */
  static Traffic of(ClientSession session) {
    return new Traffic(
        session.receivedMessages(),
        session.receivedBytes(),
        session.outbound().sentMessages(),
        session.outbound().sentMessageBytes(),
        session.stalls());
  }

  /** Both together. */
  Traffic plus(Traffic other) {
    return new Traffic(
        inMessages + other.inMessages,
        inBytes + other.inBytes,
        outMessages + other.outMessages,
        outBytes + other.outBytes,
        stalls + other.stalls);
  }
}

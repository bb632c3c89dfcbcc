package io.myelin.core;

import io.myelin.protocol.PublishedMessage;

/**
 * What a subscription delivers to: a client, or a part of the server itself. It encodes for itself.
 */
public interface Destination {

  /**
   * Takes one message; called on the producer's thread. The message is valid during the call only.
   *
   * @return false when it was not taken: then a queue group tries its next member
   */
  boolean deliver(Producer producer, PublishedMessage message, RouteTarget target);
}

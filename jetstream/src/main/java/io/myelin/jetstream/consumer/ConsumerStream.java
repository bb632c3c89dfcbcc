package io.myelin.jetstream.consumer;

import io.myelin.store.MessageIndex;

/** The stream of a consumer, as far as the consumer looks at it. Lane only. */
public interface ConsumerStream {
  /** The stream's name. */
  String name();

  /** Its messages, with those that are not yet committed. */
  MessageIndex messages();

  /**
   * The highest sequence that may be told to the outside: everything up to it is committed. Never
   * goes back, but with a recovery. Consumers that listen are told of a message in the step that
   * makes it visible, before they do anything else.
   */
  long visibleSequence();

  /** Whether it keeps one message per subject, so that every message is the last of its subject. */
  boolean keepsOnePerSubject();

  /** The largest message that it takes, in bytes: the burst of a rate limit (CON-423). */
  long maxMessageBytes();
}

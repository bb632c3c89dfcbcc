package io.myelin.jetstream.archive;

import java.io.IOException;

/** Takes what an archive tells of messages, in the order of the archive. */
public interface ArchivedMessages {
  /**
   * A message; sequences only rise.
   *
   * @param subject its bytes
   * @param header the header block, empty for none
   */
  void message(long sequence, long timeNanos, byte[] subject, byte[] header, byte[] payload)
      throws IOException;

  /** Sequences up to this one are used, even if no message has it. */
  void skipped(long sequence, long timeNanos) throws IOException;

  /**
   * An earlier message was deleted.
   *
   * @param timeNanos of the message
   */
  void deleted(long sequence, long timeNanos) throws IOException;
}

package io.myelin.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one stream. Changes show at once in the {@link MessageIndex} and survive a power
 * failure after they were committed. Sequences, times and every decision come from outside, so that
 * replaying the same changes gives the same store. Lane only.
 */
public interface MessageStore extends MessageIndex, Committable, Closeable {

  /**
   * Appends a message.
   *
   * @param sequence higher than {@link #lastSequence()}; what lies between becomes a gap
   * @param timeNanos not lower than {@link #lastTimeNanos()}
   * @param expiresAtNanos when it expires by its own time to live, 0 for not at all
   * @param buffer holds subject, header block and payload one behind the other; copied
   */
  void append(
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      byte[] buffer,
      int at,
      int subjectLength,
      int headerLength,
      int payloadLength);

  /**
   * Uses up sequences without storing anything: the next one is {@code lastSequence + 1}. An empty
   * store then reports that as its first.
   */
  void skipTo(long lastSequence, long timeNanos);

  /**
   * Removes a message.
   *
   * @param erase whether its header and payload are overwritten on disk before the removal is
   *     committed
   * @return whether there was one
   */
  boolean remove(long sequence, boolean erase);

  /** Removes every message below the sequence; cheap, whole segments at once. */
  long removeBelow(long sequence);

  /**
   * Removes matching messages below {@code belowSequence}, but the newest {@code keep} of those
   * that match.
   *
   * @return how many
   */
  long purge(SubjectFilter filter, long belowSequence, long keep);

  /**
   * What is changed until {@link #endAtomic()} is seen after a crash either whole or not at all,
   * and is sealed into one batch.
   */
  void beginAtomic();

  /** Ends what {@link #beginAtomic()} began. */
  void endAtomic();

  /**
   * Whether header block and payload of messages are compressed from now on (STR-219); what is
   * stored stays as it is until it is written again. Only where messages are kept on disk.
   */
  default void compress(boolean compress) {}

  /**
   * Whether the disk is full: what room is held in reserve is for removals, and no message should
   * be appended. Ends with an {@link #upkeep} after there is room again.
   */
  default boolean isFull() {
    return false;
  }

  /**
   * The first sequence from {@code fromSequence} on whose message has a header block; 0 for none.
   * Passes over those without much faster than by reading them.
   */
  long nextWithHeader(long fromSequence);

  /** When the next message expires by its own time to live; {@code Long.MAX_VALUE} for never. */
  long nextExpiryNanos();

  /** A message whose own time to live has ended by {@code nowNanos}; 0 for none. */
  long expired(long nowNanos);

  /**
   * Work that keeps the store small and quick to open, for another thread, at the same time as
   * anything else. To be asked for after every commit; null when there is none or while one is
   * under way. Must have been handed back before {@link #recover}, {@link #close} and {@link
   * #delete}.
   */
  default @Nullable Upkeep upkeep() {
    return null;
  }

  /**
   * The upkeep is done or has failed; a failure is no harm and is tried again later.
   *
   * @param done what {@link #upkeep} returned
   */
  default void upkept(Upkeep done) {
    throw new IllegalStateException("this store has no upkeep");
  }

  /** Who is told of every message that goes, by whatever change. */
  void onRemoval(RemovalListener listener);

  /** Sequences without a message between first and last, ascending, at most {@code limit}. */
  long[] deleted(int limit);

  /** What was found damaged when the store was opened or read: sequences; empty if all was well. */
  long[] lostSequences();

  /**
   * Writes what makes the next opening quick and closes the files. Everything must be committed.
   */
  @Override
  void close() throws IOException;

  /**
   * Closes and removes every trace of the store. After a power failure it may be there again, until
   * the directory is synced that it was in.
   */
  void delete() throws IOException;

  /** Sees messages go. Called on the lane, while the index no longer holds the message. */
  interface RemovalListener {
    /**
     * One message went.
     *
     * @param subject valid during the call only
     * @param bytes its size, counted as in STR-038
     */
    void removed(long sequence, byte[] subject, int at, int length, long bytes);

    /** Every message below the sequence went; {@link #removed} is not called for them. */
    void removedBelow(long sequence, long messages, long bytes);
  }

  /** Some work that keeps a store in shape. Used by one thread, which need not be the lane's. */
  interface Upkeep {
    /** Does it. Blocks. */
    void run() throws IOException;
  }

  /** Size of a message in a file store (STR-038). */
  static long fileBytes(int subjectLength, int headerLength, int payloadLength) {
    return 30L + subjectLength + payloadLength + (headerLength > 0 ? 4L + headerLength : 0L);
  }

  /** Size of a message in a memory store (STR-038). */
  static long memoryBytes(int subjectLength, int headerLength, int payloadLength) {
    return 16L + subjectLength + headerLength + payloadLength;
  }

  /** Appends a message given as parts. */
  default void append(
      long sequence,
      long timeNanos,
      long expiresAtNanos,
      byte[] subject,
      byte[] header,
      byte[] payload) {
    byte[] whole = Arrays.copyOf(subject, subject.length + header.length + payload.length);
    System.arraycopy(header, 0, whole, subject.length, header.length);
    System.arraycopy(payload, 0, whole, subject.length + header.length, payload.length);
    append(
        sequence,
        timeNanos,
        expiresAtNanos,
        whole,
        0,
        subject.length,
        header.length,
        payload.length);
  }
}

package io.myelin.jetstream;

import io.myelin.core.Account;
import io.myelin.core.AccountPublisher;
import io.myelin.core.Loop;
import io.myelin.core.RouteMemory;
import io.myelin.protocol.PublishedMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A serial executor that owns streams with all of their consumers: nothing inside a stream needs a
 * lock. It runs on an event loop, so that what a connection of that loop asks for is done without a
 * change of threads. Nothing on a lane blocks.
 *
 * <p>{@link #execute} may be called from any thread, everything else on the lane only.
 */
final class Lane implements Executor {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);

  private final Loop loop;
  private final PublishedMessage message = new PublishedMessage();
  private long lastEpochNanos;

  Lane(Loop loop) {
    this.loop = loop;
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  /** Whether the caller is on this lane. */
  boolean inLane() {
    return loop.inLoop();
  }

  /** Wall clock in nanoseconds since the epoch that never goes back (STR-T17). */
  long epochNanos() {
    lastEpochNanos = Math.max(lastEpochNanos, loop.epochNanos());
    return lastEpochNanos;
  }

  /** Runs the task on this lane after the delay. */
  Loop.Timer schedule(Runnable task, long delayNanos) {
    return loop.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
  }

  /** The loop under this lane. */
  Loop loop() {
    return loop;
  }

  /**
   * Sends what was published so far. The loop does so at the end of its round; in a long one, those
   * who wait for the first answers can go on meanwhile.
   */
  void flush() {
    loop.flush();
  }

  /** Publishes a message without headers; whether anybody took it. */
  boolean publish(Account account, byte[] subject, byte[] payload) {
    return publish(account, subject, subject, HeaderBlock.NONE, HeaderBlock.NONE, payload);
  }

  /**
   * Publishes a message.
   *
   * @param routing the subject that selects subscriptions
   * @param shown the subject that they see
   * @return whether anybody took it
   */
  boolean publish(
      Account account, byte[] routing, byte[] shown, byte[] reply, byte[] header, byte[] payload) {
    message.subject(buffer(shown), 0, shown.length);
    message.reply(buffer(reply), 0, reply.length);
    if (header.length == 0) {
      message.body(buffer(payload), 0, 0, payload.length);
    } else {
      byte[] whole = new byte[header.length + payload.length];
      System.arraycopy(header, 0, whole, 0, header.length);
      System.arraycopy(payload, 0, whole, header.length, payload.length);
      message.body(buffer(whole), 0, header.length, whole.length);
    }
    return AccountPublisher.publishTo(loop, account, routing, message);
  }

  /**
   * Publishes a message whose shown subject, header block and payload lie in one array, one behind
   * the other, and its reply in the first {@code replyLength} bytes of another.
   *
   * @param memory remembers where messages to {@code routing} go, an array that does not change
   */
  boolean publish(
      Account account,
      RouteMemory memory,
      byte[] routing,
      byte[] reply,
      int replyLength,
      byte[] buffer,
      int subjectAt,
      int subjectLength,
      int headerLength,
      int payloadLength) {
    ByteBuffer bytes = buffer(buffer);
    message.subject(bytes, subjectAt, subjectLength);
    message.reply(buffer(reply), 0, replyLength);
    message.body(bytes, subjectAt + subjectLength, headerLength, headerLength + payloadLength);
    return AccountPublisher.publishTo(loop, account, memory, routing, message);
  }

  /**
   * Publishes an answer.
   *
   * @param bytes header block and payload, one behind the other, from 0 on
   */
  boolean answer(
      Account account, byte[] subject, byte[] bytes, int headerLength, int payloadLength) {
    message.subject(buffer(subject), 0, subject.length);
    message.reply(NOTHING, 0, 0);
    message.body(buffer(bytes), 0, headerLength, headerLength + payloadLength);
    return AccountPublisher.publishTo(loop, account, subject, message);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return bytes.length == 0 ? NOTHING : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

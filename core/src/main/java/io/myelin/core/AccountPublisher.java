package io.myelin.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.protocol.PublishedMessage;
import io.myelin.security.Permissions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Publishes messages of the server itself in an account. Account mappings do not apply to them, and
 * no permission is asked.
 */
public final class AccountPublisher {
  private static final int SLACK_BYTES = Long.BYTES;

  private AccountPublisher() {}

  /**
   * Publishes one message to whoever is interested. Only on the thread of {@code loop}.
   *
   * @param reply the reply subject, empty for none
   * @param payload the payload; there is no header block
   * @return whether anybody took it
   */
  public static boolean publish(
      Loop loop, Account account, String subject, String reply, byte[] payload) {
    PublishedMessage message = new PublishedMessage();
    byte[] subjectBytes = subject.getBytes(UTF_8);
    byte[] replyBytes = reply.getBytes(UTF_8);
    message.subject(padded(subjectBytes), 0, subjectBytes.length);
    message.reply(padded(replyBytes), 0, replyBytes.length);
    message.body(padded(payload), 0, 0, payload.length);
    return publish(loop, account, message);
  }

  /**
   * Publishes one message to whoever is interested in its subject. Only on the thread of {@code
   * loop}.
   *
   * @return whether anybody took it
   */
  public static boolean publish(Loop loop, Account account, PublishedMessage message) {
    Producer producer = loop.producer();
    Route route = Router.find(producer, account, Permissions.ALL, true, message, true);
    return Router.deliver(producer, route, message, null);
  }

  /**
   * Publishes one message to whoever is interested in one subject and shows them another one, that
   * of the message (CON-215). Only on the thread of {@code loop}.
   *
   * @param routing the subject that selects subscriptions
   * @return whether anybody took it
   */
  public static boolean publishTo(
      Loop loop, Account account, byte[] routing, PublishedMessage message) {
    return Router.deliverOnce(loop.producer(), account, routing, message);
  }

  /**
   * The same for a subject that many messages in a row are sent to.
   *
   * @param memory remembers where they go; of this loop and account
   * @param routing does not change as long as the memory is used
   */
  public static boolean publishTo(
      Loop loop, Account account, RouteMemory memory, byte[] routing, PublishedMessage message) {
    return Router.deliver(loop.producer(), memory.of(account, routing), message, null);
  }

  /**
   * Whether something that was published since the last call went to a destination that is far
   * behind. Only on the thread of {@code loop}.
   */
  public static boolean metCongestion(Loop loop) {
    return loop.producer().takeCongested() != null;
  }

  private static ByteBuffer padded(byte[] bytes) {
    ByteBuffer buffer =
        ByteBuffer.allocate(bytes.length + SLACK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(0, bytes);
    return buffer;
  }
}

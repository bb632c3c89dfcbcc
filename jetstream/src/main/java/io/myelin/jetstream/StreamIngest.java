package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.Account;
import io.myelin.core.AccountPublisher;
import io.myelin.core.Destination;
import io.myelin.core.Producer;
import io.myelin.core.RouteTarget;
import io.myelin.core.Subscription;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.PubAck;
import io.myelin.protocol.PublishedMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The subscriptions by which a stream captures what is published. Any producer delivers; the
 * message is copied into the stream's inbox. Subscribing and unsubscribing on the lane only.
 */
final class StreamIngest implements Destination {
  private static final byte[] TOO_MANY =
      "NATS/1.0 429 Too Many Requests\r\n\r\n".getBytes(US_ASCII);

  private final Account account;
  private final LaneInbox<Incoming> inbox;
  private final byte[] refusal;
  private volatile boolean acknowledges;
  private final List<Subscription> subscriptions = new ArrayList<>();

  StreamIngest(Account account, LaneInbox<Incoming> inbox, String stream) {
    this.account = account;
    this.inbox = inbox;
    this.refusal = PubAck.refused(stream, "", ApiErrors.STREAM_TOO_MANY_REQUESTS.error());
  }

  /** Whether a stream of the account takes messages on this subject and acknowledges them. */
  static boolean acknowledges(Account account, byte[] subject) {
    for (Subscription each : account.interest().match(subject, 0, subject.length).plain()) {
      if (each.destination() instanceof StreamIngest ingest && ingest.acknowledges) {
        return true;
      }
    }
    return false;
  }

  /**
   * Captures exactly these subjects from now on.
   *
   * @param acked whether the stream answers to what it takes
   */
  void capture(List<String> subjects, boolean acked) {
    acknowledges = acked;
    Set<String> wanted = new HashSet<>(subjects);
    subscriptions.removeIf(
        subscription -> {
          if (wanted.remove(subscription.patternText())) {
            return false;
          }
          account.interest().remove(subscription);
          return true;
        });
    for (String subject : wanted) {
      Subscription subscription = Subscription.internal(subject, this);
      account.interest().insert(subscription);
      subscriptions.add(subscription);
    }
  }

  @Override
  public boolean deliver(Producer producer, PublishedMessage message, RouteTarget target) {
    if (!inbox.offer(Incoming.of(account, message)) && message.replyLength() > 0) {
      refuse(producer, message);
    }
    return true;
  }

  private void refuse(Producer producer, PublishedMessage message) {
    byte[] reply = message.replyText().getBytes(UTF_8);
    ByteBuffer body =
        ByteBuffer.allocate(TOO_MANY.length + refusal.length).order(ByteOrder.LITTLE_ENDIAN);
    body.put(TOO_MANY).put(refusal);
    PublishedMessage answer = new PublishedMessage();
    answer.subject(ByteBuffer.wrap(reply).order(ByteOrder.LITTLE_ENDIAN), 0, reply.length);
    answer.body(body, 0, TOO_MANY.length, body.capacity());
    AccountPublisher.publishTo(producer.loop(), account, reply, answer);
  }
}

package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.Account;
import io.myelin.core.Destination;
import io.myelin.core.Producer;
import io.myelin.core.RouteTarget;
import io.myelin.core.Subscription;
import io.myelin.protocol.PublishedMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the consumers of one stream are spoken to: acks, requests for messages, flow control. One
 * subscription of each kind serves all consumers; whether the one that is meant exists is asked for
 * every message, so that nobody answers for one that does not (CON-015). Any producer delivers; the
 * message waits in an inbox of its own.
 */
final class ConsumerEndpoints implements Destination {
  private static final String ACK = "$JS.ACK.";
  private static final String NEXT = "$JS.API.CONSUMER.MSG.NEXT.";
  private static final String FLOW = "$JS.FC.";
  private static final int MOST_MESSAGES = 200_000;
  private static final long MOST_BYTES = 64L << 20;

  /** What a message to a consumer is about. */
  enum Kind {
    /** An acknowledgement. */
    ACK,
    /** A request for messages. */
    NEXT,
    /** A reply to a flow control message. */
    FLOW
  }

  private final StreamConsumers consumers;
  private final Account account;
  private final String stream;
  private final LaneInbox inbox;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private boolean open;

  ConsumerEndpoints(StreamConsumers consumers, Account account, String stream, Lane lane) {
    this.consumers = consumers;
    this.account = account;
    this.stream = stream;
    this.inbox = new LaneInbox(lane, consumers, MOST_MESSAGES, MOST_BYTES);
  }

  /** Begins to take messages, once; there is a consumer. */
  void open() {
    if (!open) {
      open = true;
      subscribe(ACK + stream + ".>");
      subscribe(NEXT + stream + ".*");
      subscribe(FLOW + stream + ".>");
    }
  }

  private void subscribe(String pattern) {
    Subscription subscription = Subscription.internal(pattern, this);
    account.interest().insert(subscription);
    subscriptions.add(subscription);
  }

  /** Takes no more messages. */
  void close() {
    for (Subscription subscription : subscriptions) {
      account.interest().remove(subscription);
    }
    subscriptions.clear();
    open = false;
  }

  /** What a message on this subject is about. */
  static Kind kind(byte[] subject) {
    if (startsWith(subject, ACK)) {
      return Kind.ACK;
    }
    return startsWith(subject, FLOW) ? Kind.FLOW : Kind.NEXT;
  }

  /** The consumer that a message on this subject is meant for. */
  String consumerName(byte[] subject, int length) {
    int prefix =
        switch (kind(subject)) {
          case ACK -> ACK.length();
          case FLOW -> FLOW.length();
          case NEXT -> NEXT.length();
        };
    int from = prefix + stream.getBytes(UTF_8).length + 1;
    int to = from;
    while (to < length && subject[to] != '.') {
      to++;
    }
    return from > length ? "" : new String(subject, from, to - from, UTF_8);
  }

  private static boolean startsWith(byte[] subject, String prefix) {
    if (subject.length < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (subject[i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean deliver(Producer producer, PublishedMessage message, RouteTarget target) {
    byte[] subject = new byte[message.subjectLength()];
    message.subject().get(message.subjectAt(), subject);
    ConsumerDriver driver = consumers.find(consumerName(subject, subject.length));
    if (driver == null) {
      return false;
    }
    Kind kind = kind(subject);
    if (kind == Kind.ACK && !driver.answersAcks()) {
      return false;
    }
    return inbox.offer(Incoming.of(account, message));
  }
}

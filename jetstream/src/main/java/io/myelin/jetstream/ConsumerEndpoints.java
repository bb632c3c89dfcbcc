package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.Account;
import io.myelin.core.Destination;
import io.myelin.core.Producer;
import io.myelin.core.RouteTarget;
import io.myelin.core.Subscription;
import io.myelin.protocol.PublishedMessage;
import java.nio.ByteBuffer;
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
  private static final int NUMBERS_OF_ACK = 5;
  private static final int KIND_AT = "$JS.".length();
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

  private final Account account;
  private final String stream;
  private final int streamBytes;
  private final ConsumerNames names;
  private final LaneInbox<ConsumerMessage> inbox;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private boolean open;

  ConsumerEndpoints(StreamConsumers consumers, Account account, String stream, Lane lane) {
    this.account = account;
    this.stream = stream;
    this.streamBytes = stream.getBytes(UTF_8).length;
    this.names = new ConsumerNames(consumers::find);
    this.inbox = new LaneInbox<>(lane, consumers, MOST_MESSAGES, MOST_BYTES);
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

  /** What a message is about, by what follows {@code $JS.}; only those three kinds arrive. */
  private static Kind kind(ByteBuffer subject, int at) {
    if (subject.get(at + KIND_AT) == 'F') {
      return Kind.FLOW;
    }
    return subject.get(at + KIND_AT + 1) == 'C' ? Kind.ACK : Kind.NEXT;
  }

  private int nameAt(Kind kind) {
    int prefix =
        switch (kind) {
          case ACK -> ACK.length();
          case FLOW -> FLOW.length();
          case NEXT -> NEXT.length();
        };
    return prefix + streamBytes + 1;
  }

  /** Whether five tokens follow the consumer's name, as where one acknowledges (CON-218). */
  private static boolean hasNumbersOfAck(ByteBuffer subject, int from, int end) {
    int dots = 0;
    for (int at = from; at < end; at++) {
      if (subject.get(at) == '.') {
        dots++;
      }
    }
    return dots == NUMBERS_OF_ACK;
  }

  @Override
  public boolean deliver(Producer producer, PublishedMessage message, RouteTarget target) {
    ByteBuffer subject = message.subject();
    int at = message.subjectAt();
    int end = at + message.subjectLength();
    Kind kind = kind(subject, at);
    int from = at + nameAt(kind);
    int to = from;
    while (to < end && subject.get(to) != '.') {
      to++;
    }
    ConsumerDriver driver = from > end ? null : names.find(subject, from, to);
    if (driver == null
        || (kind == Kind.ACK && !(driver.answersAcks() && hasNumbersOfAck(subject, to, end)))) {
      return false;
    }
    ConsumerMessage said =
        kind == Kind.ACK ? ConsumerMessage.Acknowledged.of(driver, message, to + 1) : null;
    return inbox.offer(
        said != null
            ? said
            : new ConsumerMessage.Other(driver, kind, Incoming.of(account, message)));
  }
}

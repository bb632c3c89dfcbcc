package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.Account;
import io.myelin.core.Destination;
import io.myelin.core.Producer;
import io.myelin.core.RouteTarget;
import io.myelin.core.Subscription;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.MessageSelector;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.protocol.PublishedMessage;
import io.myelin.protocol.Subjects;
import io.myelin.security.Permissions;
import io.myelin.store.MessageIndex;
import io.myelin.store.StoredMessage;
import io.myelin.store.SubjectFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Serves stored messages as they are, without JSON (STR-440 to STR-450). Taken from any producer,
 * answered on the lane from what is committed.
 */
final class DirectGet implements Destination, LaneInbox.Receiver<Incoming> {
  private static final String PREFIX = "$JS.API.DIRECT.GET.";
  private static final byte[] QUEUE = "_sys_".getBytes(UTF_8);
  private static final int MOST_SUBJECTS = 1024;
  private static final long DEFAULT_MAX_BYTES = 64L << 20;
  private static final int MOST_WAITING = 200_000;
  private static final long MOST_WAITING_BYTES = 64L << 20;

  /** So many requests are answered before the answers are sent. */
  private static final int ANSWERED_TOGETHER = 32;

  private final Stream stream;
  private final Account account;
  private final Lane lane;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final List<Subscription> originSubscriptions = new ArrayList<>();
  private String servedOrigin = "";
  private final StoredMessage message = new StoredMessage();
  private final LaneInbox<Incoming> inbox;
  private final DirectAnswer answer;
  private int answered;

  DirectGet(Stream stream) {
    this.stream = stream;
    this.account = stream.owner().account();
    this.lane = stream.lane();
    this.inbox = new LaneInbox<>(lane, this, MOST_WAITING, MOST_WAITING_BYTES);
    this.answer = new DirectAnswer(stream.name());
  }

  /** Serves it, or not, as the stream is configured. */
  void configure(StreamConfig config) {
    if (!config.allowDirect()) {
      unsubscribe(subscriptions);
    } else if (subscriptions.isEmpty()) {
      subscribe(PREFIX + config.name(), subscriptions);
      subscribe(PREFIX + config.name() + ".>", subscriptions);
    }
  }

  /**
   * Serves a mirror's origin too, or no more (STR-440).
   *
   * @param origin the origin's name, empty for none
   */
  void serveOrigin(String origin) {
    if (servedOrigin.equals(origin)) {
      return;
    }
    servedOrigin = origin;
    unsubscribe(originSubscriptions);
    if (!origin.isEmpty()) {
      subscribe(PREFIX + origin, originSubscriptions);
      subscribe(PREFIX + origin + ".>", originSubscriptions);
    }
  }

  private void subscribe(String pattern, List<Subscription> kept) {
    Subscription subscription =
        new Subscription(pattern.getBytes(UTF_8), QUEUE, HeaderBlock.NONE, this, Permissions.ALL);
    account.interest().insert(subscription);
    kept.add(subscription);
  }

  /** Serves nothing any more. */
  void close() {
    unsubscribe(subscriptions);
    serveOrigin("");
  }

  private void unsubscribe(List<Subscription> ended) {
    for (Subscription subscription : ended) {
      account.interest().remove(subscription);
    }
    ended.clear();
  }

  @Override
  public boolean deliver(Producer producer, PublishedMessage request, RouteTarget target) {
    return request.replyLength() == 0 || inbox.offer(Incoming.of(account, request));
  }

  @Override
  public void endOfBatch() {
    answered = 0;
  }

  @Override
  public void receive(Incoming request) {
    if (stream.closed()) {
      return;
    }
    serve(request);
    if (++answered == ANSWERED_TOGETHER) {
      answered = 0;
      lane.flush();
    }
  }

  private void serve(Incoming request) {
    if (demandsHigherLevel(request)) {
      status(request, "412 Required Api Level", "");
      return;
    }
    try {
      if (!serveUsual(request)) {
        serveAny(request);
      }
    } catch (IOException damaged) {
      status(request, "500 " + damaged.getMessage(), "");
    }
  }

  /** Serves what clients ask for most, without making garbage; whether it was that. */
  private boolean serveUsual(Incoming request) throws IOException {
    byte[] buffer = request.buffer();
    int end = request.subjectLength();
    int dot = PREFIX.length();
    while (dot < end && buffer[dot] != '.') {
      dot++;
    }
    CommittedIndex index = stream.committed();
    if (dot < end) {
      int at = dot + 1;
      if (request.payloadLength() > 0 || !Subjects.isLiteral(buffer, at, end - at)) {
        return false;
      }
      sendOne(request, index.lastOf(buffer, at, end - at), index);
      return true;
    }
    long sequence =
        MessageSelector.onlySequence(buffer, end + request.headerLength(), request.payloadLength());
    if (sequence == 0) {
      return false;
    }
    sendOne(request, sequence, index);
    return true;
  }

  private void sendOne(Incoming request, long sequence, CommittedIndex index) throws IOException {
    if (sequence == 0 || !index.read(sequence, message)) {
      status(request, "404 Message Not Found", "");
    } else {
      send(request, false, "");
    }
  }

  private void serveAny(Incoming request) throws IOException {
    String subject = request.subject();
    int dot = subject.indexOf('.', PREFIX.length());
    MessageSelector.DirectGet asked =
        dot > 0
            ? MessageSelector.directGetLast(subject.substring(dot + 1), request.payload())
            : MessageSelector.directGet(request.payload());
    switch (asked) {
      case MessageSelector.DirectGet.Refused refused ->
          status(request, "408 " + refused.reason().description(), "");
      case MessageSelector.DirectGet.Accepted accepted -> serve(request, accepted.selector());
    }
  }

  private static boolean demandsHigherLevel(Incoming request) {
    return request.headerLength() > 0 && ApiRequest.demandsHigherLevel(request.header());
  }

  private void serve(Incoming request, MessageSelector selector) throws IOException {
    CommittedIndex index = stream.committed();
    if (!selector.multiLast().isEmpty()) {
      serveLastOfEach(request, selector, index);
    } else if (selector.batch() != 0) {
      serveBatch(request, selector, index);
    } else {
      long sequence = MessageSearch.find(index, selector);
      if (sequence == 0 || !index.read(sequence, message)) {
        status(request, "404 Message Not Found", "");
      } else {
        send(request, selector.noHeaders(), "");
      }
    }
  }

  private void serveBatch(Incoming request, MessageSelector selector, MessageIndex index)
      throws IOException {
    SubjectFilter filter = MessageSearch.filter(selector);
    long sequence = index.next(filter, MessageSearch.start(index, selector));
    if (sequence == 0 && selector.batch() > 0) {
      status(request, "404 Message Not Found", "");
      return;
    }
    long pending = sequence == 0 ? 0 : index.count(filter, sequence);
    long last = 0;
    long budget = budget(selector);
    for (long sent = 0; sent < selector.batch() && sequence != 0 && budget > 0; sent++) {
      if (index.read(sequence, message)) {
        pending--;
        send(request, selector.noHeaders(), progress(pending, last));
        budget -= bytes();
        last = sequence;
      }
      sequence = index.next(filter, sequence + 1);
    }
    status(request, "204 EOB", progress(pending, last));
  }

  private void serveLastOfEach(Incoming request, MessageSelector selector, MessageIndex index)
      throws IOException {
    long upTo = upTo(selector, index);
    long[] sequences =
        upTo == 0
            ? new long[0]
            : index.lastOfEach(
                SubjectFilter.of(selector.multiLast()),
                Math.min(upTo, index.lastSequence()),
                MOST_SUBJECTS);
    if (sequences == null) {
      status(request, "413 Too Many Results", "");
      return;
    }
    long[] wanted = Arrays.stream(sequences).filter(it -> it >= selector.seq()).toArray();
    if (wanted.length == 0) {
      status(request, "404 No Results", "");
      return;
    }
    long most = selector.batch() > 0 ? selector.batch() : wanted.length;
    long budget = budget(selector);
    long last = 0;
    int at = 0;
    while (at < wanted.length && at < most && budget > 0) {
      if (index.read(wanted[at], message)) {
        send(request, false, progress(wanted.length - at - 1L, last));
        budget -= bytes();
        last = wanted[at];
      }
      at++;
    }
    status(
        request,
        "204 EOB",
        progress(wanted.length - (long) at, last) + "Nats-UpTo-Sequence: " + upTo + "\r\n");
  }

  /** After how many bytes an answer ends, which has at least one message (STR-447). */
  private static long budget(MessageSelector selector) {
    return selector.maxBytes() == 0 ? DEFAULT_MAX_BYTES : Math.max(1, selector.maxBytes());
  }

  private static long upTo(MessageSelector selector, MessageIndex index) {
    if (selector.upToSeq() > 0) {
      return selector.upToSeq();
    }
    return selector
        .upToTime()
        .map(time -> index.sequenceAt(GoTime.toEpochNanos(time)))
        .map(first -> first <= index.firstSequence() ? 0 : first - 1)
        .orElse(index.lastSequence());
  }

  private long bytes() {
    return (long) message.subjectLength() + message.headerLength() + message.payloadLength();
  }

  private static String progress(long pending, long last) {
    return "Nats-Num-Pending: " + pending + "\r\nNats-Last-Sequence: " + last + "\r\n";
  }

  private void send(Incoming request, boolean noHeaders, String progress) {
    if (noHeaders) {
      lane.publish(account, request.reply(), message.payload());
      return;
    }
    answer.build(message, progress);
    lane.answer(
        account, request.reply(), answer.bytes(), answer.headerLength(), answer.payloadLength());
  }

  private void status(Incoming request, String status, String lines) {
    byte[] header = ("NATS/1.0 " + status + "\r\n" + lines + "\r\n").getBytes(US_ASCII);
    lane.publish(
        account, request.reply(), request.reply(), HeaderBlock.NONE, header, HeaderBlock.NONE);
  }
}

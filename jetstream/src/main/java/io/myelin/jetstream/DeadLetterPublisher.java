package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.Account;
import io.myelin.core.Subscription;
import io.myelin.jetstream.consumer.DeadLetter;
import io.myelin.jetstream.model.DeadLetterOption;
import io.myelin.jetstream.model.PubAckAnswer;
import io.myelin.store.DamagedMessageException;
import io.myelin.store.StoredMessage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the dead letters of one stream's consumers. A letter is published with an id of its own
 * and again, with pauses that grow, until the stream that keeps its subject has acknowledged it;
 * where no stream does, it is published once. The letters themselves are in the consumers' state,
 * so that nothing is lost when this is. Lane only.
 */
final class DeadLetterPublisher implements LaneInbox.Receiver<Incoming> {
  private static final System.Logger LOG = System.getLogger(DeadLetterPublisher.class.getName());
  private static final int MOST_IN_FLIGHT = 128;
  private static final int SLICE = 32;
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int LARGEST_SHIFT = 8;
  private static final long START_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int UNIQUE_LENGTH = 12;
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** A letter on its way. */
  private static final class Posting {
    final ConsumerDriver driver;
    final DeadLetter letter;
    final long number;
    int attempts;
    long dueNanos = Long.MAX_VALUE;

    Posting(ConsumerDriver driver, DeadLetter letter, long number) {
      this.driver = driver;
      this.letter = letter;
      this.number = number;
    }
  }

  /** When to look at a letter again; counts only while that is still when. */
  private record Due(Posting posting, long nanos) {
    boolean counts() {
      return posting.dueNanos == nanos;
    }
  }

  private final Stream stream;
  private final StreamConsumers consumers;
  private final Lane lane;
  private final Account account;
  private final StreamClock clock;
  private final LaneInbox<Incoming> inbox;
  private final String identity;
  private final Deque<Posting> waiting = new ArrayDeque<>();
  private final Map<Long, Posting> inFlight = new HashMap<>();
  private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::nanos));
  private final StoredMessage message = new StoredMessage();
  private String replyPrefix = "";
  private @Nullable Subscription answers;
  private long lastNumber;
  private boolean pumping;

  DeadLetterPublisher(Stream stream, StreamConsumers consumers) {
    this.stream = stream;
    this.consumers = consumers;
    this.lane = stream.lane();
    this.account = stream.owner().account();
    this.clock = new StreamClock(lane, this::tick);
    this.inbox = new LaneInbox<>(lane, this, Integer.MAX_VALUE, Long.MAX_VALUE);
    this.identity = SourcingConsumers.identity(stream);
  }

  /** A letter whose record is committed is to be passed on. */
  void post(ConsumerDriver driver, DeadLetter letter) {
    waiting.add(new Posting(driver, letter, ++lastNumber));
    pumpSoon();
  }

  /** Lets go of all letters; who has them posts them anew. */
  void clear() {
    waiting.clear();
    inFlight.clear();
    due.clear();
  }

  /** Publishes nothing more. */
  void stop() {
    clear();
    clock.stop();
    Subscription subscription = answers;
    if (subscription != null) {
      account.interest().remove(subscription);
      answers = null;
    }
  }

  private void pumpSoon() {
    if (!pumping) {
      pumping = true;
      lane.execute(this::pump);
    }
  }

  private void pump() {
    pumping = false;
    if (!stream.host().isStarted()) {
      clock.wake(lane.epochNanos() + START_PAUSE_NANOS);
      return;
    }
    for (int i = 0; i < SLICE && inFlight.size() < MOST_IN_FLIGHT; i++) {
      Posting next = waiting.poll();
      if (next == null) {
        break;
      }
      publish(next);
    }
    stream.commit().flush();
    if (!waiting.isEmpty() && inFlight.size() < MOST_IN_FLIGHT) {
      pumpSoon();
    }
  }

  private void tick() {
    long now = lane.epochNanos();
    for (Due next = due.peek(); next != null && next.nanos() <= now; next = due.peek()) {
      due.remove();
      if (next.counts()) {
        isDue(next.posting());
      }
    }
    Due next = due.peek();
    if (next != null) {
      clock.wake(next.nanos());
    }
    pumpSoon();
  }

  private void isDue(Posting posting) {
    posting.dueNanos = Long.MAX_VALUE;
    if (inFlight.remove(posting.number) != null) {
      tryLater(posting, "no answer from the stream that keeps it");
    } else {
      waiting.add(posting);
    }
  }

  private void dueAt(Posting posting, long nanos) {
    posting.dueNanos = nanos;
    due.add(new Due(posting, nanos));
    clock.wake(nanos);
  }

  private void tryLater(Posting posting, String reason) {
    int attempt = posting.attempts++;
    long pause =
        Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(attempt, LARGEST_SHIFT));
    if (attempt == 0 || pause == LONGEST_PAUSE_NANOS) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Dead letter of message "
              + posting.letter.sequence()
              + " of consumer "
              + stream.title()
              + " > "
              + posting.driver.name()
              + " is not stored yet, it will be published again: "
              + reason);
    }
    dueAt(posting, lane.epochNanos() + pause);
  }

  // ---- publishing

  private void publish(Posting posting) {
    ConsumerDriver driver = posting.driver;
    if (driver.ended()) {
      return;
    }
    byte[] subject = DeadLetterOption.subject(driver.machine().config()).getBytes(UTF_8);
    if (subject.length == 0) {
      done(posting, false);
      return;
    }
    byte[] header;
    byte[] payload = HeaderBlock.NONE;
    try {
      if (read(posting.letter.sequence())) {
        header =
            DeadLetterMessage.header(
                stream.name(), driver.name(), posting.letter, id(posting), message);
        payload = message.payload();
      } else {
        header =
            DeadLetterMessage.headerOfMissing(
                stream.name(), driver.name(), posting.letter, id(posting));
      }
    } catch (IOException e) {
      tryLater(posting, "the message cannot be read: " + e.getMessage());
      return;
    }
    if (StreamIngest.acknowledges(account, subject)) {
      inFlight.put(posting.number, posting);
      dueAt(posting, lane.epochNanos() + ANSWER_NANOS);
      byte[] reply = (replyPrefix() + posting.number).getBytes(UTF_8);
      lane.publish(account, subject, subject, reply, header, payload);
    } else if (stream.host().hasUnrecovered(stream.owner())) {
      tryLater(posting, "a stream of the account could not be opened and may be the one meant");
    } else {
      lane.publish(account, subject, subject, HeaderBlock.NONE, header, payload);
      done(posting, false);
    }
  }

  /** False where the message has gone or is damaged. */
  private boolean read(long sequence) throws IOException {
    try {
      return stream.store().read(sequence, message);
    } catch (DamagedMessageException e) {
      return false;
    }
  }

  /** The same for every attempt, so that the stream that keeps it keeps it once. */
  private String id(Posting posting) {
    return identity
        + '.'
        + posting.driver.name()
        + '.'
        + posting.letter.sequence()
        + '.'
        + posting.letter.consumerSequence();
  }

  private String replyPrefix() {
    if (answers == null) {
      StringBuilder prefix = new StringBuilder("$JSC.D.");
      for (int i = 0; i < UNIQUE_LENGTH; i++) {
        prefix.append(DIGITS.charAt(consumers.random().nextInt(DIGITS.length())));
      }
      replyPrefix = prefix.append('.').toString();
      Subscription subscription =
          Subscription.internal(
              replyPrefix + "*",
              (producer, answer, route) -> inbox.offer(Incoming.of(account, answer)));
      account.interest().insert(subscription);
      answers = subscription;
    }
    return replyPrefix;
  }

  private void done(Posting posting, boolean kept) {
    if (!posting.driver.ended()) {
      posting
          .driver
          .machine()
          .deadLetterPassedOn(posting.letter.sequence(), kept, lane.epochNanos());
      posting.driver.run();
    }
  }

  // ---- answers

  @Override
  public void receive(Incoming answer) {
    String subject = answer.subject();
    Posting posting = inFlight.remove(number(subject.substring(replyPrefix.length())));
    if (posting == null) {
      return;
    }
    posting.dueNanos = Long.MAX_VALUE;
    String refusal = PubAckAnswer.refusal(answer.payload());
    if (refusal.isEmpty()) {
      done(posting, true);
    } else {
      tryLater(posting, refusal);
    }
  }

  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public void endOfBatch() {
    pumpSoon();
    stream.commit().flush();
  }
}

package io.myelin.jetstream;

import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.CounterValue;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.store.MessageStore;
import io.myelin.store.StoredMessage;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Streams whose messages count (STR-350 to STR-354): each publish adds to the total of its subject,
 * which becomes the payload. Decides only, changes nothing.
 */
final class Counters {

  /**
   * A counter after its last message.
   *
   * @param sources totals of other streams that are part of it, by stream and subject
   */
  record Total(BigInteger value, Map<String, Map<String, String>> sources) {
    /** A counter before its first message. */
    static final Total ZERO = new Total(BigInteger.ZERO, Map.of());
  }

  /** A message as it is stored, and the total with it. */
  record Counted(Incoming message, Total total) {}

  private final StreamView stream;
  private final StoredMessage last = new StoredMessage();

  Counters(StreamView stream) {
    this.stream = stream;
  }

  /**
   * What the message adds (STR-350).
   *
   * @return null where it has no such header
   */
  static @Nullable BigInteger increment(PublishHeaders headers) throws Refusal {
    String text = headers.text(PublishHeaders.INCREMENT);
    if (text.isEmpty()) {
      return null;
    }
    Optional<BigInteger> value = CounterValue.parse(text);
    if (value.isEmpty()) {
      throw Refusal.of(ApiErrors.MESSAGE_INCR_INVALID);
    }
    return value.get();
  }

  /** Checks a published message that has an increment (STR-350). */
  static void check(PublishHeaders headers, Incoming message, StreamConfig config) throws Refusal {
    if (increment(headers) == null) {
      return;
    }
    if (!config.allowMessageCounter()) {
      throw Refusal.of(ApiErrors.MESSAGE_INCR_DISABLED);
    }
    if (message.payloadLength() > 0) {
      throw Refusal.of(ApiErrors.MESSAGE_INCR_PAYLOAD);
    }
    if (headers.given(PublishHeaders.ROLLUP)
        || headers.anyGivenStartsWith(PublishHeaders.EXPECTED_PREFIX)) {
      throw Refusal.of(ApiErrors.MESSAGE_INCR_INVALID);
    }
  }

  /** The counter of a subject by what is stored (STR-351). */
  Total stored(Incoming message) throws Refusal {
    MessageStore store = stream.store();
    long sequence = store.lastOf(message.buffer(), 0, message.subjectLength());
    try {
      if (sequence == 0 || !store.read(sequence, last)) {
        return Total.ZERO;
      }
    } catch (IOException damaged) {
      throw Refusal.of(ApiErrors.MESSAGE_COUNTER_BROKEN);
    }
    BigInteger value = orBroken(CounterValue.parseBody(last.payload()));
    String sources =
        last.headerLength() == 0
            ? null
            : HeaderBlock.value(
                last.buffer(),
                last.headerAt(),
                last.headerLength(),
                PublishHeaders.COUNTER_SOURCES);
    return new Total(
        value,
        sources == null || sources.isEmpty()
            ? Map.of()
            : orBroken(CounterValue.parseSources(sources)));
  }

  private static <T> T orBroken(Optional<T> value) throws Refusal {
    if (value.isEmpty()) {
      throw Refusal.of(ApiErrors.MESSAGE_COUNTER_BROKEN);
    }
    return value.get();
  }

  /**
   * Adds a message to a counter. One that comes from another stream brings that stream's total;
   * what it adds is how much that has grown (STR-353).
   */
  Counted add(Incoming message, PublishHeaders headers, BigInteger increment, Total before)
      throws Refusal {
    BigInteger added = increment;
    Map<String, Map<String, String>> sources = before.sources();
    byte[] header = message.header();
    String source = headers.text(PublishHeaders.STREAM_SOURCE);
    if (!source.isEmpty()) {
      String[] fields = source.split(" ", -1);
      String origin = fields[0];
      String subject = fields.length >= 5 ? fields[4] : message.subject();
      BigInteger total = orBroken(CounterValue.parseBody(message.payload()));
      String previous = sources.getOrDefault(origin, Map.of()).getOrDefault(subject, "");
      added = total.subtract(CounterValue.parse(previous).orElse(BigInteger.ZERO));
      sources = new HashMap<>(sources);
      Map<String, String> ofOrigin = new HashMap<>(sources.getOrDefault(origin, Map.of()));
      ofOrigin.put(subject, total.toString());
      sources.put(origin, ofOrigin);
      header = HeaderBlock.with(header, PublishHeaders.INCREMENT, added.toString());
    }
    Total after = new Total(before.value().add(added), sources);
    if (!sources.isEmpty()) {
      header =
          HeaderBlock.with(header, PublishHeaders.COUNTER_SOURCES, CounterValue.sources(sources));
    }
    Incoming counted = message.withHeader(header).withPayload(CounterValue.body(after.value()));
    if (counted.headerLength() + counted.payloadLength() > stream.maxPayloadBytes()) {
      throw Refusal.of(ApiErrors.STREAM_MESSAGE_EXCEEDS_MAXIMUM);
    }
    return new Counted(counted, after);
  }
}

package io.myelin.bench.load;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Which subject the n-th message of a publisher has and which subscriptions take it. All subjects
 * of a plan have the same length, so that all frames of a run have the same length.
 */
sealed interface SubjectPlan {

  /**
   * How many subjects there are before they repeat (or, see {@link #generationAt}, are renamed).
   */
  int subjects();

  /** The subject of message {@code index}, {@code 0 <= index < subjects()}. */
  String subject(int index);

  /** The id of the subscription that takes {@link #subject}. */
  int subscriptionId(int index);

  /** Subject filters and their ids for one subscriber. */
  List<Subscription> subscriptions(int subscriber);

  /** Subscriber {@code s} gets the messages {@code s % step, s % step + step, ...}. */
  int step();

  /** Offset in the subject of four digits that count the passes over all subjects; -1 for none. */
  int generationAt();

  /** The same bytes for a relay, which knows no subjects: every subscriber gets everything. */
  SubjectPlan withoutRouting();

  /** A subject filter and the id under which its messages arrive. */
  record Subscription(String filter, int id) {}

  /** One subject, and every subscriber gets every message. */
  record Single(String subject) implements SubjectPlan {
    @Override
    public int subjects() {
      return 1;
    }

    @Override
    public String subject(int index) {
      return subject;
    }

    @Override
    public int subscriptionId(int index) {
      return 1;
    }

    @Override
    public List<Subscription> subscriptions(int subscriber) {
      return List.of(new Subscription(subject, 1));
    }

    @Override
    public int step() {
      return 1;
    }

    @Override
    public int generationAt() {
      return -1;
    }

    @Override
    public SubjectPlan withoutRouting() {
      return this;
    }
  }

  /**
   * 1,000 subjects {@code spread.<group>.<member>}, ten groups of a hundred, one wildcard
   * subscription {@code spread.<group>.*} for each group, the groups dealt out to the subscribers.
   * Each message has exactly one taker.
   *
   * @param subscribers 1, 2, 5 or 10
   */
  record Spread(int subscribers) implements SubjectPlan {
    private static final int GROUPS = 10;
    private static final int FIRST_ID = 10;

    public Spread {
      if (subscribers < 1 || GROUPS % subscribers != 0) {
        throw new IllegalArgumentException(
            "ten groups cannot be dealt out evenly to " + subscribers + " subscribers");
      }
    }

    @Override
    public int subjects() {
      return 1000;
    }

    @Override
    public String subject(int index) {
      return String.format(Locale.ROOT, "spread.%d.%02d", index % GROUPS, index / GROUPS);
    }

    @Override
    public int subscriptionId(int index) {
      return FIRST_ID + index % GROUPS;
    }

    @Override
    public List<Subscription> subscriptions(int subscriber) {
      return IntStream.range(0, GROUPS)
          .filter(group -> group % subscribers == subscriber)
          .mapToObj(group -> new Subscription("spread." + group + ".*", FIRST_ID + group))
          .toList();
    }

    @Override
    public int step() {
      return subscribers;
    }

    @Override
    public int generationAt() {
      return -1;
    }

    @Override
    public SubjectPlan withoutRouting() {
      return new Spread(1);
    }
  }

  /**
   * One million subjects {@code distinct.<pass>.<thousands>.<ones>}; the four digits of the pass
   * change when all were used, so that no subject ever comes twice. One subscriber takes all.
   */
  record Distinct() implements SubjectPlan {
    private static final String PREFIX = "distinct.";

    @Override
    public int subjects() {
      return 1_000_000;
    }

    @Override
    public String subject(int index) {
      // Not String.format: this runs a million times while a run is prepared.
      int digits = 1_000_000 + index;
      String text = Integer.toString(digits);
      return PREFIX + "0000." + text.substring(1, 4) + "." + text.substring(4);
    }

    @Override
    public int subscriptionId(int index) {
      return 1;
    }

    @Override
    public List<Subscription> subscriptions(int subscriber) {
      return List.of(new Subscription(PREFIX + ">", 1));
    }

    @Override
    public int step() {
      return 1;
    }

    @Override
    public int generationAt() {
      return PREFIX.length();
    }

    @Override
    public SubjectPlan withoutRouting() {
      return this;
    }
  }
}

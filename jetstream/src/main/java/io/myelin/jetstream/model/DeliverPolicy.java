package io.myelin.jetstream.model;

/** Where a consumer starts (CON-180 to CON-185). */
public enum DeliverPolicy {
  /** At the first message. */
  ALL("all"),

  /** At the last message. */
  LAST("last"),

  /** Behind the last message. */
  NEW("new"),

  /** At a sequence. */
  BY_START_SEQUENCE("by_start_sequence"),

  /** At a time. */
  BY_START_TIME("by_start_time"),

  /** With the last message of each subject. */
  LAST_PER_SUBJECT("last_per_subject");

  static final JsonChoice<DeliverPolicy> JSON =
      JsonChoice.of(Spellings.with("undefined", values(), DeliverPolicy::text, ALL));

  private final String text;

  DeliverPolicy(String text) {
    this.text = text;
  }

  /** As JSON spells it. */
  public String text() {
    return text;
  }
}

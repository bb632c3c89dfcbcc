package io.myelin.jetstream.model;

/** At which pace old messages are delivered (CON-424). */
public enum ReplayPolicy {
  /** As fast as possible. */
  INSTANT("instant"),

  /** At the pace at which they came. */
  ORIGINAL("original");

  static final JsonChoice<ReplayPolicy> JSON =
      JsonChoice.of(Spellings.of(values(), ReplayPolicy::text));

  private final String text;

  ReplayPolicy(String text) {
    this.text = text;
  }

  /** As JSON spells it. */
  public String text() {
    return text;
  }
}

package io.myelin.jetstream.model;

/** What removes messages besides limits (STR-260 to STR-262). */
public enum RetentionPolicy {
  /** Nothing does. */
  LIMITS("limits"),

  /** A message goes when no consumer needs it. */
  INTEREST("interest"),

  /** A message goes when its one consumer acknowledged it. */
  WORK_QUEUE("workqueue");

  static final JsonChoice<RetentionPolicy> JSON =
      JsonChoice.of(Spellings.of(values(), RetentionPolicy::text));

  private final String text;

  RetentionPolicy(String text) {
    this.text = text;
  }

  /** As JSON spells it. */
  public String text() {
    return text;
  }
}

package io.myelin.jetstream.model;

/** Which waiting pull is served first (CON-461 to CON-466). */
public enum PriorityPolicy {
  /** The oldest. */
  NONE("none"),

  /** Only while enough is pending. */
  OVERFLOW("overflow"),

  /** Those of one client. */
  PINNED_CLIENT("pinned_client"),

  /** Those of the best priority. */
  PRIORITIZED("prioritized");

  static final JsonChoice<PriorityPolicy> JSON =
      new JsonChoice<>(
          Spellings.of(values(), PriorityPolicy::text), json -> "unknown priority policy: " + json);

  private final String text;

  PriorityPolicy(String text) {
    this.text = text;
  }

  /** As JSON spells it. */
  public String text() {
    return text;
  }
}

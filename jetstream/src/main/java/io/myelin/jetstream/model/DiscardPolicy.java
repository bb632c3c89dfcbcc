package io.myelin.jetstream.model;

/** What gives way when a limit is reached (STR-264, STR-265). */
public enum DiscardPolicy {
  /** The oldest messages. */
  OLD("old"),

  /** The new message. */
  NEW("new");

  static final JsonChoice<DiscardPolicy> JSON =
      Spellings.ignoringCase(values(), DiscardPolicy::text);

  private final String text;

  DiscardPolicy(String text) {
    this.text = text;
  }

  /** As JSON spells it. */
  public String text() {
    return text;
  }
}

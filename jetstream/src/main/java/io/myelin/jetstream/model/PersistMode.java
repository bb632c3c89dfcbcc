package io.myelin.jetstream.model;

/** Whether an acknowledgement may precede the write (STR-236). */
public enum PersistMode {
  /** It may not. */
  DEFAULT("default"),

  /** It may. */
  ASYNC("async");

  static final JsonChoice<PersistMode> JSON =
      JsonChoice.of(Spellings.withEmpty(values(), PersistMode::text, DEFAULT));

  private final String text;

  PersistMode(String text) {
    this.text = text;
  }

  /** As JSON spells it. */
  public String text() {
    return text;
  }
}

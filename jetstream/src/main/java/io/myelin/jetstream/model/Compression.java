package io.myelin.jetstream.model;

/** How full blocks are stored (STR-219). */
public enum Compression {
  /** As they are. */
  NONE("none"),

  /** Compressed. */
  S2("s2");

  static final JsonChoice<Compression> JSON =
      new JsonChoice<>(
          Spellings.of(values(), Compression::text), json -> "unknown compression algorithm");

  private final String text;

  Compression(String text) {
    this.text = text;
  }

  /** As JSON spells it. */
  public String text() {
    return text;
  }
}

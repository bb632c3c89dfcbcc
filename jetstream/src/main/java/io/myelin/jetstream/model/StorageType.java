package io.myelin.jetstream.model;

/** Where messages are kept (STR-212). */
public enum StorageType {
  /** On disk. */
  FILE("file"),

  /** In memory. */
  MEMORY("memory");

  static final JsonChoice<StorageType> JSON =
      JsonChoice.of(Spellings.of(values(), StorageType::text));

  private final String text;

  StorageType(String text) {
    this.text = text;
  }

  /** As JSON spells it. */
  public String text() {
    return text;
  }
}

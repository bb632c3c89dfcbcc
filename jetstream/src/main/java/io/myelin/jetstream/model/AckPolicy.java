package io.myelin.jetstream.model;

/** How a consumer settles messages (CON-260 to CON-264). */
public enum AckPolicy {
  /** By delivering them. */
  NONE("none"),

  /** An ack settles all messages up to it. */
  ALL("all"),

  /** An ack settles one message. */
  EXPLICIT("explicit"),

  /** An answer to flow control settles all messages up to it. */
  FLOW_CONTROL("flow_control");

  static final JsonChoice<AckPolicy> JSON = JsonChoice.of(Spellings.of(values(), AckPolicy::text));

  private final String text;

  AckPolicy(String text) {
    this.text = text;
  }

  /** As JSON spells it. */
  public String text() {
    return text;
  }
}

package io.myelin.config;

/**
 * Where an account sends message traces that arrive with an external trace header (CORE-718).
 *
 * @param destination subject, empty for none
 * @param samplingPercent share of traces, 1 to 100
 */
public record MsgTraceOptions(String destination, int samplingPercent) {
  /** No tracing. */
  public static final MsgTraceOptions NONE = new MsgTraceOptions("", 100);
}

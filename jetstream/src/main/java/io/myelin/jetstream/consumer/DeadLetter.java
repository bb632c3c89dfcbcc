package io.myelin.jetstream.consumer;

/**
 * A message that its consumer will not deliver any more, on its way to the consumer's dead letter
 * subject.
 *
 * @param sequence of the message in its stream
 * @param consumerSequence of its first delivery
 * @param deliveries how often it was delivered
 * @param text what the receiver gave as the reason, empty for nothing
 */
public record DeadLetter(
    long sequence, long consumerSequence, long deliveries, Reason reason, String text) {

  /** Why it is not delivered any more; codes are what is on disk and never change. */
  public enum Reason {
    /** It was delivered as often as allowed (CON-285). */
    MAX_DELIVER(1, "max_deliver"),
    /** A receiver does not want it (CON-255). */
    TERMINATED(2, "terminated");

    private final int code;
    private final String word;

    Reason(int code, String word) {
      this.code = code;
      this.word = word;
    }

    int code() {
      return code;
    }

    /** As headers tell it. */
    public String word() {
      return word;
    }

    static Reason of(long code) {
      for (Reason reason : values()) {
        if (reason.code == code) {
          return reason;
        }
      }
      throw RecordReader.damaged("of unknown reason " + code);
    }
  }
}

package io.myelin.jetstream.model;

/** What a server says while a fast batch is open (STR-391, STR-394, STR-395). */
public final class FastBatchAnswer {
  private FastBatchAnswer() {}

  /** All up to there is stored; the next answer comes after as many messages. */
  public static byte[] ack(long batchSeq, int messages) {
    return JsonOutput.bytes(
        json -> json.text("type", "ack").uint64("seq", batchSeq).int64("msgs", messages));
  }

  /** Messages are missing. */
  public static byte[] gap(long expectedSeq, long receivedSeq) {
    return JsonOutput.bytes(
        json ->
            json.text("type", "gap").uint64("last_seq", expectedSeq).uint64("seq", receivedSeq));
  }

  /** A message was refused. */
  public static byte[] error(long batchSeq, ApiError error) {
    return JsonOutput.bytes(
        json -> {
          json.text("type", "err").uint64("seq", batchSeq);
          error.write(json);
        });
  }
}

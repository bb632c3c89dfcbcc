package io.myelin.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Header blocks of statuses and control messages, exact to the byte (CON-325, section 10.2). */
final class Statuses {
  static final String REQUEST_TIMEOUT = "408 Request Timeout";
  static final String REQUESTS_PENDING = "408 Requests Pending";
  static final String NO_MESSAGES = "404 No Messages";
  static final String MESSAGE_TOO_LARGE = "409 Message Size Exceeds MaxBytes";
  static final String BATCH_COMPLETED = "409 Batch Completed";
  static final String MAX_WAITING = "409 Exceeded MaxWaiting";
  static final String PUSH_BASED = "409 Consumer is push based";
  static final String DELETED = "409 Consumer Deleted";
  static final String LEADERSHIP_CHANGE = "409 Leadership Change";
  static final String SHUTDOWN = "409 Server Shutdown";
  static final String WRONG_PIN = "423 Nats-Wrong-Pin-Id";
  static final String PIN_MISMATCH = "423 Nats-Pin-Id mismatch";
  static final String API_LEVEL = "412 Required Api Level";

  private Statuses() {}

  static byte[] line(String status) {
    return ("NATS/1.0 " + status + "\r\n\r\n").getBytes(UTF_8);
  }

  static byte[] withPending(String status, long messages, long bytes) {
    return ("NATS/1.0 "
            + status
            + "\r\nNats-Pending-Messages: "
            + messages
            + "\r\nNats-Pending-Bytes: "
            + bytes
            + "\r\n\r\n")
        .getBytes(UTF_8);
  }

  /**
   * A heartbeat (CON-330, CON-420).
   *
   * @param stalled the flow control request that was not answered, empty for none
   */
  static byte[] heartbeat(long lastConsumer, long lastStream, String stalled) {
    return ("NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: "
            + lastConsumer
            + "\r\nNats-Last-Stream: "
            + lastStream
            + (stalled.isEmpty() ? "" : "\r\nNats-Consumer-Stalled: " + stalled)
            + "\r\n\r\n")
        .getBytes(UTF_8);
  }

  static byte[] flowControlRequest() {
    return line("100 FlowControl Request");
  }
}

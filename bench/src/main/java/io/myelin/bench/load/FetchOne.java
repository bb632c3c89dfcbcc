package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** Fetches the messages of a pull consumer one by one and acknowledges each before the next. */
final class FetchOne implements Exchange {
  private static final int MAX_REQUEST_BYTES = 1024;
  private static final String BODY = "{\"batch\":1,\"expires\":5000000000}";

  private final byte[] head;
  private final byte[] body = (" " + BODY.length() + "\r\n" + BODY + "\r\n").getBytes(US_ASCII);
  private final StoredPayloads payloads;
  private String ackSubject = "";

  FetchOne(String stream, String consumer, StoredPayloads payloads) {
    this.head =
        ("PUB $JS.API.CONSUMER.MSG.NEXT." + stream + "." + consumer + " ").getBytes(US_ASCII);
    this.payloads = payloads;
  }

  @Override
  public int maxRequestBytes() {
    return MAX_REQUEST_BYTES;
  }

  @Override
  public void write(long number, byte[] inbox, ByteBuffer out) {
    if (!ackSubject.isEmpty()) {
      out.put(("PUB " + ackSubject + " 4\r\n+ACK\r\n").getBytes(US_ASCII));
    }
    out.put(head).put(inbox).put(body);
  }

  @Override
  public void check(long number, byte[] inbox, DeliveryReader answer) {
    ackSubject = answer.reply();
    if (answer.headerLength() > 0
        || !ackSubject.startsWith("$JS.ACK.")
        || !payloads.isPayload(0, number, answer)) {
      throw Exchange.wrong(number, answer);
    }
  }
}

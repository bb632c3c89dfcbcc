package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** Reads stored messages one by one, by direct get, and checks them. */
final class StoredGet implements Exchange {
  private static final long STRIDE = 7919; // prime: visits all messages, no two neighbours in turn
  private static final int MAX_REQUEST_BYTES = 512;

  private final byte[] head;
  private final boolean byKey;
  private final int messages;
  private final StoredPayloads payloads;

  private StoredGet(String head, boolean byKey, int messages, StoredPayloads payloads) {
    this.head = head.getBytes(US_ASCII);
    this.byKey = byKey;
    this.messages = messages;
    this.payloads = payloads;
  }

  /**
   * By sequence, in a scattered order.
   *
   * @param messages how many the first publisher stored
   */
  static StoredGet bySequence(String stream, int messages, StoredPayloads payloads) {
    return new StoredGet("PUB $JS.API.DIRECT.GET." + stream + " ", false, messages, payloads);
  }

  /**
   * The last value of a key, as the clients' key-value stores ask for it.
   *
   * @param subjects the subject of a key without its number
   * @param keys how many the first publisher stored, once each
   */
  static StoredGet byKey(String stream, String subjects, int keys, StoredPayloads payloads) {
    return new StoredGet("PUB $JS.API.DIRECT.GET." + stream + "." + subjects, true, keys, payloads);
  }

  @Override
  public int maxRequestBytes() {
    return MAX_REQUEST_BYTES;
  }

  private long wanted(long number) {
    return number * STRIDE % messages;
  }

  @Override
  public void write(long number, byte[] inbox, ByteBuffer out) {
    String wanted = Long.toString(wanted(number) + (byKey ? 0 : 1));
    out.put(head);
    if (byKey) {
      out.put(wanted.getBytes(US_ASCII)).put((byte) ' ').put(inbox);
      out.put(" 0\r\n\r\n".getBytes(US_ASCII));
    } else {
      String body = "{\"seq\":" + wanted + "}";
      out.put(inbox).put((" " + body.length() + "\r\n" + body + "\r\n").getBytes(US_ASCII));
    }
  }

  @Override
  public void check(long number, byte[] inbox, DeliveryReader answer) {
    Exchange.requireSubject(number, inbox, answer);
    if (answer.headerLength() == 0 || !payloads.isPayload(0, wanted(number), answer)) {
      throw Exchange.wrong(number, answer);
    }
  }
}

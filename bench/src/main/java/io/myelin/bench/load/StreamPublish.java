package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.List;

/** Publishes to a stream and checks the acknowledgements. */
final class StreamPublish implements Exchange {
  private static final byte[] SEQUENCE = "\"seq\":".getBytes(US_ASCII);

  private final int publisher;
  private final StoredPayloads payloads;
  private final List<byte[]> heads;
  private final byte[] size;
  private final int maxRequestBytes;
  private long lastSequence;

  /**
   * @param subjects published to in turn
   */
  StreamPublish(List<String> subjects, int publisher, StoredPayloads payloads) {
    this.publisher = publisher;
    this.payloads = payloads;
    this.heads = subjects.stream().map(s -> ("PUB " + s + " ").getBytes(US_ASCII)).toList();
    this.size = (" " + payloads.payloadBytes() + "\r\n").getBytes(US_ASCII);
    this.maxRequestBytes = 256 + payloads.payloadBytes();
  }

  @Override
  public int maxRequestBytes() {
    return maxRequestBytes;
  }

  @Override
  public void write(long number, byte[] inbox, ByteBuffer out) {
    out.put(heads.get((int) (number % heads.size()))).put(inbox).put(size);
    payloads.write(publisher, number, out);
    out.put(LINE_END);
  }

  @Override
  public void check(long number, byte[] inbox, DeliveryReader answer) {
    Exchange.requireSubject(number, inbox, answer);
    long sequence = sequence(answer);
    if (sequence <= lastSequence) {
      throw Exchange.wrong(number, answer);
    }
    lastSequence = sequence;
  }

  /** The sequence of an acknowledgement that says nothing behind it; 0 for anything else. */
  private static long sequence(DeliveryReader answer) {
    byte[] bytes = answer.bytes();
    int end = answer.payloadAt() + answer.payloadLength();
    for (int i = answer.payloadAt(); i < end - SEQUENCE.length; i++) {
      if (bytes[i] == '"' && startsWith(bytes, i)) {
        long value = 0;
        int at = i + SEQUENCE.length;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
          value = value * 10 + bytes[at++] - '0';
        }
        return at == end - 1 && bytes[at] == '}' ? value : 0;
      }
    }
    return 0;
  }

  private static boolean startsWith(byte[] bytes, int at) {
    for (int i = 0; i < SEQUENCE.length; i++) {
      if (bytes[at + i] != SEQUENCE[i]) {
        return false;
      }
    }
    return true;
  }
}

package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** Creates durable pull consumers, one for each request. */
final class CreateConsumers implements Exchange {
  private static final int MAX_REQUEST_BYTES = 512;

  private final String stream;
  private final String prefix;

  /**
   * @param prefix begins the names of the consumers
   */
  CreateConsumers(String stream, String prefix) {
    this.stream = stream;
    this.prefix = prefix;
  }

  @Override
  public int maxRequestBytes() {
    return MAX_REQUEST_BYTES;
  }

  @Override
  public void write(long number, byte[] inbox, ByteBuffer out) {
    String name = prefix + number;
    String body =
        "{\"stream_name\":\""
            + stream
            + "\",\"config\":{\"durable_name\":\""
            + name
            + "\",\"ack_policy\":\"explicit\",\"deliver_policy\":\"all\"}}";
    out.put(
        ("PUB $JS.API.CONSUMER.DURABLE.CREATE." + stream + "." + name + " ").getBytes(US_ASCII));
    out.put(inbox).put((" " + body.length() + "\r\n" + body + "\r\n").getBytes(US_ASCII));
  }

  @Override
  public void check(long number, byte[] inbox, DeliveryReader answer) {
    Exchange.requireSubject(number, inbox, answer);
    if (answer.text().contains("\"error\"")) {
      throw Exchange.wrong(number, answer);
    }
  }
}

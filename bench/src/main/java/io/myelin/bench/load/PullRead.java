package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads a stream through a durable pull consumer: asks for a batch, acknowledges every message, and
 * asks for the next batch when the last one is complete. The last message is acknowledged with a
 * request, and the read ends with the answer: every ack has been taken then.
 */
final class PullRead implements StreamRead {
  private static final byte[] PUB = "PUB ".getBytes(US_ASCII);
  private static final byte[] ACK = " 4\r\n+ACK\r\n".getBytes(US_ASCII);
  private static final String INBOX = "_INBOX.pull.m";
  private static final String CONFIRMED = "_INBOX.pull.c";
  private static final int OUTPUT_BYTES = 256 * 1024;
  private static final int LONGEST_ACK_BYTES = 512;

  private final JetStreamApi api;
  private final String stream;
  private final int batch;
  private final RawConnection connection;
  private final DeliveryReader messages;
  private final ByteBuffer output = ByteBuffer.allocateDirect(OUTPUT_BYTES);
  private int reads;
  private volatile long received;

  /**
   * @param batch messages asked for at a time
   */
  PullRead(RunningServer server, JetStreamApi api, String stream, int batch) throws IOException {
    this.api = api;
    this.stream = stream;
    this.batch = batch;
    this.connection = RawConnection.openClient(server.address());
    this.messages = new DeliveryReader(connection);
    connection.write("SUB " + INBOX + " 1\r\nSUB " + CONFIRMED + " 2\r\nPING\r\n");
    messages.awaitPong();
  }

  @Override
  public long received() {
    return received;
  }

  @Override
  public long read(long wanted, StoredOrder order) throws IOException {
    String name = "p" + ++reads;
    api.request(
        "CONSUMER.DURABLE.CREATE." + stream + "." + name,
        String.format(
            "{\"stream_name\":\"%s\",\"config\":{\"durable_name\":\"%s\","
                + "\"deliver_policy\":\"all\",\"ack_policy\":\"explicit\","
                + "\"max_ack_pending\":%d}}",
            stream, name, 2 * batch));
    byte[] pull = pull(name);
    long start = System.nanoTime();
    connection.write(ByteBuffer.wrap(pull));
    long before = received;
    long taken = 0;
    while (taken < wanted) {
      messages.read();
      output.clear();
      while (messages.next()) {
        if (messages.headerLength() > 0) {
          throw new InvalidRunException("a pull ended with " + messages.text().strip());
        }
        order.take(messages);
        taken++;
        acknowledge(taken == wanted);
        if (taken % batch == 0 && taken < wanted) {
          output.put(pull);
        }
      }
      connection.write(output.flip());
      received = before + taken;
    }
    messages.await();
    long nanos = System.nanoTime() - start;
    requireSettled(name, wanted);
    api.request("CONSUMER.DELETE." + stream + "." + name, "");
    return nanos;
  }

  private byte[] pull(String consumer) {
    String body = "{\"batch\":" + batch + ",\"expires\":30000000000}";
    String head = "PUB $JS.API.CONSUMER.MSG.NEXT." + stream + "." + consumer + " " + INBOX + " ";
    return (head + body.length() + "\r\n" + body + "\r\n").getBytes(US_ASCII);
  }

  private void acknowledge(boolean confirmed) throws IOException {
    if (messages.replyLength() == 0) {
      throw new InvalidRunException("a message without an ack subject: " + messages.text());
    }
    if (output.remaining() < LONGEST_ACK_BYTES) {
      connection.write(output.flip());
      output.clear();
    }
    output.put(PUB).put(messages.bytes(), messages.replyAt(), messages.replyLength());
    if (confirmed) {
      output.put((" " + CONFIRMED).getBytes(US_ASCII));
    }
    output.put(ACK);
  }

  private void requireSettled(String consumer, long wanted) throws IOException {
    String info = api.request("CONSUMER.INFO." + stream + "." + consumer, "");
    long floor = JetStreamApi.number(info.substring(info.indexOf("\"ack_floor\"")), "stream_seq");
    long pending = JetStreamApi.number(info, "num_ack_pending");
    if (floor != wanted || pending != 0) {
      throw new InvalidRunException(
          "of " + wanted + " acks the consumer knows " + floor + ", and waits for " + pending);
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}

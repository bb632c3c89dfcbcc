package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads a stream as the clients' ordered consumers do: an ephemeral push consumer without acks,
 * with flow control and idle heartbeats.
 */
final class OrderedRead implements StreamRead {
  private static final String STALLED = "Nats-Consumer-Stalled: ";

  private final JetStreamApi api;
  private final String stream;
  private final RawConnection connection;
  private final DeliveryReader messages;
  private int reads;
  private volatile long received;

  OrderedRead(RunningServer server, JetStreamApi api, String stream) throws IOException {
    this.api = api;
    this.stream = stream;
    this.connection = RawConnection.openClient(server.address());
    this.messages = new DeliveryReader(connection);
  }

  /** Reads all of a stream once, to check it. */
  static void check(
      RunningServer server, JetStreamApi api, String stream, long stored, StoredOrder order)
      throws IOException, InterruptedException {
    try (OrderedRead reader = new OrderedRead(server, api, stream)) {
      WatchedThreads.run("check", List.of(() -> reader.read(stored, order)), reader::received);
    }
  }

  @Override
  public long received() {
    return received;
  }

  @Override
  public long read(long wanted, StoredOrder order) throws IOException {
    reads++;
    String name = "o" + System.identityHashCode(this) + "x" + reads;
    String to = "_INBOX.ordered." + name;
    connection.write("SUB " + to + " " + reads + "\r\nPING\r\n");
    messages.awaitPong();
    long start = System.nanoTime();
    api.request("CONSUMER.CREATE." + stream + "." + name, config(name, to));
    long end = received + wanted;
    while (received < end) {
      messages.read();
      take(order);
    }
    long nanos = System.nanoTime() - start;
    if (received > end) {
      throw new InvalidRunException("more messages came back than were stored");
    }
    connection.write("UNSUB " + reads + "\r\n");
    api.request("CONSUMER.DELETE." + stream + "." + name, "");
    return nanos;
  }

  private String config(String name, String to) {
    return String.format(
        "{\"stream_name\":\"%s\",\"config\":{\"name\":\"%s\",\"deliver_subject\":\"%s\","
            + "\"deliver_policy\":\"all\",\"ack_policy\":\"none\",\"max_deliver\":1,"
            + "\"ack_wait\":79200000000000,\"replay_policy\":\"instant\",\"flow_control\":true,"
            + "\"idle_heartbeat\":5000000000,\"inactive_threshold\":300000000000,"
            + "\"num_replicas\":1,\"mem_storage\":true}}",
        stream, name, to);
  }

  private void take(StoredOrder order) throws IOException {
    long count = received;
    while (messages.next()) {
      if (messages.headerLength() > 0) {
        answerStatus();
      } else {
        order.take(messages);
        count++;
      }
    }
    received = count;
  }

  /** Flow control asks by a reply subject, a heartbeat of a stalled consumer by a header. */
  private void answerStatus() throws IOException {
    String header = messages.text();
    if (!header.startsWith("NATS/1.0 100 ")) {
      throw new InvalidRunException("the consumer ended with " + header.strip());
    }
    int stalled = header.indexOf(STALLED);
    if (messages.replyLength() > 0) {
      answer(messages.reply());
    } else if (stalled >= 0) {
      int from = stalled + STALLED.length();
      answer(header.substring(from, header.indexOf('\r', from)));
    }
  }

  private void answer(String subject) throws IOException {
    connection.write(ByteBuffer.wrap(("PUB " + subject + " 0\r\n\r\n").getBytes(US_ASCII)));
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}

package io.myelin.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Putting values into a key-value bucket; each client has keys of its own, taken in turn, and
 * begins as a program does that keeps state there: it creates the bucket, or finds it, over its
 * connection.
 */
record KeyPutScene(StoredPayloads payloads) implements Scene {
  static final String STREAM = "KV_BENCH";
  static final String SUBJECTS = "$KV.BENCH.";
  private static final int VALUE_BYTES = 128;
  private static final int KEYS = 64;

  static KeyPutScene of(int clients) {
    return new KeyPutScene(new StoredPayloads(clients, VALUE_BYTES));
  }

  /** Creates the bucket as the clients do it. */
  static void createBucket(JetStreamApi api) throws IOException {
    api.createStream(
        STREAM,
        SUBJECTS + ">",
        "file",
        ",\"max_msgs_per_subject\":1,\"allow_rollup_hdrs\":true,\"deny_delete\":true,"
            + "\"discard\":\"new\",\"duplicate_window\":120000000000");
  }

  @Override
  public void prepare(RunningServer server, JetStreamApi api) {}

  @Override
  public List<Exchange> exchanges(int askers) {
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < askers; i++) {
      String prefix = SUBJECTS + "c" + i + ".";
      List<String> keys = IntStream.range(0, KEYS).mapToObj(k -> prefix + k).toList();
      exchanges.add(new Put(new StreamPublish(keys, i, payloads)));
    }
    return exchanges;
  }

  @Override
  public void verify(RunningServer server, JetStreamApi api, AskLoop loop)
      throws IOException, InterruptedException {
    StoredOrder order = new StoredOrder(payloads);
    long held = 0;
    for (int i = 0; i < payloads.publishers(); i++) {
      long first = Math.max(0, loop.answered(i) - KEYS);
      order.startAt(i, first);
      held += loop.answered(i) - first;
    }
    api.requireStored(STREAM, held, loop.answered());
    OrderedRead.check(server, api, STREAM, held, order);
    for (int i = 0; i < payloads.publishers(); i++) {
      order.requireEnd(i, loop.answered(i));
    }
  }

  @Override
  public int storedBytes() {
    return VALUE_BYTES;
  }

  @Override
  public boolean isDurable() {
    return true;
  }

  private record Put(StreamPublish publish) implements Exchange {
    @Override
    public void open(RawConnection connection) throws IOException {
      JetStreamApi api = JetStreamApi.on(connection);
      createBucket(api);
      api.leave();
    }

    @Override
    public int maxRequestBytes() {
      return publish.maxRequestBytes();
    }

    @Override
    public void write(long number, byte[] inbox, ByteBuffer out) {
      publish.write(number, inbox, out);
    }

    @Override
    public void check(long number, byte[] inbox, DeliveryReader answer) {
      publish.check(number, inbox, answer);
    }
  }
}

package io.myelin.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Reading single messages that were stored before. */
record ReadScene(Kind kind, int messages, StoredPayloads payloads) implements Scene {
  private static final int PAYLOAD_BYTES = 128;
  private static final String CONSUMER = "one";

  /** How a message is asked for. */
  enum Kind {
    /** Direct get by sequence. */
    SEQUENCE,
    /** The value of a key. */
    KEY,
    /** A pull request for one message, which is acknowledged. */
    FETCH
  }

  static ReadScene of(Kind kind, int messages) {
    return new ReadScene(kind, messages, new StoredPayloads(1, PAYLOAD_BYTES));
  }

  @Override
  public void prepare(RunningServer server, JetStreamApi api)
      throws IOException, InterruptedException {
    if (kind == Kind.KEY) {
      KeyPutScene.createBucket(api);
      List<String> keys =
          IntStream.range(0, messages).mapToObj(k -> KeyPutScene.SUBJECTS + "k" + k).toList();
      PublishScene.fill(server, keys, payloads, messages);
      return;
    }
    api.createStream(PublishScene.STREAM, "bench.*", "file", "");
    PublishScene.fill(server, List.of("bench.0"), payloads, messages);
    if (kind == Kind.FETCH) {
      api.request(
          "CONSUMER.DURABLE.CREATE." + PublishScene.STREAM + "." + CONSUMER,
          String.format(
              "{\"stream_name\":\"%s\",\"config\":{\"durable_name\":\"%s\","
                  + "\"deliver_policy\":\"all\",\"ack_policy\":\"explicit\"}}",
              PublishScene.STREAM, CONSUMER));
    }
  }

  @Override
  public List<Exchange> exchanges(int askers) {
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < askers; i++) {
      exchanges.add(
          switch (kind) {
            case SEQUENCE -> StoredGet.bySequence(PublishScene.STREAM, messages, payloads);
            case KEY ->
                StoredGet.byKey(KeyPutScene.STREAM, KeyPutScene.SUBJECTS + "k", messages, payloads);
            case FETCH -> new FetchOne(PublishScene.STREAM, CONSUMER, payloads);
          });
    }
    return exchanges;
  }

  @Override
  public void verify(RunningServer server, JetStreamApi api, AskLoop loop) throws IOException {
    if (kind != Kind.FETCH) {
      return; // every answer was checked against what was stored
    }
    String info = api.request("CONSUMER.INFO." + PublishScene.STREAM + "." + CONSUMER, "");
    long delivered =
        JetStreamApi.number(info.substring(info.indexOf("\"delivered\"")), "consumer_seq");
    if (delivered != loop.answered()) {
      throw new InvalidRunException(
          "the consumer says that it delivered " + delivered + ", not " + loop.answered());
    }
  }

  @Override
  public int storedBytes() {
    return 0;
  }

  @Override
  public boolean isDurable() {
    return false;
  }
}

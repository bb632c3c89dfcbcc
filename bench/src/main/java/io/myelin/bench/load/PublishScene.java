package io.myelin.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Publishing to one stream, each publisher on a subject of its own. */
record PublishScene(String storage, StoredPayloads payloads) implements Scene {
  static final String STREAM = "BENCH";

  /** So many publishers of payloads of that size. */
  static PublishScene of(String storage, int publishers, int payloadBytes) {
    return new PublishScene(storage, new StoredPayloads(publishers, payloadBytes));
  }

  @Override
  public void prepare(RunningServer server, JetStreamApi api) throws IOException {
    api.createStream(STREAM, "bench.*", storage, "");
  }

  @Override
  public List<Exchange> exchanges(int askers) {
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < askers; i++) {
      exchanges.add(new StreamPublish(List.of("bench." + i), i, payloads));
    }
    return exchanges;
  }

  @Override
  public void verify(RunningServer server, JetStreamApi api, AskLoop loop)
      throws IOException, InterruptedException {
    long stored = loop.answered();
    api.requireStored(STREAM, stored, stored);
    StoredOrder order = new StoredOrder(payloads);
    OrderedRead.check(server, api, STREAM, stored, order);
    for (int i = 0; i < payloads.publishers(); i++) {
      order.requireEnd(i, loop.answered(i));
    }
  }

  @Override
  public int storedBytes() {
    return payloads.payloadBytes();
  }

  @Override
  public boolean isDurable() {
    return storage.equals("file");
  }

  /**
   * Stores messages of publisher 0 for others to read.
   *
   * @param subjects taken in turn
   */
  static void fill(
      RunningServer server, List<String> subjects, StoredPayloads payloads, int messages)
      throws IOException, InterruptedException {
    try (AskLoop loop =
        new AskLoop(server, List.of(new StreamPublish(subjects, 0, payloads)), 500)) {
      loop.run(StopRule.afterMessages(messages));
    }
  }
}

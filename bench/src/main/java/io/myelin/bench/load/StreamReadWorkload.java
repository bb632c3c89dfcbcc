package io.myelin.bench.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reading a stream of 128 B messages from end to end, over and over, each time through a new
 * consumer. What it takes to create and delete the consumer is not counted.
 *
 * @param batch of a pull request; 0 for an ordered push consumer
 */
record StreamReadWorkload(String id, String title, int batch, List<Bound> bounds)
    implements Workload {
  private static final int PAYLOAD_BYTES = 128;
  private static final int MESSAGES = 100_000;

  @Override
  public boolean runsOn(ServerTarget target) {
    return !target.isRelay() && !target.isAlways();
  }

  @Override
  public Map<Metric, Double> run(RunContext context) throws IOException, InterruptedException {
    LoadOptions options = context.options();
    Map<Metric, Double> figures = new LinkedHashMap<>();
    StoredPayloads payloads = new StoredPayloads(1, PAYLOAD_BYTES);
    try (RunningServer server = context.startJetStream();
        JetStreamApi api = JetStreamApi.connect(server)) {
      api.createStream(PublishScene.STREAM, "bench.*", "file", "");
      PublishScene.fill(server, List.of("bench.0"), payloads, MESSAGES);
      try (StreamRead reader = reader(server, api)) {
        readFor(options.warmUp().toNanos(), reader, payloads);
        CpuMeter cpu = CpuMeter.start(server);
        PhaseResult phase = readFor(options.measure().toNanos(), reader, payloads);
        figures.put(Metric.THROUGHPUT, phase.perSecond());
        cpu.report(figures, Metric.SERVER_CPU, phase.published());
      }
      server.requireAlive();
    }
    return figures;
  }

  private StreamRead reader(RunningServer server, JetStreamApi api) throws IOException {
    return batch > 0
        ? new PullRead(server, api, PublishScene.STREAM, batch)
        : new OrderedRead(server, api, PublishScene.STREAM);
  }

  private static PhaseResult readFor(long nanos, StreamRead reader, StoredPayloads payloads)
      throws InterruptedException {
    long[] spent = {0, 0};
    WatchedThreads.run(
        "read",
        List.of(
            () -> {
              while (spent[0] < nanos) {
                StoredOrder order = new StoredOrder(payloads);
                spent[0] += reader.read(MESSAGES, order);
                order.requireEnd(0, MESSAGES);
                spent[1] += MESSAGES;
              }
            }),
        reader::received);
    return new PhaseResult(spent[1], spent[1], spent[0]);
  }
}

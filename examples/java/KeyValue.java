import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValueWatcher;
import io.nats.client.impl.NatsKeyValueWatchSubscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Key-value: revisions, compare and set, history and watching. */
class KeyValue {
  public static void main(String[] args) throws Exception {
    String url = System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL);
    try (Connection nc = Nats.connect(url)) {
      nc.keyValueManagement()
          .create(KeyValueConfiguration.builder("settings").maxHistoryPerKey(5).build());
      io.nats.client.KeyValue kv = nc.keyValue("settings");

      long first = kv.put("colour", "blue");
      System.out.println("put: revision " + first);
      System.out.println("got: " + kv.get("colour").getValueAsString());

      List<KeyValueEntry> watched = new CopyOnWriteArrayList<>();
      CountDownLatch changes = new CountDownLatch(3);
      KeyValueWatcher watcher =
          new KeyValueWatcher() {
            @Override
            public void watch(KeyValueEntry entry) {
              watched.add(entry);
              changes.countDown();
            }

            @Override
            public void endOfData() {} // everything from before the watch has come
          };
      try (NatsKeyValueWatchSubscription watch = kv.watch("colour", watcher)) {
        long second = kv.update("colour", "green".getBytes(), first);
        System.out.println("compare and set: revision " + second);
        try {
          kv.update("colour", "red".getBytes(), first);
        } catch (JetStreamApiException e) {
          System.out.println("compare and set with an old revision: refused");
        }
        kv.delete("colour");
        System.out.println("history: " + text(kv.history("colour")));
        changes.await(10, TimeUnit.SECONDS);
      }
      System.out.println("watched: " + text(watched));
      nc.keyValueManagement().delete("settings");
    }
  }

  private static String text(List<KeyValueEntry> entries) {
    return entries.stream()
        .map(
            entry ->
                entry.getOperation() == KeyValueOperation.DELETE
                    ? "deleted"
                    : entry.getValueAsString())
        .collect(Collectors.joining(", "));
  }
}

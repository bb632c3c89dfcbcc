import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Reconnect: the server goes away and comes back; the client returns with its subscriptions. */
class Reconnect {
  public static void main(String[] args) throws Exception {
    CountDownLatch disconnected = new CountDownLatch(1);
    CountDownLatch reconnected = new CountDownLatch(1);
    Options options =
        Options.builder()
            .server(System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL))
            .maxReconnects(-1)
            .reconnectWait(Duration.ofMillis(100))
            .errorListener(new ErrorListener() {}) // says nothing of attempts that fail
            .connectionListener(
                (connection, event) -> {
                  if (event == Events.DISCONNECTED) {
                    disconnected.countDown();
                  } else if (event == Events.RESUBSCRIBED) {
                    reconnected.countDown();
                  }
                })
            .build();
    try (Connection nc = Nats.connect(options)) {
      Subscription ticks = nc.subscribe("ticks");

      tick(nc, ticks, "before");
      System.out.println("restart the server now");
      disconnected.await();
      System.out.println("disconnected");
      reconnected.await();
      System.out.println("reconnected");
      tick(nc, ticks, "after");
    }
  }

  private static void tick(Connection nc, Subscription ticks, String text) throws Exception {
    nc.publish("ticks", text.getBytes());
    Message msg = ticks.nextMessage(Duration.ofSeconds(2));
    System.out.println("received " + new String(msg.getData()));
  }
}

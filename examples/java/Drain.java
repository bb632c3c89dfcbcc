import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Drain: stop taking new messages, finish those that are here, then close. */
class Drain {
  private static final int PARCELS = 50;

  public static void main(String[] args) throws Exception {
    String url = System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL);
    Connection nc = Nats.connect(url);

    AtomicInteger packed = new AtomicInteger();
    nc.createDispatcher(
            msg -> {
              Thread.sleep(5); // work that takes a while
              packed.incrementAndGet();
            })
        .subscribe("parcels");

    for (int parcel = 0; parcel < PARCELS; parcel++) {
      nc.publish("parcels", Integer.toString(parcel).getBytes());
    }
    nc.flush(Duration.ofSeconds(2));

    nc.drain(Duration.ofSeconds(10)).get();
    System.out.println("packed " + packed + " of " + PARCELS);
    System.out.println("closed: " + (nc.getStatus() == Connection.Status.CLOSED));
  }
}

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.time.Duration;

/** Tells customers what became of their orders until the shop closes. */
class NotificationService {
  public static void main(String[] args) throws Exception {
    String url = System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL);
    try (Connection nc = Nats.connect(url)) {
      nc.createDispatcher(
              msg -> {
                String[] tokens = msg.getSubject().split("\\."); // orders.<outcome>.<number>
                String customer = msg.getHeaders().getFirst("Customer");
                System.out.printf("mail to %s: order %s %s%n", customer, tokens[2], tokens[1]);
              })
          .subscribe("orders.*.*");
      Subscription closing = nc.subscribe("shop.closed");
      nc.flush(Duration.ofSeconds(2));
      System.out.println("notification service is ready");

      closing.nextMessage(Duration.ZERO);
      // The orders before the closing are here, but maybe not yet handled.
      nc.drain(Duration.ofSeconds(5)).get();
    }
  }
}

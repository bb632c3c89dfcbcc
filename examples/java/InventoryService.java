import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import io.nats.client.support.JsonValueUtils;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The inventory of a small shop: answers requests to reserve items until the shop closes. */
class InventoryService {
  public static void main(String[] args) throws Exception {
    String url = System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL);
    try (Connection nc = Nats.connect(url)) {
      Map<String, Integer> stock = new HashMap<>(Map.of("keyboard", 3, "mouse", 10));

      // Further instances of this service would share the requests in the queue group "inventory".
      nc.createDispatcher(
              msg -> {
                JsonValue wanted = JsonParser.parseUnchecked(msg.getData());
                String item = wanted.map.get("item").string;
                int quantity = wanted.map.get("quantity").i;
                boolean enough = stock.getOrDefault(item, 0) >= quantity;
                if (enough) {
                  stock.merge(item, -quantity, Integer::sum);
                }
                int left = stock.getOrDefault(item, 0);
                System.out.printf("%d %s: reserved %b, %d left%n", quantity, item, enough, left);
                JsonValue answer =
                    JsonValueUtils.mapBuilder()
                        .put("reserved", enough)
                        .put("left", left)
                        .toJsonValue();
                nc.publish(msg.getReplyTo(), answer.toJson().getBytes());
              })
          .subscribe("inventory.reserve", "inventory");
      Subscription closing = nc.subscribe("shop.closed");
      nc.flush(Duration.ofSeconds(2));
      System.out.println("inventory service is ready");

      closing.nextMessage(Duration.ZERO);
      nc.drain(Duration.ofSeconds(5)).get(); // finishes the requests that are here already
    }
  }
}

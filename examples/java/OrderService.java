import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.impl.Headers;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValueUtils;
import java.time.Duration;
import java.util.List;

/** Takes orders: asks the inventory for each, announces the outcome, and closes the shop. */
class OrderService {
  record Order(int number, String customer, String item, int quantity) {}

  public static void main(String[] args) throws Exception {
    List<Order> orders =
        List.of(
            new Order(1, "ada", "keyboard", 2),
            new Order(2, "bob", "mouse", 5),
            new Order(3, "cleo", "keyboard", 2));

    String url = System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL);
    try (Connection nc = Nats.connect(url)) {
      for (Order order : orders) {
        String outcome = reserve(nc, order) ? "confirmed" : "rejected";
        System.out.printf(
            "order %d of %s: %d %s %s%n",
            order.number, order.customer, order.quantity, order.item, outcome);
        nc.publish(
            "orders." + outcome + "." + order.number,
            new Headers().add("Customer", order.customer),
            null);
      }

      nc.publish("shop.closed", null);
      nc.drain(Duration.ofSeconds(5)).get();
      System.out.println("shop closed");
    }
  }

  private static boolean reserve(Connection nc, Order order) throws Exception {
    String wanted =
        JsonValueUtils.mapBuilder()
            .put("item", order.item)
            .put("quantity", order.quantity)
            .toJsonValue()
            .toJson();
    Message reply = nc.request("inventory.reserve", wanted.getBytes(), Duration.ofSeconds(2));
    if (reply == null) {
      throw new IllegalStateException("the inventory did not answer");
    }
    return JsonParser.parse(reply.getData()).map.get("reserved").bool;
  }
}

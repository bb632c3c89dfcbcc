import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import java.time.Duration;

/** Publish and subscribe: everybody who listens to a subject gets every message. */
class PubSub {
  public static void main(String[] args) throws Exception {
    String url = System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL);
    try (Connection nc = Nats.connect(url)) {
      Subscription sub = nc.subscribe("greet.joe");

      nc.publish("greet.joe", "hello".getBytes());
      nc.publish("greet.joe", new Headers().add("Language", "fr"), "bonjour".getBytes());

      // Nobody listens here: the message is gone, and that is no error.
      nc.publish("greet.pam", "hello".getBytes());

      for (int i = 0; i < 2; i++) {
        Message msg = sub.nextMessage(Duration.ofSeconds(2));
        String language =
            msg.hasHeaders() ? " [" + msg.getHeaders().getFirst("Language") + "]" : "";
        System.out.println(msg.getSubject() + ": " + new String(msg.getData()) + language);
      }

      sub.unsubscribe();
      System.out.println("unsubscribed");
    }
  }
}

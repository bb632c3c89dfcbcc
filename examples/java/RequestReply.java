import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/** Request and reply: an answer, an answer that comes too late, and nobody there to answer. */
class RequestReply {
  public static void main(String[] args) throws Exception {
    String url = System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL);
    Options options = Options.builder().server(url).reportNoResponders().build();
    try (Connection nc = Nats.connect(options)) {
      Dispatcher dispatcher = nc.createDispatcher();
      dispatcher.subscribe(
          "text.upper",
          msg -> {
            String answer = new String(msg.getData()).toUpperCase(Locale.ROOT);
            nc.publish(msg.getReplyTo(), answer.getBytes());
          });
      dispatcher.subscribe("text.slow", msg -> {}); // takes the request and never answers

      for (String word : List.of("alpha", "beta")) {
        Message reply = nc.request("text.upper", word.getBytes(), Duration.ofSeconds(2));
        System.out.println(word + " -> " + new String(reply.getData()));
      }

      Message late = nc.request("text.slow", "gamma".getBytes(), Duration.ofMillis(200));
      System.out.println("timed out: " + (late == null));

      // The server says at once that nobody listens; there is no waiting for the timeout.
      try {
        nc.request("text.lower", "DELTA".getBytes()).get();
      } catch (ExecutionException e) {
        boolean nobody =
            e.getCause() instanceof JetStreamStatusException status
                && status.getStatus().getCode() == 503;
        System.out.println("no responders: " + nobody);
      }
    }
  }
}

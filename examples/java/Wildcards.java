import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.time.Duration;
import java.util.List;

/** Wildcards: * stands for one token of a subject, > for one or more at its end. */
class Wildcards {
  public static void main(String[] args) throws Exception {
    String url = System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL);
    try (Connection nc = Nats.connect(url)) {
      Dispatcher dispatcher = nc.createDispatcher();
      for (String pattern : List.of("weather.*.temperature", "weather.>", "weather.paris.wind")) {
        dispatcher.subscribe(
            pattern,
            msg ->
                System.out.println(
                    pattern + " got " + msg.getSubject() + " " + new String(msg.getData())));
      }

      nc.publish("weather.paris.temperature", "21".getBytes());
      nc.publish("weather.paris.wind", "4".getBytes());
      nc.publish("weather.oslo.temperature", "9".getBytes());
      nc.publish("weather.oslo.harbour.waves", "1".getBytes());
      nc.publish("weather", "no pattern matches this one".getBytes());

      // Drain hands out what has arrived, then closes the connection.
      nc.drain(Duration.ofSeconds(5)).get();
    }
  }
}

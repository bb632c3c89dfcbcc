import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.Map;

/** Dead letters: what a worker cannot do goes to a stream of its own, with the reason. */
class DeadLetters {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  public static void main(String[] args) throws Exception {
    String url = System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL);
    try (Connection nc = Nats.connect(url)) {
      JetStreamManagement jsm = nc.jetStreamManagement();
      jsm.addStream(
          StreamConfiguration.builder()
              .name("INVOICES")
              .subjects("invoices")
              .retentionPolicy(RetentionPolicy.WorkQueue)
              .build());
      jsm.addStream(StreamConfiguration.builder().name("DEAD").subjects("dead.>").build());
      ConsumerContext worker =
          nc.getStreamContext("INVOICES")
              .createOrUpdateConsumer(
                  ConsumerConfiguration.builder()
                      .durable("worker")
                      .ackPolicy(AckPolicy.Explicit)
                      .maxDeliver(2)
                      .metadata(Map.of("_myelin.dead_letter", "dead.invoices"))
                      .build());
      for (int invoice = 1; invoice <= 3; invoice++) {
        nc.jetStream().publish("invoices", ("invoice " + invoice).getBytes());
      }

      for (int i = 0; i < 4; i++) {
        work(worker.next(PATIENCE));
      }

      ConsumerContext undertaker =
          nc.getStreamContext("DEAD")
              .createOrUpdateConsumer(
                  ConsumerConfiguration.builder()
                      .durable("undertaker")
                      .ackPolicy(AckPolicy.Explicit)
                      .build());
      for (int i = 0; i < 2; i++) {
        Message letter = undertaker.next(PATIENCE);
        letter.ackSync(PATIENCE);
        Headers headers = letter.getHeaders();
        System.out.printf(
            "dead letter: %s, %s, deliveries: %s, from %s%n",
            new String(letter.getData()),
            headers.getFirst("Dead-Letter-Reason"),
            headers.getFirst("Dead-Letter-Deliveries"),
            headers.getFirst("Dead-Letter-Stream"));
      }

      long left;
      do {
        left = jsm.getStreamInfo("INVOICES").getStreamState().getMsgCount();
      } while (left > 0);
      System.out.println("messages left in INVOICES: " + left);
      jsm.deleteStream("INVOICES");
      jsm.deleteStream("DEAD");
    }
  }

  private static void work(Message msg) throws Exception {
    String invoice = new String(msg.getData());
    switch (invoice) {
      case "invoice 1" -> {
        System.out.println(invoice + " paid");
        msg.ackSync(PATIENCE);
      }
      case "invoice 2" -> {
        System.out.println(invoice + " cannot be read");
        msg.term();
      }
      default -> {
        System.out.println(invoice + " failed");
        msg.nak();
      }
    }
  }
}

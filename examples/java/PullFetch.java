import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;

/** Pull and fetch: a durable consumer remembers what was done, whoever asks for the next. */
class PullFetch {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  public static void main(String[] args) throws Exception {
    String url = System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL);
    try (Connection nc = Nats.connect(url)) {
      nc.jetStreamManagement()
          .addStream(StreamConfiguration.builder().name("JOBS").subjects("jobs.>").build());
      for (int job = 1; job <= 5; job++) {
        nc.jetStream().publish("jobs.new", ("job " + job).getBytes());
      }
      ConsumerContext worker =
          nc.getStreamContext("JOBS")
              .createOrUpdateConsumer(
                  ConsumerConfiguration.builder()
                      .durable("worker")
                      .ackPolicy(AckPolicy.Explicit)
                      .build());
      FetchConsumeOptions three =
          FetchConsumeOptions.builder().maxMessages(3).expiresIn(PATIENCE.toMillis()).build();
      try (FetchConsumer batch = worker.fetch(three)) {
        for (Message msg = batch.nextMessage(); msg != null; msg = batch.nextMessage()) {
          System.out.println("done " + new String(msg.getData()));
          msg.ackSync(PATIENCE); // waits until the server has kept it
        }
      }
    }

    System.out.println("a new start of the program goes on where the last one ended");
    try (Connection nc = Nats.connect(url)) {
      ConsumerContext worker = nc.getConsumerContext("JOBS", "worker");
      Message msg = worker.next(PATIENCE);
      System.out.println(new String(msg.getData()) + " put back");
      msg.nak();
      msg = worker.next(PATIENCE);
      System.out.println(
          new String(msg.getData()) + " again, delivery " + msg.metaData().deliveredCount());
      msg.ackSync(PATIENCE);
      msg = worker.next(PATIENCE);
      System.out.println("done " + new String(msg.getData()));
      msg.ackSync(PATIENCE);
      if (worker.next(Duration.ofSeconds(1)) == null) {
        System.out.println("nothing left");
      }
      ConsumerInfo info = worker.getConsumerInfo();
      System.out.println(
          "to come: " + info.getNumPending() + ", waiting for acks: " + info.getNumAckPending());
      nc.jetStreamManagement().deleteStream("JOBS");
    }
  }
}

import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.ConsumerContext;
import io.nats.client.MessageConsumer;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Consume: messages come as they are stored; heartbeats tell a quiet stream from a lost server. */
class Consume {
  private static final int TICKS = 50;

  public static void main(String[] args) throws Exception {
    String url = System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL);
    try (Connection nc = Nats.connect(url)) {
      nc.jetStreamManagement()
          .addStream(StreamConfiguration.builder().name("TICKS").subjects("ticks").build());
      ConsumerContext consumer =
          nc.getStreamContext("TICKS")
              .createOrUpdateConsumer(
                  ConsumerConfiguration.builder()
                      .durable("clock")
                      .ackPolicy(AckPolicy.Explicit)
                      .build());

      // The client asks for a heartbeat with every request and for messages anew without one.
      ConsumeOptions twentyAtATime =
          ConsumeOptions.builder().batchSize(20).expiresIn(5000).build();
      List<String> received = new CopyOnWriteArrayList<>();
      CountDownLatch done = new CountDownLatch(TICKS);
      try (MessageConsumer consuming =
          consumer.consume(
              twentyAtATime,
              msg -> {
                received.add(new String(msg.getData()));
                try {
                  msg.ackSync(Duration.ofSeconds(5));
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
                done.countDown();
              })) {
        for (int tick = 0; tick < TICKS; tick++) {
          nc.jetStream().publish("ticks", ("tick " + tick).getBytes());
        }
        done.await(10, TimeUnit.SECONDS);
        consuming.stop();
      }

      List<String> all = IntStream.range(0, TICKS).mapToObj(tick -> "tick " + tick).toList();
      if (received.equals(all)) {
        System.out.println("consumed " + received.size() + " messages in order");
      }
      ConsumerInfo info = consumer.getConsumerInfo();
      System.out.println(
          "to come: " + info.getNumPending() + ", waiting for acks: " + info.getNumAckPending());
      nc.jetStreamManagement().deleteStream("TICKS");
    }
  }
}

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.time.Duration;
import java.util.List;

/** Streams: set-up, publishing with message ids, and an expectation that protects a write. */
class Streams {
  public static void main(String[] args) throws Exception {
    String url = System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL);
    try (Connection nc = Nats.connect(url)) {
      JetStreamManagement jsm = nc.jetStreamManagement();
      JetStream js = nc.jetStream();

      StreamInfo stream =
          jsm.addStream(
              StreamConfiguration.builder()
                  .name("ORDERS")
                  .subjects("orders.>")
                  .duplicateWindow(Duration.ofMinutes(2))
                  .build());
      System.out.println(
          "ORDERS stores " + String.join(", ", stream.getConfiguration().getSubjects()));

      for (String order : List.of("order-1", "order-2")) {
        PublishAck ack = js.publish("orders.created", order.getBytes(), id(order));
        System.out.println("stored " + order + " as " + ack.getSeqno());
      }

      // A message id that was seen within the last two minutes is stored once.
      PublishAck ack = js.publish("orders.created", "order-1".getBytes(), id("order-1"));
      if (ack.isDuplicate()) {
        System.out.println("order-1 again: a duplicate of " + ack.getSeqno());
      }

      try {
        PublishOptions behindFirst = PublishOptions.builder().expectedLastSequence(1).build();
        js.publish("orders.created", "order-3".getBytes(), behindFirst);
      } catch (JetStreamApiException e) {
        System.out.println("order-3 expected behind 1: refused");
      }

      long messages = jsm.getStreamInfo("ORDERS").getStreamState().getMsgCount();
      System.out.println("messages in the stream: " + messages);
      jsm.deleteStream("ORDERS");
    }
  }

  private static PublishOptions id(String id) {
    return PublishOptions.builder().messageId(id).build();
  }
}

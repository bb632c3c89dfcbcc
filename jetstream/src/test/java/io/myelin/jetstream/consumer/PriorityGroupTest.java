package io.myelin.jetstream.consumer;

import static io.myelin.jetstream.consumer.ConsumerHarness.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.consumer.ConsumerHarness.Sent;
import io.myelin.jetstream.model.ConsumerConfigBuilder;
import io.myelin.jetstream.model.ConsumerInfo;
import io.myelin.jetstream.model.PriorityPolicy;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PriorityGroupTest {
  private final ConsumerHarness stream = new ConsumerHarness();

  private static ConsumerConfigBuilder group(PriorityPolicy policy) {
    return ConsumerHarness.config()
        .priorityGroups(List.of("A"))
        .priorityPolicy(policy)
        .priorityTimeoutNanos(120 * SECOND);
  }

  private List<String> receivers() {
    return stream.sent.stream().map(Sent::to).toList();
  }

  @Test
  @DisplayName("CON-460 requests as objects name a group of the consumer, others need not")
  void groups() {
    stream.create(group(PriorityPolicy.OVERFLOW));
    stream.pull("{\"batch\":1}");
    stream.pull("{\"batch\":1,\"group\":\"B\"}");
    assertThat(stream.lines())
        .containsExactly(
            "400 Bad Request - Priority Group missing", "400 Bad Request - Invalid Priority Group");
    stream.pull("1");
    stream.pull("{\"group\":\"A\"}");
    stream.storeMany(2);
    assertThat(stream.sent).hasSize(2);
  }

  @Test
  @DisplayName("CON-461 overflow: served only while enough is pending")
  void overflow() {
    stream.create(group(PriorityPolicy.OVERFLOW));
    stream.pull("over", "{\"batch\":10,\"group\":\"A\",\"min_pending\":3}");
    stream.storeMany(2);
    assertThat(stream.sent).isEmpty();
    stream.storeMany(1);
    assertThat(stream.sent).hasSize(1);
    stream.pull("acks", "{\"batch\":10,\"group\":\"A\",\"min_ack_pending\":2}");
    assertThat(stream.sent).hasSize(1);
    stream.pull("any", "{\"batch\":1,\"group\":\"A\"}");
    assertThat(receivers()).containsExactly("over", "any", "acks");
  }

  @Test
  @DisplayName(
      "CON-462 CON-463 CON-347 CON-468 CON-718 one client is pinned until its time is over")
  void pinned() {
    stream.create(group(PriorityPolicy.PINNED_CLIENT).priorityTimeoutNanos(10 * SECOND));
    stream.pull("one", "{\"batch\":2,\"group\":\"A\"}");
    stream.pull("two", "{\"batch\":5,\"group\":\"A\"}");
    stream.storeMany(3);
    assertThat(receivers()).containsExactly("one", "one");
    String header = stream.sent.getFirst().header();
    assertThat(header).startsWith("NATS/1.0\r\nNats-Pin-Id: ").endsWith("\r\n\r\n");
    String pin = header.substring(header.indexOf(": ") + 2, header.indexOf("\r\n\r\n"));
    stream.pull("one", "{\"batch\":1,\"group\":\"A\",\"id\":\"" + pin + "\"}");
    assertThat(receivers()).containsExactly("one", "one", "one");
    stream.pull("three", "{\"batch\":1,\"group\":\"A\",\"id\":\"other\"}");
    assertThat(stream.lines()).containsExactly("423 Nats-Pin-Id mismatch");
    ConsumerInfo.PriorityGroup shown = stream.info().priorityGroups().getFirst();
    assertThat(shown.pinnedClientId()).isEqualTo(pin);
    stream.pass(11 * SECOND);
    assertThat(stream.events)
        .containsExactly(
            new ConsumerEvent.Pinned("A", pin), new ConsumerEvent.Unpinned("A", "timeout"));
    stream.storeMany(1);
    assertThat(receivers()).containsExactly("one", "one", "one", "two");
  }

  @Test
  @DisplayName("CON-464 CON-827 CON-346 unpinning tells who holds the pin at once")
  void unpin() {
    stream.create(group(PriorityPolicy.PINNED_CLIENT));
    stream.pull("one", "{\"batch\":5,\"group\":\"A\"}");
    stream.pull("two", "{\"batch\":5,\"group\":\"A\"}");
    stream.storeMany(1);
    stream.consumer.unpin();
    assertThat(stream.statuses.getLast().header())
        .isEqualTo(
            "NATS/1.0 423 Nats-Wrong-Pin-Id\r\n"
                + "Nats-Pending-Messages: 4\r\nNats-Pending-Bytes: 0\r\n\r\n");
    stream.storeMany(1);
    assertThat(receivers()).containsExactly("one", "two");
    assertThat(stream.events).contains(new ConsumerEvent.Unpinned("A", "admin"));
  }

  @Test
  @DisplayName("CON-465 a request that cannot take the message gets no pin")
  void tooLarge() {
    stream.create(group(PriorityPolicy.PINNED_CLIENT));
    stream.pull("one", "{\"batch\":5,\"group\":\"A\",\"max_bytes\":10}");
    stream.pull("two", "{\"batch\":5,\"group\":\"A\",\"max_bytes\":1000}");
    stream.storeMany(1);
    assertThat(receivers()).containsExactly("two");
    assertThat(stream.lines()).containsExactly("409 Message Size Exceeds MaxBytes");
  }

  @Test
  @DisplayName("CON-466 prioritized: the best priority first, in turn among equals")
  void prioritized() {
    stream.create(group(PriorityPolicy.PRIORITIZED));
    stream.pull("plain", "5");
    stream.pull("low", "{\"batch\":2,\"group\":\"A\",\"priority\":5}");
    stream.pull("high1", "{\"batch\":1,\"group\":\"A\"}");
    stream.pull("high2", "{\"batch\":2,\"group\":\"A\"}");
    stream.storeMany(6);
    assertThat(receivers()).containsExactly("high1", "high2", "high2", "low", "low", "plain");
  }
}

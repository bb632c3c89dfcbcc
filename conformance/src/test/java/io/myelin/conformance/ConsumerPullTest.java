package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 10 of the consumers chapter: requests for messages, and how they end. */
class ConsumerPullTest extends ConsumerConformance {
  private static final String NONE_PENDING = "Nats-Pending-Messages: %d|Nats-Pending-Bytes: 0";

  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  ConsumerPullTest() {
    super(SERVER);
  }

  private void given(int messages, String config) {
    client.stream(stream, "");
    client.durable(stream, "c", config);
    publish(messages);
  }

  private void publish(int messages) {
    for (int i = 1; i <= messages; i++) {
      client.publish(stream + ".a", "m" + i);
    }
  }

  private String pull(String body) {
    return client.pull(stream, "c", body);
  }

  private void sequences(Long... expected) {
    assertThat(client.next(expected.length))
        .extracting(Delivery::streamSequence)
        .containsExactly(expected);
  }

  /** Nothing more comes that was caused before. */
  private void settled() {
    client.info(stream, "c");
    client.receiver().expectSilence(Duration.ofMillis(50));
  }

  private void waiting(long count) {
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(client.info(stream, "c").number("num_waiting")).isEqualTo(count));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 1",
        "3 | 3",
        "{\"batch\":2} | 2",
        "{} | 1",
        "some text | 1",
        "{\"batch\":0} | 1",
        "{\"batch\":-5} | 1",
        "{\"batch\":2,\"max_bytes\":0,\"idle_heartbeat\":0,\"expires\":0,\"no_wait\":false} | 2",
        "{\"batch\":2,\"group\":\"g\",\"priority\":3,\"no_such\":{}} | 2",
      })
  @DisplayName("CON-320 CON-321 CON-704 CON-661 CON-323 CON-370 the forms of a request")
  void forms(String body, int messages) {
    given(8, "");
    pull(body);
    pull(body);
    List<Delivery> all = client.next(2 * messages);
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).consumerSequence()).isEqualTo(i + 1);
    }
    settled();
    assertThat(client.info(stream, "c").number("num_waiting")).isZero();
    client.api().succeed("stream_delete_response", "STREAM.DELETE.forms", "");
  }

  @Test
  @DisplayName("CON-323 two requests with the same reply subject are two")
  void sameReply() {
    given(2, "");
    client
        .receiver()
        .sendLines(
            "SUB same 4",
            "PUB $JS.API.CONSUMER.MSG.NEXT.sameReply.c same 0",
            "",
            "PUB $JS.API.CONSUMER.MSG.NEXT.sameReply.c same 0",
            "");
    sequences(1L, 2L);
    settled();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"idle_heartbeat\":1000000000} | heartbeat value too large",
        "{\"idle_heartbeat\":600000000,\"expires\":1000000000} | heartbeat value too large",
        "{\"min_pending\":1} | Not a Overflow Priority consumer",
        "{\"id\":\"x\"} | Not a Pinned Client Priority consumer",
        "{\"priority\":10} | Priority must be between 0 and 9",
      })
  @DisplayName("CON-345 CON-350 requests that make no sense")
  void bad(String body, String reason) {
    given(0, "");
    client.status(pull(body), "400 Bad Request - " + reason, "");
    String reply = pull("{\"batch\":");
    Delivery malformed = client.next();
    assertThat(malformed.status()).startsWith("400 Bad Request - ");
    assertThat(malformed.subject()).isEqualTo(reply);
    client.api().succeed("stream_delete_response", "STREAM.DELETE.bad", "");
  }

  @Test
  @DisplayName("CON-337..339 CON-350 CON-717 limits of the consumer, checked in order")
  void limits() {
    given(1, "\"max_batch\":5,\"max_expires\":90000000000,\"max_bytes\":100");
    client.status(
        pull("{\"batch\":6,\"expires\":99000000000,\"max_bytes\":101}"),
        "409 Exceeded MaxRequestBatch of 5",
        "");
    client.status(
        pull("{\"batch\":5,\"expires\":99000000000,\"max_bytes\":101}"),
        "409 Exceeded MaxRequestExpires of 1m30s",
        "");
    client.status(
        pull("{\"batch\":5,\"expires\":9000000000,\"max_bytes\":101}"),
        "409 Exceeded MaxRequestMaxBytes of 100",
        "");
    pull("{\"batch\":5}");
    sequences(1L);
  }

  @Test
  @DisplayName("CON-332 CON-365 CON-366 CON-709 CON-324 CON-325 a request runs out of time")
  void expires() {
    given(4, "");
    long begun = System.nanoTime();
    String reply = pull("{\"batch\":10,\"expires\":200000000}");
    sequences(1L, 2L, 3L, 4L);
    client.status(reply, "408 Request Timeout", NONE_PENDING.formatted(6));
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofMillis(195), Duration.ofSeconds(2));
    client.status(
        pull("{\"batch\":10,\"expires\":5000000,\"max_bytes\":4096}"),
        "408 Request Timeout",
        "Nats-Pending-Messages: 10|Nats-Pending-Bytes: 4096");
    waiting(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"expires\":50000000} | 0",
        "{\"expires\":50000000,\"batch\":-2} | -2",
        "{\"expires\":-1,\"batch\":3} | 3",
      })
  @DisplayName("CON-366 what is left is told as it was asked for; a time that has passed is past")
  void unfilled(String body, int left) {
    given(0, "");
    client.status(pull(body), "408 Request Timeout", NONE_PENDING.formatted(left));
    client.api().succeed("stream_delete_response", "STREAM.DELETE.unfilled", "");
  }

  @Test
  @DisplayName("CON-330 CON-364 heartbeats of a request, from its receipt and from each message")
  void heartbeats() {
    given(0, "");
    String reply = pull("{\"batch\":2,\"expires\":700000000,\"idle_heartbeat\":200000000}");
    client.status(reply, "100 Idle Heartbeat", "Nats-Last-Consumer: 0|Nats-Last-Stream: 0");
    publish(1);
    sequences(1L);
    client.status(reply, "100 Idle Heartbeat", "Nats-Last-Consumer: 1|Nats-Last-Stream: 1");
    Delivery next = client.next();
    while (next.status().startsWith("100")) {
      next = client.next();
    }
    assertThat(next.status()).isEqualTo("408 Request Timeout");
    assertThat(next.header("Nats-Pending-Messages")).isEqualTo("1");
  }

  @Test
  @DisplayName("CON-331 CON-351 CON-352 CON-708 CON-647 what is there, and no waiting")
  void noWait() {
    given(0, "");
    client.status(pull("{\"batch\":3,\"no_wait\":true}"), "404 No Messages", "");
    publish(2);
    String reply = pull("{\"batch\":3,\"no_wait\":true}");
    sequences(1L, 2L);
    client.status(reply, "404 No Messages", "");
    publish(2);
    pull("{\"batch\":2,\"no_wait\":true}");
    sequences(3L, 4L);
    settled();
  }

  @Test
  @DisplayName("CON-353 CON-708 CON-671 wait for the first message, then only for what is there")
  void noWaitWithExpires() {
    given(0, "");
    client.status(
        pull("{\"batch\":3,\"no_wait\":true,\"expires\":50000000}"),
        "408 Request Timeout",
        NONE_PENDING.formatted(3));
    String reply = pull("{\"batch\":3,\"no_wait\":true,\"expires\":10000000000}");
    client.receiver().barrier();
    waiting(1);
    publish(1);
    sequences(1L);
    client.status(reply, "404 No Messages", "");
    publish(2);
    reply = pull("{\"batch\":3,\"no_wait\":true,\"expires\":10000000000}");
    sequences(2L, 3L);
    client.status(reply, "404 No Messages", "");
  }

  @Test
  @DisplayName("CON-335 CON-361 CON-362 a message larger than what is left of max_bytes")
  void tooLarge() {
    given(0, "");
    client.publish("tooLarge.a", "x".repeat(100));
    client.publish("tooLarge.a", "x".repeat(100));
    client.status(
        pull("{\"batch\":2,\"expires\":10000000000,\"max_bytes\":100}"),
        "409 Message Size Exceeds MaxBytes",
        "Nats-Pending-Messages: 2|Nats-Pending-Bytes: 100");
    pull("{\"batch\":2,\"max_bytes\":200}");
    Delivery first = client.next();
    int size = first.subject().length() + first.reply().length() + first.payload().length();
    Delivery ended = client.next();
    assertThat(ended.status()).isEqualTo("409 Message Size Exceeds MaxBytes");
    assertThat(ended.headers())
        .isEqualTo("Nats-Pending-Messages: 1|Nats-Pending-Bytes: " + (200 - size));
    pull("{\"batch\":2,\"max_bytes\":" + size + "}");
    assertThat(client.next().streamSequence()).isEqualTo(2);
    client.expectNothing(stream, "c");
  }

  @Test
  @DisplayName("CON-336 CON-362 a batch that is complete, with and without bytes left")
  void completed() {
    given(2, "");
    String reply = pull("{\"batch\":1,\"max_bytes\":1000}");
    Delivery message = client.next();
    int size = message.subject().length() + message.reply().length() + message.payload().length();
    client.status(
        reply,
        "409 Batch Completed",
        "Nats-Pending-Messages: 0|Nats-Pending-Bytes: " + (1000 - size));
    pull("{\"batch\":1}");
    sequences(2L);
    settled();
  }

  @Test
  @DisplayName("CON-340 CON-367 CON-494 CON-710 no more requests than max_waiting")
  void maxWaiting() {
    given(0, "\"max_waiting\":2");
    pull("{\"batch\":1,\"expires\":20000000000}");
    pull("{\"batch\":1,\"expires\":20000000000}");
    client.status(pull("{\"batch\":1,\"expires\":20000000000}"), "409 Exceeded MaxWaiting", "");
    pull("{\"batch\":1,\"expires\":20000000000,\"idle_heartbeat\":5000000000}");
    waiting(2);
    settled();
  }

  @Test
  @DisplayName("CON-341 CON-322 no pulling from a consumer that pushes; none without reply")
  void pushBased() {
    client.stream(stream, "");
    client.durable(stream, "c", "\"deliver_subject\":\"somewhere\"");
    client.status(pull("{\"batch\":1}"), "409 Consumer is push based", "");
    client.durable(stream, "d", "");
    client.publish("pushBased.a", "x");
    client.receiver().sendLines("PUB $JS.API.CONSUMER.MSG.NEXT.pushBased.d 0", "").barrier();
    assertThat(client.fetch(stream, "d").deliveries()).isEqualTo(1);
  }

  @Test
  @DisplayName("CON-342 CON-166 CON-523 requests of a consumer that is deleted, or whose stream is")
  void deleted() {
    given(0, "");
    String reply = pull("{\"batch\":1,\"expires\":20000000000}");
    waiting(1);
    client.delete(stream, "c");
    client.status(reply, "409 Consumer Deleted", "");
    client.durable(stream, "c", "");
    reply = pull("{\"batch\":1,\"expires\":20000000000}");
    waiting(1);
    client.api().succeed("stream_delete_response", "STREAM.DELETE.deleted", "");
    client.status(reply, "409 Consumer Deleted", "");
    client.pull(stream, "c", "");
    assertThat(client.next().status()).isEqualTo("503");
  }

  @Test
  @DisplayName("CON-360 CON-713 waiting requests take turns, message by message")
  void turns() {
    client.stream(stream, "");
    client.durable(stream, "c", "");
    RawClient raw = client.receiver();
    raw.sendLines("SUB turn.1 1", "SUB turn.2 2");
    String subject = "PUB $JS.API.CONSUMER.MSG.NEXT.turns.c ";
    raw.sendLines(subject + "turn.1 11", "{\"batch\":3}", subject + "turn.2 11", "{\"batch\":3}")
        .barrier();
    waiting(2);
    publish(6);
    assertThat(client.next(6))
        .extracting(Delivery::sid)
        .containsExactly("1", "2", "1", "2", "1", "2");
    waiting(0);
  }

  @Test
  @DisplayName("CON-333 CON-354 CON-351 others wait already for what is there")
  void requestsPending() {
    given(2, "\"max_ack_pending\":1");
    pull("{\"batch\":5,\"expires\":20000000000}");
    sequences(1L);
    client.status(pull("{\"batch\":1,\"no_wait\":true}"), "408 Requests Pending", "");
  }

  @Test
  @DisplayName("CON-363 CON-368 CON-371 CON-660 requests of who is gone do not wait any more")
  void gone() {
    given(0, "");
    ConsumerClient other = ConsumerClient.of(SERVER.get(), "elsewhere");
    other.pull(stream, "c", "{\"batch\":5,\"expires\":20000000000}");
    waiting(1);
    other.close();
    waiting(0);
    publish(1);
    pull("");
    assertThat(client.next().deliveries()).isEqualTo(1);
  }

  @Test
  @DisplayName("CON-460 CON-461 CON-345 overflow: served only when enough is waiting")
  void overflow() {
    client.stream(stream, "");
    client.durable(stream, "c", "\"priority_groups\":[\"A\"],\"priority_policy\":\"overflow\"");
    client.status(pull("{\"batch\":1}"), "400 Bad Request - Priority Group missing", "");
    client.status(
        pull("{\"batch\":1,\"group\":\"B\"}"), "400 Bad Request - Invalid Priority Group", "");
    pull("{\"batch\":1,\"group\":\"A\",\"min_pending\":3,\"expires\":20000000000}");
    waiting(1);
    publish(2);
    settled();
    publish(1);
    sequences(1L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "overflow | \"min_pending\":3,",
        "overflow | \"min_ack_pending\":3,",
        "pinned_client | ''",
      })
  @DisplayName("CON-352 CON-461 CON-462 no waiting for messages that others are to have")
  void noneForIt(String policy, String condition) {
    client.stream(stream, "");
    client.durable(
        stream, "c", "\"priority_groups\":[\"A\"],\"priority_policy\":\"" + policy + "\"");
    publish(2);
    pull("{\"batch\":1,\"group\":\"A\"}");
    sequences(1L);
    client.status(
        pull("{\"batch\":1,\"group\":\"A\"," + condition + "\"no_wait\":true}"),
        "404 No Messages",
        "");
    client.api().succeed("stream_delete_response", "STREAM.DELETE.noneForIt", "");
  }

  @Test
  @DisplayName("CON-462 CON-464 CON-468 CON-644 one client is pinned until it is not")
  void pinned() {
    client.stream(stream, "");
    client.durable(
        stream, "c", "\"priority_groups\":[\"A\"],\"priority_policy\":\"pinned_client\"");
    publish(3);
    pull("{\"batch\":1,\"group\":\"A\"}");
    String pin = client.next().header("Nats-Pin-Id");
    assertThat(pin).isNotEmpty();
    Json group = client.info(stream, "c").objects("priority_groups").get(0);
    assertThat(group.text("group")).isEqualTo("A");
    assertThat(group.text("pinned_client_id")).isEqualTo(pin);
    client.status(
        pull("{\"batch\":1,\"group\":\"A\",\"id\":\"wrong\"}"), "423 Nats-Pin-Id mismatch", "");
    pull("{\"batch\":1,\"group\":\"A\",\"id\":\"" + pin + "\"}");
    assertThat(client.next().header("Nats-Pin-Id")).isEqualTo(pin);
    client.api().succeed("consumer_unpin_response", "CONSUMER.UNPIN.pinned.c", "{\"group\":\"A\"}");
    pull("{\"batch\":1,\"group\":\"A\"}");
    assertThat(client.next().header("Nats-Pin-Id")).isNotEmpty().isNotEqualTo(pin);
  }

  @Test
  @DisplayName("CON-453 CON-554 pauses are told of, and so is every end that is set or taken back")
  void pauseIsTold() {
    given(0, "");
    RawClient listener = servers.closing(SERVER.get().connect(RawClient.MODERN));
    String subject = "$JS.EVENT.ADVISORY.CONSUMER.PAUSE.pauseIsTold.c";
    listener.sendLines("SUB " + subject + " 1").barrier();
    for (String until :
        List.of("2200-01-01T00:00:00Z", "2001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")) {
      client
          .api()
          .succeed(
              "consumer_pause_response",
              "CONSUMER.PAUSE.pauseIsTold.c",
              "{\"pause_until\":\"" + until + "\"}");
      Json event = listener.readMessage(subject);
      assertThat(event.flag("paused")).isEqualTo(until.startsWith("2200"));
      assertThat(event.text("pause_until")).isEqualTo(until);
    }
  }

  @Test
  @DisplayName("CON-041 CON-453 whoever configures a paused consumer is told of the pause again")
  void pauseIsToldAgain() {
    String until = "2200-01-01T00:00:00Z";
    RawClient listener = servers.closing(SERVER.get().connect(RawClient.MODERN));
    String subject = "$JS.EVENT.ADVISORY.CONSUMER.PAUSE.pauseIsToldAgain.c";
    listener.sendLines("SUB " + subject + " 1").barrier();
    given(0, "\"pause_until\":\"" + until + "\"");
    assertThat(listener.readMessage(subject).text("pause_until")).isEqualTo(until);
    client.durable("pauseIsToldAgain", "c", "\"description\":\"mine\"");
    Json event = listener.readMessage(subject);
    assertThat(event.flag("paused")).isTrue();
    assertThat(event.text("pause_until")).isEqualTo(until);
    client.durable("pauseIsToldAgain", "c", "\"description\":\"mine\"");
    assertThat(listener.readMessage(subject).flag("paused")).isTrue();
  }

  @Test
  @DisplayName("CON-450..452 CON-372 CON-364 a paused consumer delivers nothing, but answers")
  void paused() {
    given(1, "");
    Json answer =
        client
            .api()
            .succeed(
                "consumer_pause_response",
                "CONSUMER.PAUSE.paused.c",
                "{\"pause_until\":\"2999-01-01T00:00:00Z\"}");
    assertThat(answer.flag("paused")).isTrue();
    assertThat(client.info(stream, "c").flag("paused")).isTrue();
    String reply = pull("{\"batch\":1,\"expires\":300000000,\"idle_heartbeat\":100000000}");
    client.status(reply, "100 Idle Heartbeat", "Nats-Last-Consumer: 0|Nats-Last-Stream: 0");
    Delivery next = client.next();
    while (next.status().startsWith("100")) {
      next = client.next();
    }
    assertThat(next.status()).isEqualTo("408 Request Timeout");
    pull("{\"batch\":1,\"expires\":20000000000}");
    waiting(1);
    Json resumed = client.api().succeed("consumer_pause_response", "CONSUMER.PAUSE.paused.c", "");
    assertThat(resumed.flag("paused")).isFalse();
    pull("{\"batch\":1,\"expires\":20000000000}");
    sequences(1L);
    assertThat(client.info(stream, "c").has("paused")).isFalse();
  }
}

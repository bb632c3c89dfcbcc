package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/**
 * Works with consumers over two raw connections: one asks the API and acknowledges, the other has
 * the inboxes, so that answers and deliveries cannot mix.
 */
final class ConsumerClient implements AutoCloseable {
  private final JetStreamClient api;
  private final RawClient receiver;
  private final String inbox;
  private int pulls;

  private ConsumerClient(JetStreamClient api, RawClient receiver, String inbox) {
    this.api = api;
    this.receiver = receiver;
    this.inbox = inbox;
  }

  /** Two connections; inboxes begin with the name, which is the caller's own. */
  static ConsumerClient of(ServerUnderTest server, String name) {
    RawClient receiver = server.connect(RawClient.MODERN);
    String inbox = "_INBOX." + name;
    receiver.sendLines("SUB " + inbox + ".> in").barrier();
    return new ConsumerClient(
        new JetStreamClient(server.connect(RawClient.MODERN)), receiver, inbox);
  }

  /** What asks. */
  JetStreamClient api() {
    return api;
  }

  /** What receives. */
  RawClient receiver() {
    return receiver;
  }

  // ---- streams

  /** Creates a stream in memory on {@code <name>.>} with further members. */
  void stream(String name, String more) {
    String members = "\"storage\":\"memory\",\"subjects\":[\"" + name + ".>\"]";
    api.create(name, more.isEmpty() ? members : members + "," + more);
  }

  /** Publishes messages that must be stored. */
  void publish(String subject, String... payloads) {
    for (String payload : payloads) {
      assertThat(api.publish(subject, payload).has("error")).isFalse();
    }
  }

  /** What info tells of the stream's state. */
  Json streamState(String stream) {
    return api.succeed("stream_info_response", "STREAM.INFO." + stream, "").object("state");
  }

  // ---- consumers

  /** The body of a create request. */
  static String body(String stream, String config, String action) {
    String request = "{\"stream_name\":\"" + stream + "\",\"config\":{" + config + "}";
    return request + (action.isEmpty() ? "}" : ",\"action\":\"" + action + "\"}");
  }

  /** Creates a named consumer, which acknowledges explicitly unless told otherwise. */
  Json create(String stream, String consumer, String config) {
    return create(stream, consumer, config, "");
  }

  /** Creates or updates a named consumer, as the action says. */
  Json create(String stream, String consumer, String config, String action) {
    return api.succeed(
        "consumer_create_response",
        "CONSUMER.CREATE." + stream + "." + consumer,
        body(stream, explicit(config), action));
  }

  /** A durable consumer that acknowledges explicitly unless told otherwise. */
  Json durable(String stream, String consumer, String config) {
    String durable = "\"durable_name\":\"" + consumer + "\"";
    return create(stream, consumer, config.isEmpty() ? durable : durable + "," + config);
  }

  private static String explicit(String config) {
    if (config.contains("\"ack_policy\"")) {
      return config;
    }
    String policy = "\"ack_policy\":\"explicit\"";
    return config.isEmpty() ? policy : policy + "," + config;
  }

  /** A consumer that must be refused. */
  void refuse(
      String stream, String consumer, String config, long code, long errCode, String description) {
    api.fail(
            "consumer_create_response",
            "CONSUMER.CREATE." + stream + "." + consumer,
            body(stream, config, ""))
        .with(code, errCode, description);
  }

  /** What is told of a consumer. */
  Json info(String stream, String consumer) {
    return api.succeed("consumer_info_response", "CONSUMER.INFO." + stream + "." + consumer, "");
  }

  /** Deletes a consumer. */
  void delete(String stream, String consumer) {
    String subject = "CONSUMER.DELETE." + stream + "." + consumer;
    assertThat(api.succeed("consumer_delete_response", subject, "").flag("success")).isTrue();
  }

  /** Both sequences of {@code delivered} or {@code ack_floor}: consumer, stream. */
  static List<Long> pair(Json info, String name) {
    Json pair = info.object(name);
    return List.of(pair.number("consumer_seq"), pair.number("stream_seq"));
  }

  // ---- deliveries

  /** Asks for messages; the inbox that the answers go to. */
  String pull(String stream, String consumer, String body) {
    String reply = inbox + "." + ++pulls;
    receiver.sendLines(
        "PUB $JS.API.CONSUMER.MSG.NEXT.%s.%s %s %d"
            .formatted(stream, consumer, reply, body.length()),
        body);
    return reply;
  }

  /** The next message or status. */
  Delivery next() {
    return Delivery.next(receiver);
  }

  /** The next so many messages or statuses. */
  List<Delivery> next(int count) {
    List<Delivery> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(next());
    }
    return all;
  }

  /** Pulls exactly so many messages, which must be there. */
  List<Delivery> fetch(String stream, String consumer, int count) {
    pull(stream, consumer, "{\"batch\":" + count + ",\"expires\":5000000000}");
    List<Delivery> all = next(count);
    all.forEach(message -> assertThat(message.status()).as("%s", message).isEmpty());
    return all;
  }

  /** Pulls one message, which must be there. */
  Delivery fetch(String stream, String consumer) {
    return fetch(stream, consumer, 1).get(0);
  }

  /** There must be nothing to deliver. */
  void expectNothing(String stream, String consumer) {
    status(pull(stream, consumer, "{\"no_wait\":true}"), "404 No Messages", "");
  }

  /** The next thing must be a status on the inbox, with these header lines. */
  void status(String reply, String status, String headers) {
    Delivery next = next();
    assertThat(next.status()).as("%s", next).isEqualTo(status);
    assertThat(next.headers()).isEqualTo(headers);
    assertThat(next.subject()).isEqualTo(reply);
    assertThat(next.reply()).isEmpty();
    assertThat(next.payload()).isEmpty();
    assertThat(next.header()).endsWith("\r\n\r\n");
  }

  /** Acknowledges and waits for the confirmation. */
  void ack(Delivery message) {
    ack(message, "+ACK");
  }

  /** Sends the body to where the message is acknowledged, and waits for the confirmation. */
  void ack(Delivery message, String body) {
    confirm(message.reply(), body);
  }

  /** Sends the body to an acknowledgement subject, and waits for the confirmation. */
  void confirm(String subject, String body) {
    assertThat(api.connection().requestText(subject, body)).isEmpty();
  }

  @Override
  public void close() {
    api.connection().close();
    receiver.close();
  }
}

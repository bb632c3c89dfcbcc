package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.config.ConnectionType;
import io.myelin.core.Account;
import io.myelin.core.ClientSession;
import io.myelin.jetstream.consumer.ConsumerEvent;
import io.myelin.jetstream.model.Advisory;
import io.myelin.jetstream.model.ApiAdvisory;
import io.myelin.jetstream.model.ConsumerAdvisory;
import io.myelin.jetstream.model.EventClient;
import io.myelin.jetstream.model.GoTime;
import io.myelin.security.Identity;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tells accounts what happens to their streams and consumers, if they listen (STR-580 to STR-586,
 * STR-073). Called on the lane that knows.
 */
final class Advisories {
  private static final String ID_DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int ID_LENGTH = 22;
  private static final byte[] AUDIT_SUBJECT = "$JS.EVENT.ADVISORY.API".getBytes(UTF_8);

  private final String serverName;
  private final String domain;

  Advisories(JetStreamSettings settings) {
    this.serverName = settings.serverName();
    this.domain = settings.domain();
  }

  /** Publishes an advisory in an account that listens to it. */
  void publish(Lane lane, Account account, Advisory advisory) {
    byte[] subject = advisory.subject().getBytes(UTF_8);
    if (wanted(account, subject)) {
      lane.publish(
          account,
          subject,
          advisory.encode(newId(lane), GoTime.ofEpochNanos(lane.epochNanos()), domain));
    }
  }

  /** What a consumer reports, as an advisory (CON-551 to CON-557). */
  static ConsumerAdvisory of(Account account, String stream, String consumer, ConsumerEvent event) {
    return switch (event) {
      case ConsumerEvent.MaxDeliveries it ->
          new ConsumerAdvisory.MaxDeliveries(
              stream, consumer, it.streamSequence(), it.deliveries());
      case ConsumerEvent.Naked it ->
          new ConsumerAdvisory.Naked(
              stream, consumer, it.consumerSequence(), it.streamSequence(), it.deliveries());
      case ConsumerEvent.Terminated it ->
          new ConsumerAdvisory.Terminated(
              stream,
              consumer,
              it.consumerSequence(),
              it.streamSequence(),
              it.deliveries(),
              it.reason());
      case ConsumerEvent.Acknowledged it ->
          new ConsumerAdvisory.AckSample(
              stream,
              consumer,
              it.consumerSequence(),
              it.streamSequence(),
              it.ackTimeNanos(),
              it.deliveries());
      case ConsumerEvent.Paused it ->
          new ConsumerAdvisory.Paused(
              stream,
              consumer,
              it.paused(),
              it.untilNanos() == 0 ? GoTime.ZERO : GoTime.ofEpochNanos(it.untilNanos()));
      case ConsumerEvent.Pinned it ->
          new ConsumerAdvisory.Pinned(account.name(), stream, consumer, it.group(), it.pinId());
      case ConsumerEvent.Unpinned it ->
          new ConsumerAdvisory.Unpinned(account.name(), stream, consumer, it.group(), it.reason());
    };
  }

  /** Tells that a request was answered (STR-584). */
  void audit(Lane lane, ApiRequest request, byte[] response) {
    Account account = request.account().account();
    if (wanted(account, AUDIT_SUBJECT)) {
      publish(
          lane,
          account,
          new ApiAdvisory.Audit(
              serverName,
              client(account, request.client()),
              request.subject(),
              new String(request.payload(), UTF_8),
              new String(response, UTF_8)));
    }
  }

  private static boolean wanted(Account account, byte[] subject) {
    return account.interest().hasInterest(subject, 0, subject.length);
  }

  /** Unique, but no secret. */
  private static String newId(Lane lane) {
    RandomGenerator random = lane.loop().producer().random();
    StringBuilder id = new StringBuilder(ID_LENGTH);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_DIGITS.charAt(random.nextInt(ID_DIGITS.length())));
    }
    return id.toString();
  }

  /** Who asked: a client, or JetStream itself. */
  private EventClient client(Account account, @Nullable ClientSession client) {
    if (client == null) {
      return new EventClient(
          Optional.empty(),
          "",
          0,
          account.name(),
          "",
          "",
          "",
          "",
          "",
          0,
          serverName,
          "",
          "JetStream",
          "",
          "",
          List.of());
    }
    Identity identity = client.identity();
    String user = identity == null ? "" : identity.user();
    return new EventClient(
        Optional.of(GoTime.ofEpochNanos(client.connection().startEpochNanos())),
        client.connection().remoteIp(),
        client.connection().id(),
        account.name(),
        "",
        user.isEmpty() ? client.options().user() : user,
        client.options().name(),
        client.options().lang(),
        client.options().version(),
        client.rttNanos(),
        serverName,
        "",
        "Client",
        clientType(client.connection().type()),
        "",
        List.of());
  }

  private static String clientType(ConnectionType type) {
    return switch (type) {
      case WEBSOCKET, LEAFNODE_WS -> "websocket";
      case MQTT, MQTT_WS -> "mqtt";
      case STANDARD, LEAFNODE, IN_PROCESS -> "nats";
    };
  }
}

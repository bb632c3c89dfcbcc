package io.myelin.jetstream;

import io.myelin.core.Destination;
import io.myelin.core.Producer;
import io.myelin.core.RouteTarget;
import io.myelin.core.Subscription;
import io.myelin.protocol.PublishedMessage;

/**
 * Where an account asks the API: {@code $JS.API.>}; subjects of a domain are mapped to it by the
 * account (STR-093). Direct gets and pulls are not taken here, so that nobody answers them when
 * their stream or consumer is not there (STR-074, CON-015). Any producer delivers.
 */
final class ApiEndpoint implements Destination {
  /** What is subscribed to. */
  static final String ALL = "$JS.API.>";

  private static final String DIRECT_GET = "$JS.API.DIRECT.GET";
  private static final String NEXT = "$JS.API.CONSUMER.MSG.NEXT.";

  private final JetStreamAccount account;
  private final ApiService service;
  private final Subscription subscription = Subscription.internal(ALL, this);

  ApiEndpoint(JetStreamAccount account, ApiService service) {
    this.account = account;
    this.service = service;
  }

  /** Begins to take requests. */
  void open() {
    account.account().interest().insert(subscription);
  }

  /** Takes no more requests. */
  void close() {
    account.account().interest().remove(subscription);
  }

  @Override
  public boolean deliver(Producer producer, PublishedMessage message, RouteTarget target) {
    String subject = message.subjectText();
    if (isServedElsewhere(subject)) {
      return false;
    }
    service.submit(
        new ApiRequest(
            account,
            subject,
            Incoming.of(account.account(), message),
            producer.client(),
            service.advisories()),
        producer);
    return true;
  }

  /** Whether streams and consumers take requests on this subject themselves. */
  static boolean isServedElsewhere(String subject) {
    return subject.startsWith(DIRECT_GET) || subject.startsWith(NEXT);
  }
}

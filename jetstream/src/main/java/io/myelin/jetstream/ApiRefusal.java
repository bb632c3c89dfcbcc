package io.myelin.jetstream;

import io.myelin.core.Account;
import io.myelin.core.AccountPublisher;
import io.myelin.core.Destination;
import io.myelin.core.Producer;
import io.myelin.core.RouteTarget;
import io.myelin.core.Subscription;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.ApiResponses;
import io.myelin.protocol.PublishedMessage;

/**
 * Tells an account that may not use JetStream so, at once (STR-041, STR-075). Any producer
 * delivers.
 */
final class ApiRefusal implements Destination {
  private final Account account;
  private final boolean system;
  private final ApiService service;
  private final Subscription subscription = Subscription.internal(ApiEndpoint.ALL, this);

  /**
   * @param system whether it is the system account, where only INFO is recognised
   */
  ApiRefusal(Account account, boolean system, ApiService service) {
    this.account = account;
    this.system = system;
    this.service = service;
  }

  /** Begins to refuse. */
  void open() {
    account.interest().insert(subscription);
  }

  /** Refuses no more. */
  void close() {
    account.interest().remove(subscription);
  }

  @Override
  public boolean deliver(Producer producer, PublishedMessage message, RouteTarget target) {
    String subject = message.subjectText();
    if (ApiEndpoint.isServedElsewhere(subject)) {
      return false;
    }
    String reply = message.replyText();
    if (!reply.isEmpty()) {
      AccountPublisher.publish(
          producer.loop(),
          account,
          reply,
          "",
          ApiResponses.failed(
              service.responseType(subject, system), ApiErrors.NOT_ENABLED_FOR_ACCOUNT.error()));
    }
    return true;
  }
}

package io.myelin.jetstream;

import io.myelin.core.Account;
import io.myelin.core.AccountPublisher;
import io.myelin.core.Destination;
import io.myelin.core.Producer;
import io.myelin.core.RouteTarget;
import io.myelin.core.Subscription;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.ApiException;
import io.myelin.jetstream.model.ApiResponses;
import io.myelin.jetstream.model.ConsumerRequests;
import io.myelin.jetstream.model.StreamRequests;
import io.myelin.protocol.PublishedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Tells an account that may not use JetStream so, at once (STR-041, STR-075). Any producer
 * delivers.
 */
final class ApiRefusal implements Destination {
  private static final String CREATE = "$JS.API.CONSUMER.CREATE.";
  private static final String CREATE_DURABLE = "$JS.API.CONSUMER.DURABLE.CREATE.";
  private static final String PAUSE = "$JS.API.CONSUMER.PAUSE.";
  private static final String INFO = "$JS.API.CONSUMER.INFO.";

  private final Account account;
  private final @Nullable AccountPurge purges;
  private final ApiService service;
  private final boolean strict;
  private final Subscription subscription = Subscription.internal(ApiEndpoint.ALL, this);

  /**
   * @param purges what the system account may ask for, null for any other account; of the rest only
   *     INFO is recognised there
   * @param strict whether unknown members of requests are refused
   */
  ApiRefusal(Account account, @Nullable AccountPurge purges, ApiService service, boolean strict) {
    this.account = account;
    this.purges = purges;
    this.service = service;
    this.strict = strict;
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
    if (purges != null && purges.take(account, subject, message)) {
      return true;
    }
    String reply = message.replyText();
    if (!reply.isEmpty()) {
      AccountPublisher.publish(
          producer.loop(),
          account,
          reply,
          "",
          ApiResponses.failed(
              service.responseType(subject, purges != null), error(subject, message)));
    }
    return true;
  }

  /** A few requests are refused for what they say before anything else (CON-018). */
  private ApiError error(String subject, PublishedMessage message) {
    try {
      byte[] payload = Incoming.of(account, message).payload();
      if (subject.startsWith(CREATE) || subject.startsWith(CREATE_DURABLE)) {
        ConsumerRequests.create(payload, strict);
      } else if (subject.startsWith(PAUSE)) {
        ConsumerRequests.pauseUntil(payload, strict);
      } else if (subject.startsWith(INFO)) {
        StreamRequests.empty(payload);
      }
      return ApiErrors.NOT_ENABLED_FOR_ACCOUNT.error();
    } catch (ApiException e) {
      return e.error();
    }
  }
}

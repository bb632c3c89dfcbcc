package io.myelin.server;

import io.myelin.core.Account;
import io.myelin.core.Destination;
import io.myelin.core.Producer;
import io.myelin.core.RouteTarget;
import io.myelin.protocol.Ascii;
import io.myelin.protocol.PublishedMessage;

/**
 * Takes requests to the server itself from an account and hands them to the report worker, off the
 * message path.
 */
final class SystemEndpoint implements Destination {

  /**
   * What kinds of requests there are; {@link SystemRequests#handle} knows what to do about them.
   */
  enum Kind {
    /** {@code $SYS.REQ.SERVER.<id or PING>.<name>}. */
    SERVER,
    /** {@code $SYS.REQ.ACCOUNT.<account>.<name>} in the system account. */
    ACCOUNT,
    /** {@code $SYS.REQ.USER.INFO} in any account. */
    USER_INFO,
    /** A request of an account's user for the connections of that account. */
    OWN_CONNECTIONS,
    /** A request of an account's user for the totals of that account. */
    OWN_STATISTICS
  }

  private final Account account;
  private final Kind kind;
  private final SystemAccount owner;

  SystemEndpoint(Account account, Kind kind, SystemAccount owner) {
    this.account = account;
    this.kind = kind;
    this.owner = owner;
  }

  @Override
  public boolean deliver(Producer producer, PublishedMessage message, RouteTarget target) {
    int headers = message.headerLength();
    return owner.submit(
        kind,
        new SystemRequest(
            account,
            producer.client(),
            producer.loop(),
            message.subjectText(),
            message.replyText(),
            Ascii.bytes(
                message.body(), message.bodyAt() + headers, message.bodyLength() - headers)));
  }
}

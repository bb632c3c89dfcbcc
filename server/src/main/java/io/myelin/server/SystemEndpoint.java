package io.myelin.server;

import io.myelin.core.Account;
import io.myelin.core.Destination;
import io.myelin.core.Producer;
import io.myelin.core.RouteTarget;
import io.myelin.protocol.Ascii;
import io.myelin.protocol.PublishedMessage;
import java.util.function.Consumer;

/**
 * Takes requests to the server itself from an account and hands them to the report worker, off the
 * message path.
 */
final class SystemEndpoint implements Destination {
  private final Account account;
  private final ReportWorker worker;
  private final Consumer<SystemRequest> handler;

  SystemEndpoint(Account account, ReportWorker worker, Consumer<SystemRequest> handler) {
    this.account = account;
    this.worker = worker;
    this.handler = handler;
  }

  @Override
  public boolean deliver(Producer producer, PublishedMessage message, RouteTarget target) {
    int headers = message.headerLength();
    SystemRequest request =
        new SystemRequest(
            account,
            producer.client(),
            producer.loop(),
            message.subjectText(),
            message.replyText(),
            Ascii.bytes(
                message.body(), message.bodyAt() + headers, message.bodyLength() - headers));
    return worker.submit(() -> handler.accept(request));
  }
}

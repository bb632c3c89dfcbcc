package io.myelin.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.config.ServerKeys;
import io.myelin.core.Account;
import io.myelin.core.AccountPublisher;
import io.myelin.core.Loop;
import io.myelin.jetstream.JetStream;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends what the server itself has to say, each message with the server object of OPS-205. Any
 * thread may call; messages go out on a loop, those of one caller to one loop in order.
 */
final class SystemSender {
  private static final long JETSTREAM_FLAG = 1;

  private final MonitoredServer server;
  private final SystemTrace trace;
  private final AtomicLong sequence = new AtomicLong();

  SystemSender(MonitoredServer server) {
    this.server = server;
    this.trace = new SystemTrace(server.host());
  }

  /** Whether anybody would get a message with that subject. */
  static boolean wanted(Account account, String subject) {
    byte[] bytes = subject.getBytes(UTF_8);
    return account.interest().hasInterest(bytes, 0, bytes.length);
  }

  /** Publishes soon; nothing happens once the loops have stopped. */
  void send(Loop loop, Account account, String subject, byte[] payload) {
    try {
      loop.execute(() -> publish(loop, account, subject, payload));
    } catch (RejectedExecutionException stopping) {
      server.host().serverLog().debug("not sent while stopping: " + subject);
    }
  }

  /** Publishes at once; on the thread of that loop. */
  void publish(Loop loop, Account account, String subject, byte[] payload) {
    if (server.accounts().isSystem(account)) {
      trace.published(subject, payload);
    }
    AccountPublisher.publish(loop, account, subject, "", payload);
  }

  /** What the server does in the system account, for the log. */
  SystemTrace trace() {
    return trace;
  }

  /** Answers a request, if it wants an answer. */
  void answer(SystemRequest request, byte[] payload) {
    if (!request.reply().isEmpty()) {
      send(request.loop(), request.account(), request.reply(), payload);
    }
  }

  /** Answers with a report in the envelope of OPS-204. */
  void answerData(SystemRequest request, ReportJson.Fields data) {
    answer(
        request,
        ReportJson.compact(
            json -> {
              json.object("server", this::writeServer);
              json.object("data", data);
            }));
  }

  /** Answers that it was done, with nothing to tell. */
  void answerDone(SystemRequest request) {
    answer(request, ReportJson.compact(json -> json.object("server", this::writeServer)));
  }

  /** Answers with an error (OPS-206). */
  void answerError(SystemRequest request, int code, String description) {
    answer(
        request,
        ReportJson.compact(
            json -> {
              json.object("server", this::writeServer);
              json.object(
                  "error",
                  error -> {
                    error.number("code", code);
                    error.textIfAny("description", description);
                  });
            }));
  }

  /** The fields of the server object, with the next sequence number (OPS-205). */
  void writeServer(ReportJson json) {
    ServerHost host = server.host();
    json.text("name", host.serverName());
    json.text("host", host.options().get(ServerKeys.HOST));
    json.text("id", host.serverId());
    JetStream jetStream = host.jetStream();
    json.textIfAny("domain", jetStream == null ? "" : jetStream.settings().domain());
    json.text("ver", Version.COMPATIBLE);
    json.textsIfAny("tags", host.options().get(ServerKeys.SERVER_TAGS));
    if (!host.options().get(ServerKeys.SERVER_METADATA).isEmpty()) {
      json.map(
          "metadata",
          host.options().get(ServerKeys.SERVER_METADATA),
          entry -> json.text(entry.getKey(), entry.getValue()));
    }
    json.flag("jetstream", jetStream != null);
    json.number("flags", jetStream == null ? 0 : JETSTREAM_FLAG);
    json.number("seq", sequence.incrementAndGet());
    json.time("time", MonitoredServer.nowEpochNanos());
  }
}

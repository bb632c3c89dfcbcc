package io.myelin.server;

import io.myelin.config.ConnectionType;
import io.myelin.core.ClientSession;
import io.myelin.core.SessionLog;
import io.myelin.core.Subscription;
import io.myelin.protocol.Ascii;
import io.myelin.protocol.ConnectOptions;
import io.myelin.protocol.PublishedMessage;
import io.myelin.security.Identity;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Turns what sessions report into log lines, each with the connection's name in front (CORE-010,
 * CORE-865, CORE-866).
 */
final class ClientLog implements SessionLog {
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(\"(?:pass[^\"]*|auth_token[^\"]*|sig|proxy_sig|nkey|jwt)\"\\s*:\\s*)\"[^\"]*\"");

  private final Supplier<ServerLog> log;
  private final Supplier<io.myelin.core.SessionSettings> settings;
  private final ErrorLimiter limiter = new ErrorLimiter();

  ClientLog(Supplier<ServerLog> log, Supplier<io.myelin.core.SessionSettings> settings) {
    this.log = log;
    this.settings = settings;
  }

  /** The connection's name in log lines (CORE-010). */
  static String name(ClientSession session) {
    StringBuilder name = new StringBuilder();
    String ip = session.connection().remoteIp();
    name.append(ip.isEmpty() ? "pipe" : ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip);
    name.append(':').append(session.connection().remotePort());
    name.append(session.connection().type() == ConnectionType.WEBSOCKET ? " - wid:" : " - cid:");
    name.append(session.connection().id());
    ConnectOptions options = session.options();
    String client = clientText(options);
    if (!client.isEmpty()) {
      name.append(" - \"").append(client).append('"');
    }
    Identity identity = session.identity();
    if (identity != null && !identity.label().isEmpty()) {
      name.append(" - \"")
          .append(identity.account())
          .append('/')
          .append(identity.label())
          .append('"');
    }
    return name.toString();
  }

  private static String clientText(ConnectOptions options) {
    StringBuilder text = new StringBuilder();
    if (!options.version().isEmpty()) {
      text.append('v').append(options.version());
    }
    if (!options.lang().isEmpty()) {
      text.append(text.isEmpty() ? "" : ":").append(options.lang());
    }
    if (!options.name().isEmpty()) {
      text.append(text.isEmpty() ? "" : ":").append(options.name());
    }
    return text.toString();
  }

  private void error(ClientSession session, String what) {
    limiter.error(log.get(), name(session) + " - " + what, what);
  }

  @Override
  public void protocolError(ClientSession session, String what) {
    error(session, what);
  }

  @Override
  public void parseError(ClientSession session, String shown) {
    error(session, "Client parser ERROR, state=0, i=0: proto='" + shown + "...'");
  }

  @Override
  public void peerError(ClientSession session, String text) {
    error(session, "Client Error " + text);
  }

  @Override
  public void authenticationError(ClientSession session, String why) {
    String who = credentials(session.options());
    error(session, "authentication error" + (who.isEmpty() ? "" : " - " + who));
    if (log.get().debugs()) {
      log.get().debug(name(session) + " - refused: " + why);
    }
  }

  /** What was offered, by the first that is there, never a secret (SEC-062). */
  private static String credentials(ConnectOptions offered) {
    if (!offered.nkey().isEmpty()) {
      return "Nkey " + Ascii.quoted(offered.nkey());
    }
    if (!offered.user().isEmpty()) {
      return "User " + Ascii.quoted(offered.user());
    }
    return offered.token().isEmpty() ? "" : "Token \"[REDACTED]\"";
  }

  @Override
  public void permissionDenied(ClientSession session, String operation, String subject) {
    error(session, operation + " Violation - Subject " + Ascii.quoted(subject));
  }

  @Override
  public void slowConsumer(ClientSession session, String why) {
    log.get().info(name(session) + " - Slow Consumer Detected: " + why);
  }

  @Override
  public void dropped(ClientSession session) {
    limiter.error(
        log.get(), name(session) + " - message dropped, the client is far behind", "dropped");
  }

  @Override
  public void stale(ClientSession session) {
    log.get().debug(name(session) + " - Stale Client Connection - Closing");
  }

  @Override
  public void trace(ClientSession session, String direction, String line) {
    String shown =
        line.startsWith("CONNECT") ? SECRET.matcher(line).replaceAll("$1\"[REDACTED]\"") : line;
    log.get().trace(name(session) + " - " + direction + " [" + shown + "]");
  }

  @Override
  public void tracePublish(ClientSession session, PublishedMessage message) {
    String reply = message.replyLength() > 0 ? " " + message.replyText() : "";
    String sizes =
        message.headerLength() > 0
            ? message.headerLength() + " " + message.bodyLength()
            : String.valueOf(message.bodyLength());
    String verb = message.headerLength() > 0 ? "HPUB " : "PUB ";
    trace(session, "<<-", verb + message.subjectText() + reply + " " + sizes);
    payload(session, "<<-", message, 0);
  }

  @Override
  public void traceDelivery(
      ClientSession session,
      PublishedMessage message,
      Subscription subscription,
      boolean withHeaders,
      int skippedHeaderBytes) {
    String reply = message.replyLength() > 0 ? " " + message.replyText() : "";
    int length = message.bodyLength() - skippedHeaderBytes;
    String sizes = withHeaders ? message.headerLength() + " " + length : String.valueOf(length);
    String verb = withHeaders ? "HMSG " : "MSG ";
    trace(
        session,
        "->>",
        verb + message.subjectText() + " " + subscription.sidText() + reply + " " + sizes);
    payload(session, "->>", message, skippedHeaderBytes);
  }

  private void payload(
      ClientSession session, String direction, PublishedMessage message, int skipped) {
    boolean headersOnly = settings.get().traceHeadersOnly();
    int from = message.bodyAt() + skipped;
    int length = headersOnly ? message.headerLength() - skipped : message.bodyLength() - skipped;
    if (length <= 0) {
      return;
    }
    int max = settings.get().maxTracedBytes();
    boolean cut = max > 0 && length > max;
    String text = Ascii.quoted(Ascii.text(message.body(), from, cut ? max : length));
    String shown = cut ? text.substring(0, text.length() - 1) + "...\"" : text;
    log.get().trace(name(session) + " - " + direction + " MSG_PAYLOAD: [" + shown + "]");
  }
}

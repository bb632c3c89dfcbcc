package io.myelin.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.SessionSettings;
import io.myelin.protocol.Ascii;

/**
 * The protocol lines of the server's own doings in the system account, written only with {@code
 * trace_verbose} (CORE-867). Any thread may call.
 */
final class SystemTrace {
  private final ServerHost host;

  SystemTrace(ServerHost host) {
    this.host = host;
  }

  /** The server subscribed there. */
  void subscribed(String subject, int sid) {
    if (host.settings().traceSystemAccount()) {
      host.serverLog().trace("SYSTEM - <<- [SUB " + subject + "  " + sid + "]");
    }
  }

  /** The server published there. */
  void published(String subject, byte[] payload) {
    SessionSettings settings = host.settings();
    if (!settings.traceSystemAccount()) {
      return;
    }
    host.serverLog().trace("SYSTEM - <<- [PUB " + subject + "  " + payload.length + "]");
    if (payload.length > 0 && !settings.traceHeadersOnly()) {
      host.serverLog()
          .trace("SYSTEM - <<- MSG_PAYLOAD: [" + shown(payload, settings.maxTracedBytes()) + "]");
    }
  }

  private static String shown(byte[] payload, int max) {
    if (max <= 0 || payload.length <= max) {
      return Ascii.quoted(new String(payload, UTF_8));
    }
    String text = Ascii.quoted(new String(payload, 0, max, UTF_8));
    return text.substring(0, text.length() - 1) + "...\"";
  }
}

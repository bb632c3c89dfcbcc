package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The counters of a server's {@code /varz} that a run is held against.
 *
 * @param inMessages messages clients published
 * @param outMessages messages delivered
 * @param totalConnections connections accepted since the start
 * @param slowConsumers connections cut off since the start because they did not read
 * @param version the server's version
 */
record Varz(
    long inMessages, long outMessages, long totalConnections, long slowConsumers, String version) {
  /** Before anything was counted. */
  static final Varz NONE = new Varz(0, 0, 0, 0, "");

  private static final int TIMEOUT_MILLIS = 10_000;

  /** Asks the monitoring port on 127.0.0.1. */
  static Varz fetch(int port) throws IOException {
    HttpURLConnection http =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + port + "/varz").toURL().openConnection();
    http.setConnectTimeout(TIMEOUT_MILLIS);
    http.setReadTimeout(TIMEOUT_MILLIS);
    try (InputStream body = http.getInputStream()) {
      return parse(new String(body.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new IOException("/varz on the monitoring port " + port + ": " + e.getMessage(), e);
    } finally {
      http.disconnect();
    }
  }

  static Varz parse(String json) {
    return new Varz(
        number(json, "in_msgs"),
        number(json, "out_msgs"),
        number(json, "total_connections"),
        number(json, "slow_consumers"),
        find(json, "\"version\"\\s*:\\s*\"([^\"]*)\"", "version"));
  }

  private static long number(String json, String key) {
    return Long.parseLong(find(json, "\"" + key + "\"\\s*:\\s*(\\d+)", key));
  }

  private static String find(String json, String pattern, String key) {
    Matcher matcher = Pattern.compile(pattern).matcher(json);
    if (!matcher.find()) {
      throw new InvalidRunException("/varz has no " + key);
    }
    return matcher.group(1);
  }
}

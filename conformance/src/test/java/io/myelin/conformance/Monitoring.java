package io.myelin.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;

/** The monitoring port of a server, by its base URL without trailing slash. */
record Monitoring(String baseUrl) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /** {@code GET} without following redirects. */
  HttpResponse<String> get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(Duration.ofSeconds(10)).build();
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("GET " + baseUrl + path, e);
    }
  }

  /** The body of {@code GET} over HTTPS by a client with this trust. */
  String getTrusting(SSLContext trust, String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + path)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  /** The JSON object at the path; fails unless the status is 200. */
  Json json(String path) {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + " -> " + response.statusCode() + ": " + response.body());
    }
    return Json.parse(response.body());
  }

  /** The entry of an open connection. */
  Json connection(long cid) {
    List<Json> found = json("/connz?cid=" + cid).objects("connections");
    if (found.size() != 1) {
      throw new AssertionError("no open connection " + cid + ": " + found);
    }
    return found.get(0);
  }

  /** The entry of a connection once it is closed. */
  Json closedConnection(long cid) {
    String path = "/connz?state=closed&auth=1&cid=" + cid;
    return Awaitility.await("connection " + cid + " to be in the closed list")
        .atMost(Duration.ofSeconds(10))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> json(path).objects("connections"), found -> found.size() == 1)
        .get(0);
  }

  String closedReason(long cid) {
    return closedConnection(cid).text("reason");
  }

  /** Waits until exactly so many clients are connected. */
  void awaitConnections(long count) {
    Awaitility.await(count + " connections")
        .atMost(Duration.ofSeconds(10))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> json("/varz").number("connections") == count);
  }
}

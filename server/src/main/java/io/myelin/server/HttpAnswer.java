package io.myelin.server;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What monitoring answers over HTTP. */
final class HttpAnswer {
  private static final String JSON = "application/json";
  private static final String PLAIN = "text/plain; charset=utf-8";

  private final int status;
  private final String contentType;
  private final byte[] body;
  private final String location;

  private HttpAnswer(int status, String contentType, byte[] body, String location) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
    this.location = location;
  }

  static HttpAnswer json(int status, byte[] body) {
    return new HttpAnswer(status, JSON, body, "");
  }

  static HttpAnswer html(String body) {
    return new HttpAnswer(200, "text/html; charset=utf-8", body.getBytes(UTF_8), "");
  }

  static HttpAnswer text(int status, String body) {
    return new HttpAnswer(status, PLAIN, body.getBytes(UTF_8), "");
  }

  static HttpAnswer redirect(String location) {
    return new HttpAnswer(301, PLAIN, new byte[0], location);
  }

  int status() {
    return status;
  }

  String contentType() {
    return contentType;
  }

  byte[] body() {
    return body;
  }

  /** Where to go instead, empty for nowhere. */
  String location() {
    return location;
  }

  /** Whether pages of any origin may read it (OPS-011). */
  boolean anyOrigin() {
    return contentType.equals(JSON);
  }
}

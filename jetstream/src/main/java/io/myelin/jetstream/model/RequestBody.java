package io.myelin.jetstream.model;

/** The payload of a request, by the rules of STR-063 to STR-066. */
final class RequestBody {
  private RequestBody() {}

  /** Must hold an object, at least an empty one; an empty payload is a bad request (STR-064). */
  static JsonFields required(JsonShape shape, byte[] body, boolean strict) {
    if (isEmpty(body)) {
      throw ApiErrors.BAD_REQUEST.exception();
    }
    return decoded(shape, body, strict);
  }

  /** Parsed only if it looks like JSON; anything else counts as empty (STR-064, CON-021). */
  static JsonFields optional(JsonShape shape, byte[] body, boolean strict) {
    int first = firstNonBlank(body);
    boolean isJson = first < body.length && (body[first] == '{' || body[first] == '[');
    return isJson ? decoded(shape, body, strict) : JsonFields.NONE;
  }

  /** Parsed if there is anything at all. */
  static JsonFields decoded(JsonShape shape, byte[] body, boolean strict) {
    try {
      return shape.read(body, strict);
    } catch (InvalidJsonException e) {
      throw ApiErrors.INVALID_JSON.of(e.detail()).exception();
    }
  }

  /** Whether this is no payload, or an object without members. */
  static boolean isEmpty(byte[] body) {
    int at = firstNonBlank(body);
    if (body.length == 0) {
      return true;
    }
    if (at == body.length || body[at] != '{') {
      return false;
    }
    int inside = nonBlank(body, at + 1);
    return inside < body.length && body[inside] == '}' && nonBlank(body, inside + 1) == body.length;
  }

  private static int firstNonBlank(byte[] body) {
    return nonBlank(body, 0);
  }

  private static int nonBlank(byte[] body, int from) {
    int at = from;
    while (at < body.length
        && (body[at] == ' ' || body[at] == '\t' || body[at] == '\r' || body[at] == '\n')) {
      at++;
    }
    return at;
  }
}

package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Publishes to streams with headers, and looks at what they hold. */
record StreamPublisher(JetStreamClient api) {

  /** A connection without login. */
  static StreamPublisher of(ServerUnderTest server) {
    return new StreamPublisher(new JetStreamClient(server.connect(RawClient.MODERN)));
  }

  private RawClient connection() {
    return api.connection();
  }

  /** Creates a stream in memory on the one subject pattern, with further members. */
  void create(String name, String subject, String more) {
    String members = "\"storage\":\"memory\",\"subjects\":[\"" + subject + "\"]";
    api.create(name, more.isEmpty() ? members : members + "," + more);
  }

  /** Publishes with headers, given as lines, and returns the answer as it is. */
  String answer(String subject, String payload, String... headers) {
    if (headers.length == 0) {
      return connection().requestText(subject, payload);
    }
    String block = "NATS/1.0\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    String inbox = "_INBOX.headers." + subject;
    connection().sendLines("SUB " + inbox + " headers", "UNSUB headers 1");
    connection()
        .sendLines(
            "HPUB %s %s %d %d"
                .formatted(subject, inbox, block.length(), block.length() + payload.length()),
            block + payload);
    return connection().readPayload(inbox);
  }

  /** Publishes what must be stored; its sequence. */
  long store(String subject, String payload, String... headers) {
    String answer = answer(subject, payload, headers);
    Json ack = Json.parse(answer);
    assertThat(ack.has("error")).as(answer).isFalse();
    return ack.number("seq");
  }

  /** Publishes what must be refused with this error. */
  void refuse(
      long code,
      long errCode,
      String description,
      String subject,
      String payload,
      String... headers) {
    Json answer = Json.parse(answer(subject, payload, headers));
    Json error = answer.object("error");
    assertThat(error.number("err_code")).isEqualTo(errCode);
    assertThat(error.number("code")).isEqualTo(code);
    assertThat(error.text("description")).isEqualTo(description);
    assertThat(answer.number("seq")).isZero();
    assertThat(answer.text("stream")).isNotEmpty();
  }

  /** What info tells of the stream's state. */
  Json state(String stream) {
    return api.succeed("stream_info_response", "STREAM.INFO." + stream, "").object("state");
  }

  /** A stored message as subject, header lines and payload. */
  String message(String stream, long sequence) {
    Json message =
        api.succeed(
                "stream_msg_get_response", "STREAM.MSG.GET." + stream, "{\"seq\":" + sequence + "}")
            .object("message");
    return message.text("subject")
        + "|"
        + (message.has("hdrs") ? decoded(message, "hdrs").replace("\r\n", "|") : "")
        + (message.has("data") ? decoded(message, "data") : "");
  }

  private static String decoded(Json message, String name) {
    return new String(Base64.getDecoder().decode(message.text(name)), StandardCharsets.UTF_8);
  }

  /** Whether the stream holds no message with this sequence. */
  boolean isGone(String stream, long sequence) {
    return api.ask("STREAM.MSG.GET." + stream, "{\"seq\":" + sequence + "}").has("error");
  }
}

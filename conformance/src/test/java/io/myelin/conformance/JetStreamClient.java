package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

/** Asks the JetStream API of one account over a raw connection. */
record JetStreamClient(RawClient connection) {
  private static final String API = "$JS.API.";
  private static final String TYPE = "io.nats.jetstream.api.v1.";

  /** A connection without login. */
  static JetStreamClient of(ServerUnderTest server) {
    return new JetStreamClient(server.connect(RawClient.PLAIN));
  }

  /** A connection of a user whose password is his name. */
  static JetStreamClient as(ServerUnderTest server, String user) {
    return new JetStreamClient(server.connect(RawClient.as(user, user)));
  }

  /** Sends a request to {@code $JS.API.<subject>} and reads its answer, error or not. */
  Json ask(String subject, String body) {
    return connection.request(API + subject, body);
  }

  /** Sends a request that must succeed with an answer of the type. */
  Json succeed(String type, String subject, String body) {
    Json answer = ask(subject, body);
    assertThat(answer.has("error")).as("%s -> %s", subject, answer).isFalse();
    assertThat(answer.text("type")).isEqualTo(TYPE + type);
    return answer;
  }

  /** Creates a stream from its name and further members of the configuration. */
  Json create(String name, String more) {
    return succeed("stream_create_response", "STREAM.CREATE." + name, config(name, more));
  }

  /** Creating the stream must fail. */
  void failToCreate(String name, String more, long code, long errCode, String description) {
    fail("stream_create_response", "STREAM.CREATE." + name, config(name, more))
        .with(code, errCode, description);
  }

  private static String config(String name, String more) {
    return "{\"name\":\"" + name + "\"" + (more.isEmpty() ? "" : "," + more) + "}";
  }

  /** An error as answered. */
  record Failure(Json answer) {
    /** It must be this one. */
    void with(long code, long errCode, String description) {
      Json error = answer.object("error");
      assertThat(error.text("description")).isEqualTo(description);
      assertThat(error.number("err_code")).isEqualTo(errCode);
      assertThat(error.number("code")).isEqualTo(code);
    }
  }

  /** Sends a request that must fail with an answer of the type. */
  Failure fail(String type, String subject, String body) {
    Json answer = ask(subject, body);
    assertThat(answer.has("error")).as("%s -> %s", subject, answer).isTrue();
    assertThat(answer.text("type")).isEqualTo(TYPE + type);
    return new Failure(answer);
  }

  /** Publishes with a reply subject and reads the acknowledgement, error or not. */
  Json publish(String subject, String payload) {
    return connection.request(subject, payload);
  }

  /** What {@code $JS.API.INFO} answers. */
  Json info() {
    return succeed("account_info_response", "INFO", "");
  }
}

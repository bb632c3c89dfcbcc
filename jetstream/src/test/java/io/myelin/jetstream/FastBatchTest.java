package io.myelin.jetstream;

import static io.myelin.jetstream.MachineHarness.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FastBatchTest {
  private static final int START = 0;
  private static final int APPEND = 1;
  private static final int COMMIT = 2;
  private static final int COMMIT_ONLY = 3;
  private static final int PING = 4;

  private StreamHarness stream = new StreamHarness(config -> config.allowFastBatches(true));

  private void send(String gap, long sequence, int operation, String... headers) {
    sendTo("b", "2", gap, sequence, operation, headers);
  }

  private void sendTo(
      String batch, String flow, String gap, long sequence, int operation, String... headers) {
    stream.publish(
        batch + "." + flow + "." + gap + "." + sequence + "." + operation + ".$FI",
        "a.1",
        "m" + sequence,
        headers);
  }

  private void assertAnswers(String... bodies) {
    assertThat(stream.answers().stream().map(answer -> answer.replaceFirst("^[^ ]* ", "")))
        .containsExactly(bodies);
  }

  private static String ack(long sequence, int messages) {
    return "{\"type\":\"ack\",\"seq\":" + sequence + ",\"msgs\":" + messages + "}";
  }

  private static String done(long sequence, long count) {
    return "{\"stream\":\"S\",\"seq\":" + sequence + ",\"batch\":\"b\",\"count\":" + count + "}";
  }

  @Test
  @DisplayName("STR-391 STR-392 acknowledged now and then, and at the end")
  void acknowledges() {
    send("ok", 1, START);
    assertAnswers(ack(0, 2));
    send("ok", 2, APPEND);
    assertAnswers(ack(2, 2));
    send("ok", 3, APPEND);
    assertAnswers();
    send("ok", 4, COMMIT);
    assertAnswers(done(4, 4));
    assertThat(stream.store().messages()).isEqualTo(4);
  }

  @Test
  @DisplayName("STR-392 a batch of one message, and one that ends without a message")
  void ends() {
    send("fail", 1, COMMIT);
    assertAnswers(done(1, 1));
    send("fail", 1, START);
    send("fail", 2, COMMIT_ONLY);
    assertAnswers(ack(0, 2), done(2, 1));
  }

  @Test
  @DisplayName("STR-T23 answers go to the reply subject of the message")
  void repliesByMessage() {
    send("ok", 1, COMMIT);
    assertThat(stream.answers().getFirst()).startsWith("b.2.ok.1.2.$FI ");
  }

  @Test
  @DisplayName("STR-390 malformed subjects, ids and unknown batches")
  void malformed() {
    stream.publish("b.2.maybe.1.0.$FI", "a.1", "");
    assertThat(stream.answers().getLast()).contains("10206");
    sendTo("i".repeat(65), "2", "ok", 1, START);
    assertThat(stream.answers().getLast()).contains("10207");
    send("ok", 2, APPEND);
    assertThat(stream.answers().getLast()).contains("10208");
    send("ok", 1, PING);
    assertThat(stream.answers().getLast()).contains("10208");
    stream = new StreamHarness(config -> config);
    send("ok", 1, START);
    assertThat(stream.answers().getLast()).contains("10205");
  }

  @Test
  @DisplayName("STR-391 a second batch begins slowly and speeds up")
  void flow() {
    sendTo("x", "100", "ok", 1, START);
    assertAnswers(ack(0, 100));
    sendTo("y", "100", "ok", 1, START);
    assertAnswers(ack(0, 1), ack(1, 2));
    sendTo("y", "100", "ok", 2, APPEND);
    assertAnswers();
    sendTo("y", "100", "ok", 3, APPEND);
    assertAnswers(ack(3, 4));
  }

  @Test
  @DisplayName("STR-393 limits of number and time")
  void limits() {
    BatchLimits limits = new BatchLimits(1, 1, 1, 1, 1, 10 * SECOND);
    stream = new StreamHarness(config -> config.allowFastBatches(true), limits);
    send("ok", 1, START);
    sendTo("c", "2", "ok", 1, START);
    assertThat(stream.answers().getLast()).contains("10211");
    stream.pass(11);
    assertThat(stream.answers()).isEmpty();
    send("ok", 2, APPEND);
    assertThat(stream.answers().getLast()).contains("10208");
    sendTo("c", "2", "ok", 1, START);
    assertThat(stream.answers().getLast()).contains("ack");
  }

  @Test
  @DisplayName("STR-394 a gap is told; it ends the batch unless the publisher accepts it")
  void gaps() {
    String gap = "{\"type\":\"gap\",\"last_seq\":2,\"seq\":4}";
    send("ok", 1, START);
    send("ok", 4, APPEND);
    assertAnswers(ack(0, 2), gap, ack(4, 2));
    send("ok", 3, APPEND);
    assertAnswers("{\"type\":\"gap\",\"last_seq\":5,\"seq\":3}", done(2, 4));
    send("fail", 1, START);
    send("fail", 4, APPEND);
    assertAnswers(ack(0, 2), gap, done(3, 1));
    assertThat(stream.store().messages()).isEqualTo(3);
  }

  @Test
  @DisplayName("STR-395 refused messages are told; they end the batch unless gaps are accepted")
  void refused() {
    String wrong = "Nats-Expected-Stream: other";
    String error =
        "{\"type\":\"err\",\"seq\":2,\"error\":{\"code\":400,\"err_code\":10060,"
            + "\"description\":\"expected stream does not match\"}}";
    send("ok", 1, START);
    send("ok", 2, APPEND, wrong);
    send("ok", 3, COMMIT);
    assertAnswers(ack(0, 2), error, done(2, 3));
    send("fail", 1, START);
    send("fail", 2, APPEND, wrong);
    assertAnswers(ack(0, 2), error, done(3, 1));
    send("fail", 1, COMMIT, wrong);
    assertThat(stream.answers().getLast()).contains("\"err_code\":10060").contains("\"seq\":0");
  }

  @Test
  @DisplayName("STR-395 duplicates count as stored")
  void duplicates() {
    stream.publish("p", "a.1", "", "Nats-Msg-Id: x");
    stream.answers();
    send("fail", 1, START, "Nats-Msg-Id: x");
    send("fail", 2, APPEND, "Nats-Msg-Id: y");
    assertAnswers(ack(0, 2), ack(2, 2));
    send("fail", 3, COMMIT, "Nats-Msg-Id: x");
    assertAnswers(done(2, 3));
    send("fail", 1, COMMIT, "Nats-Msg-Id: x");
    assertAnswers("{\"stream\":\"S\",\"seq\":1,\"duplicate\": true,\"batch\":\"b\",\"count\":1}");
  }

  @Test
  @DisplayName("STR-396 a ping repeats the acknowledgement and finds gaps")
  void ping() {
    send("ok", 1, START);
    send("ok", 1, PING);
    assertAnswers(ack(0, 2), ack(0, 2));
    send("ok", 3, PING);
    assertAnswers("{\"type\":\"gap\",\"last_seq\":2,\"seq\":4}", ack(2, 2));
    send("ok", 4, COMMIT);
    assertAnswers(done(2, 4));
    send("fail", 1, START);
    send("fail", 2, PING);
    assertAnswers(ack(0, 2), "{\"type\":\"gap\",\"last_seq\":2,\"seq\":3}", done(3, 1));
  }

  @Test
  @DisplayName("STR-397 through an import the reply subject of the publisher counts")
  void imported() {
    stream.publish(
        "internal",
        "a.1",
        "x",
        "Nats-Request-Info: {\"acc\":\"B\",\"reply\":\"reply.b.2.ok.1.2.$FI\"}");
    assertThat(stream.answers()).containsExactly("internal " + done(1, 1));
    assertThat(stream.text(1)).isEqualTo("a.1|x");
  }
}

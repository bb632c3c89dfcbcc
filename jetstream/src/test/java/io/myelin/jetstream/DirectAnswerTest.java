package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.store.StoredMessage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectAnswerTest {
  private final DirectAnswer answer = new DirectAnswer("ORDERS");

  private static StoredMessage message(String subject, String header, String payload, long nanos) {
    byte[] all = ("xx" + subject + header + payload).getBytes(UTF_8);
    StoredMessage message = new StoredMessage();
    message.set(
        42, nanos, 0, all, 2, subject.length(), header.length(), payload.getBytes(UTF_8).length);
    return message;
  }

  private String header() {
    return new String(answer.bytes(), 0, answer.headerLength(), UTF_8);
  }

  @ParameterizedTest
  @DisplayName("STR-441 the answer has the stored headers, then where the message comes from")
  @ValueSource(
      longs = {
        0,
        1,
        1_700_000_000_000_000_000L,
        1_700_000_000_120_000_000L,
        1_700_000_000_000_000_001L
      })
  void saysWhereTheMessageComesFrom(long nanos) {
    String origin = HeaderBlock.originLines("ORDERS", "orders.new", 42, nanos);
    answer.build(message("orders.new", "", "hello", nanos), "");
    assertThat(header()).isEqualTo("NATS/1.0\r\n" + origin + "\r\n");
    assertThat(new String(answer.bytes(), answer.headerLength(), answer.payloadLength(), UTF_8))
        .isEqualTo("hello");
    answer.build(message("orders.new", "NATS/1.0\r\nA: b\r\n\r\n", "", nanos), "More: 1\r\n");
    assertThat(header()).isEqualTo("NATS/1.0\r\nA: b\r\n" + origin + "More: 1\r\n\r\n");
    assertThat(answer.payloadLength()).isZero();
  }

  @ParameterizedTest
  @DisplayName("STR-441 messages of any size fit")
  @ValueSource(ints = {0, 100, 5_000, 2_000_000})
  void growsWithTheMessage(int payloadBytes) {
    answer.build(message("a", "", "p".repeat(payloadBytes), 5), "");
    assertThat(answer.payloadLength()).isEqualTo(payloadBytes);
    answer.build(message("a", "", "short", 5), "");
    assertThat(answer.payloadLength()).isEqualTo(5);
  }
}

package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.protocol.PublishedMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerMessageTest {
  private static final String PREFIX = "$JS.ACK.S.C.";

  private final StreamHarness harness = new StreamHarness(config -> config);
  private final ConsumerDriver driver =
      new ConsumerDriver(harness.stream.consumers(), harness.stream, "C");

  private ConsumerMessage.@Nullable Acknowledged parse(String numbers, String reply, String body) {
    String subject = PREFIX + numbers;
    ByteBuffer all =
        ByteBuffer.wrap(("__" + subject + reply + body).getBytes(UTF_8))
            .order(ByteOrder.LITTLE_ENDIAN);
    PublishedMessage message = new PublishedMessage();
    message.subject(all, 2, subject.length());
    message.reply(all, 2 + subject.length(), reply.length());
    message.body(all, 2 + subject.length() + reply.length(), 0, body.length());
    return ConsumerMessage.Acknowledged.of(driver, message, 2 + PREFIX.length());
  }

  private ConsumerMessage.Acknowledged parsed(String numbers, String reply, String body) {
    ConsumerMessage.Acknowledged ack = parse(numbers, reply, body);
    if (ack == null) {
      throw new AssertionError(numbers + " was not understood");
    }
    return ack;
  }

  @Test
  @DisplayName("CON-250 CON-218 an ack subject is taken apart in place")
  void takesApart() {
    ConsumerMessage.Acknowledged ack = parsed("3.1234567.89.1700000000123456789.0", "back", "+ACK");
    assertThat(ack.driver()).isSameAs(driver);
    assertThat(ack.deliveries()).isEqualTo(3);
    assertThat(ack.sequence()).isEqualTo(1_234_567);
    assertThat(ack.consumerSequence()).isEqualTo(89);
    assertThat(new String(ack.reply(), UTF_8)).isEqualTo("back");
    assertThat(parsed("1.2.3.4.5", "", "").reply()).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("CON-251 to CON-256 anything but the plain ack goes the long way")
  @ValueSource(strings = {"-NAK", "+WPI", "+TERM", "+NXT", "+ACk", "+OK", "hello"})
  void otherBodies(String body) {
    assertThat(parse("1.2.3.4.5", "", body)).isNull();
  }

  @ParameterizedTest
  @DisplayName("CON-259 what is not an ack subject in its usual form goes the long way")
  @ValueSource(
      strings = {
        "",
        "1.2.3.4",
        "1.2.3.4.",
        "1.2.3.4.5.6",
        "1..3.4.5",
        "1.x.3.4.5",
        "1.-2.3.4.5",
        "1.99999999999999999999.3.4.5",
        "1.2.3.99999999999999999999.5"
      })
  void otherSubjects(String numbers) {
    assertThat(parse(numbers, "", "")).isNull();
  }
}

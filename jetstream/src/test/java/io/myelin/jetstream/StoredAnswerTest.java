package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.model.PubAck;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredAnswerTest {

  @ParameterizedTest
  @DisplayName("STR-300 the answer is that of the plain encoder")
  @CsvSource({"0,''", "7,''", "10,hub", "999,''", "9223372036854775807,hub"})
  void isThePlainAnswer(long sequence, String domain) {
    StoredAnswer answer = new StoredAnswer(PubAck.storedPrefix("ORDERS", domain));
    answer.build(123_456_789);
    int length = answer.build(sequence);
    assertThat(new String(answer.bytes(), 0, length, UTF_8))
        .isEqualTo(new String(PubAck.stored("ORDERS", sequence, domain), UTF_8));
  }
}

package io.myelin.jetstream.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecimalDigitsTest {
  private final byte[] bytes = new byte[16];

  private void check(int value) {
    int digits = DecimalDigits.write(value, bytes, 3);
    assertThat(new String(bytes, 3, digits, US_ASCII)).isEqualTo(Integer.toString(value));
    if (value < 1_000_000_000) {
      DecimalDigits.writeNine(value, bytes, 2);
      assertThat(new String(bytes, 2, 9, US_ASCII)).isEqualTo(String.format("%09d", value));
    }
  }

  @Test
  void writesWhatJavaWrites() {
    for (int value = 0; value < 12_000; value++) {
      check(value);
    }
    for (int power = 10; power < 1_000_000_000; power *= 10) {
      check(power - 1);
      check(power);
      check(power + 1);
    }
    check(Integer.MAX_VALUE);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      check(random.nextInt(Integer.MAX_VALUE));
    }
  }
}

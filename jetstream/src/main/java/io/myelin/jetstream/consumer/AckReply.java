package io.myelin.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.model.DecimalDigits;
import java.util.Arrays;

/** Builds reply subjects of delivered messages in one buffer (CON-216). */
final class AckReply {
  private static final int BILLION = 1_000_000_000;
  private static final int NINE = 9;

  private final int prefixLength;
  private byte[] bytes;
  private int length;

  /**
   * @param prefix all before the numbers, with its last dot
   */
  AckReply(String prefix) {
    byte[] text = prefix.getBytes(UTF_8);
    prefixLength = text.length;
    bytes = Arrays.copyOf(text, text.length + 128);
  }

  /** The buffer; its first {@link #length()} bytes are the subject. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void build(
      long deliveries, long sequence, long consumerSequence, long storedNanos, long pending) {
    length = prefixLength;
    number(deliveries);
    bytes[length++] = '.';
    number(sequence);
    bytes[length++] = '.';
    number(consumerSequence);
    bytes[length++] = '.';
    number(storedNanos);
    bytes[length++] = '.';
    number(pending);
  }

  private void number(long value) {
    if (value < BILLION) {
      length += DecimalDigits.write((int) value, bytes, length);
    } else {
      number(value / BILLION);
      DecimalDigits.writeNine((int) (value % BILLION), bytes, length);
      length += NINE;
    }
  }
}

package io.myelin.jetstream.model;

/**
 * Writes decimal numbers as ASCII, two digits at a time and in 32-bit arithmetic: a subject of a
 * delivered message has forty digits. Pure functions.
 */
public final class DecimalDigits {
  private static final int HUNDRED = 100;
  private static final int NINE = 9;
  private static final byte[] PAIRS = new byte[2 * HUNDRED];

  static {
    for (int i = 0; i < HUNDRED; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
  }

  private DecimalDigits() {}

  /**
   * Writes a number.
   *
   * @param value from 0
   * @return how many digits
   */
  public static int write(int value, byte[] into, int at) {
    int digits = 1;
    for (long bound = 10; bound <= value; bound *= 10) {
      digits++;
    }
    write(value, into, at, digits);
    return digits;
  }

  /** Writes a number below 1,000,000,000 with nine digits. */
  public static void writeNine(int value, byte[] into, int at) {
    write(value, into, at, NINE);
  }

  private static void write(int value, byte[] into, int at, int digits) {
    int rest = value;
    int end = at + digits;
    while (end - at >= 2) {
      int hundreds = rest / HUNDRED;
      int pair = 2 * (rest - hundreds * HUNDRED);
      into[--end] = PAIRS[pair + 1];
      into[--end] = PAIRS[pair];
      rest = hundreds;
    }
    if (end > at) {
      into[at] = (byte) ('0' + rest);
    }
  }
}

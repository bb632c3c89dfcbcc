package io.myelin.config;

import java.util.Locale;

/** Numbers of bytes for people, as logs show them: {@code 512 B}, {@code 10.00 GB}. */
public final class ByteText {
  private static final int STEP = 1024;
  private static final String UNITS = "KMGTPE";

  private ByteText() {}

  /** Returns a number of bytes in the largest unit of which it has one, in steps of 1024. */
  public static String of(long bytes) {
    if (bytes < STEP) {
      return bytes + " B";
    }
    int unit = (Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes)) / 10;
    double amount = bytes / (double) (1L << (10 * unit));
    return String.format(Locale.ROOT, "%.2f %cB", amount, UNITS.charAt(unit - 1));
  }
}

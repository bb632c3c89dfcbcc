package io.myelin.jetstream.consumer;

import java.util.random.RandomGenerator;

/** How much a push consumer may send before the receiver has answered (CON-410 to CON-413). */
final class FlowControl {
  private static final long LARGEST_WINDOW_BYTES = 32L << 20;
  private static final long FIRST_WINDOW_BYTES = LARGEST_WINDOW_BYTES / 16;
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final String prefix;
  private final RandomGenerator random;
  private long windowBytes = FIRST_WINDOW_BYTES;
  private long outstandingBytes;
  private long askedBytes;
  private String asked = "";

  /**
   * @param prefix of the reply subjects, with its last dot
   */
  FlowControl(String prefix, RandomGenerator random) {
    this.prefix = prefix;
    this.random = random;
  }

  /** The subject of the request that was not answered, empty for none. */
  String asked() {
    return asked;
  }

  /** Whether nothing may be sent until the receiver has answered. */
  boolean blocks() {
    return outstandingBytes > windowBytes;
  }

  /** A message was sent; whether the receiver is to be asked. */
  boolean sent(long bytes) {
    outstandingBytes += bytes;
    if (asked.isEmpty()) {
      return outstandingBytes > windowBytes / 2;
    }
    if (outstandingBytes - askedBytes >= windowBytes) {
      askedBytes += bytes;
    }
    return false;
  }

  /** A new request; its reply subject. */
  String ask() {
    StringBuilder subject = new StringBuilder(prefix);
    for (int i = 0; i < 4; i++) {
      subject.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    asked = subject.toString();
    askedBytes = outstandingBytes;
    return asked;
  }

  /** Somebody answered; whether it was the request that is out. */
  boolean answered(String subject) {
    if (asked.isEmpty() || !asked.equals(subject)) {
      return false;
    }
    outstandingBytes = Math.max(0, outstandingBytes - askedBytes);
    windowBytes = Math.min(LARGEST_WINDOW_BYTES, 2 * windowBytes);
    asked = "";
    askedBytes = 0;
    return true;
  }

  /** Another receiver. */
  void restart() {
    windowBytes = FIRST_WINDOW_BYTES;
    outstandingBytes = 0;
    askedBytes = 0;
    asked = "";
  }
}

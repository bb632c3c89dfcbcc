package io.myelin.server;

/** What this server says of itself. */
final class Version {
  /**
   * The version of nats-server whose behaviour clients may expect; they gate features on it
   * (CORE-062).
   */
  static final String COMPATIBLE = "2.14.5";

  /** The JetStream API level of that version (CORE-083). */
  static final int API_LEVEL = 4;

  /** Our own name and version, in INFO, {@code /varz} and {@code -v}. */
  static final String PRODUCT = "Myelin/0.1.0";

  /** What stands where the reference names its Go runtime (CORE-065). */
  static final String RUNTIME = "java" + Runtime.version().feature();

  private Version() {}
}

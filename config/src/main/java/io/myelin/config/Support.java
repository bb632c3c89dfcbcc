package io.myelin.config;

/** Whether this version of Myelin acts on an option. */
public enum Support {
  /** The option works. */
  SUPPORTED,
  /**
   * Recognised and type-checked, but its feature does not exist yet: reported at start when set.
   */
  NOT_YET,
  /** Accepted for compatibility; there is nothing for it to do on a JVM. */
  IGNORED
}

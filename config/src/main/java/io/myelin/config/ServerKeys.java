package io.myelin.config;

/**
 * The options of the top level of a configuration file (spec, section 15): those declared here and
 * the inherited ones of {@code NetworkKeys}, {@code LoggingKeys} and {@code AccessKeys}.
 */
public final class ServerKeys extends AccessKeys {

  /** Returns the block with every top-level option declared. */
  static Block block() {
    return BLOCK;
  }

  private ServerKeys() {}
}

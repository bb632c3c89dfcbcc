package io.myelin.config;

import java.util.List;

/** What came of loading a configuration. */
public sealed interface LoadResult {

  /**
   * The configuration is good.
   *
   * @param options the options; warnings and unsupported ones are in there
   */
  record Loaded(Options options) implements LoadResult {}

  /**
   * The configuration cannot be used.
   *
   * @param text all messages as they are shown behind {@code nats-server: } (CORE-561), each of a
   *     collected list ended by a line feed
   * @param errors the collected errors; empty if the file could not be parsed or options contradict
   * @param warnings the collected warnings
   */
  record Failed(String text, List<Problem> errors, List<Problem> warnings) implements LoadResult {}
}

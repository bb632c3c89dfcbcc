package io.myelin.config;

/**
 * An option that stands for several others, such as {@code listen} for host and port.
 *
 * @param <T> its value
 */
abstract class SpreadType<T> extends OptionType<T> {

  /** Sets the options that this one stands for; the last in the file wins. */
  abstract void spread(Section.Draft draft, T value, Position at);
}

package io.myelin.config;

import org.jspecify.annotations.Nullable;

/**
 * How the values of an option are read from a file and shown to people.
 *
 * @param <T> what a value becomes
 */
public abstract class OptionType<T> {

  /**
   * Reads a value.
   *
   * @return the value, or null after an error was added to the reader's problems, or to leave the
   *     option unset
   */
  abstract @Nullable T read(SectionReader reader, ConfigItem item);

  /** Names the type in the documentation: {@code integer}, {@code duration}. */
  public abstract String describe();

  /** Shows a value as logs and refusals do. */
  public String show(T value) {
    return String.valueOf(value);
  }

  /** The default of options of this type that declare none, or null. */
  @Nullable T usualDefault() {
    return null;
  }

  /** The number that limits apply to, or null if they do not apply to this type. */
  @Nullable Long limited(T value) {
    return null;
  }

  /** Whether the value is the zero of its type, which some options take for "use the default". */
  boolean isZero(T value) {
    Long number = limited(value);
    return number != null && number == 0;
  }

  /** Whether the value switches its feature off, so that nobody need hear that it is missing. */
  boolean switchesOff(T value) {
    return Boolean.FALSE.equals(value) || isZero(value);
  }

  /** The block of nested keys, for the documentation; null for plain values. */
  @Nullable Block nested() {
    return null;
  }
}

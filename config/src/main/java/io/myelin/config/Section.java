package io.myelin.config;

import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of one {@link Block}: what was set, and defaults for the rest. Immutable. */
public final class Section {
  private final Block block;
  private final @Nullable Object[] values;
  private final @Nullable Position[] positions;

  private Section(Block block, @Nullable Object[] values, @Nullable Position[] positions) {
    this.block = block;
    this.values = values;
    this.positions = positions;
  }

  static Section empty(Block block) {
    return new Draft(block).finish();
  }

  /** Returns the block whose keys this section has. */
  public Block block() {
    return block;
  }

  /**
   * Returns the value of an option, or its default.
   *
   * @throws NoSuchElementException if it is unset and has no default; {@link #find} asks first
   */
  public <T> T get(Option<T> option) {
    T value = valueOf(option);
    if (value == null) {
      throw new NoSuchElementException("option '" + option + "' is not set and has no default");
    }
    return value;
  }

  /** Returns the value of an option, its default, or empty if it has neither. */
  public <T> Optional<T> find(Option<T> option) {
    return Optional.ofNullable(valueOf(option));
  }

  /** Returns whether the file or a flag sets the option. */
  public boolean isSet(Option<?> option) {
    return values[indexOf(option)] != null;
  }

  /** Returns where the file sets the option; empty if a flag or nothing does. */
  public Optional<Position> positionOf(Option<?> option) {
    return Optional.ofNullable(positions[indexOf(option)]);
  }

  /** Returns the options that are set, in the order of declaration. */
  public List<Option<?>> setOptions() {
    java.util.ArrayList<Option<?>> set = new java.util.ArrayList<>();
    for (Option<?> option : block.options()) {
      if (values[option.ordinal()] != null) {
        set.add(option);
      }
    }
    return set;
  }

  @SuppressWarnings("unchecked")
  private <T> @Nullable T valueOf(Option<T> option) {
    Object value = values[indexOf(option)];
    return value != null ? (T) value : option.defaultValue();
  }

  private int indexOf(Option<?> option) {
    if (option.block() != block) {
      throw new IllegalArgumentException(
          "option '" + option + "' does not belong to block '" + block.path() + "'");
    }
    return option.ordinal();
  }

  /** Returns a copy to change. */
  Draft toDraft() {
    return new Draft(block, values.clone(), positions.clone());
  }

  /** Sections are equal if the same options have the same values, wherever they were written. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Section that
        && block == that.block
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (Option<?> option : setOptions()) {
      if (text.length() > 1) {
        text.append(' ');
      }
      text.append(option.name()).append(':').append(shown(option));
    }
    return text.append('}').toString();
  }

  /** Shows the value of an option, default included, as logs do. */
  public <T> String shown(Option<T> option) {
    T value = valueOf(option);
    return value == null ? "" : option.type().show(value);
  }

  /** A section being filled. */
  static final class Draft {
    private final Block block;
    private final @Nullable Object[] values;
    private final @Nullable Position[] positions;

    Draft(Block block) {
      this(block, new @Nullable Object[block.size()], new @Nullable Position[block.size()]);
    }

    private Draft(Block block, @Nullable Object[] values, @Nullable Position[] positions) {
      this.block = block;
      this.values = values;
      this.positions = positions;
    }

    <T> Draft set(Option<T> option, T value) {
      return set(option, value, null);
    }

    <T> Draft set(Option<T> option, T value, @Nullable Position at) {
      if (option.block() != block) {
        throw new IllegalArgumentException(option + " is not in block '" + block.path() + "'");
      }
      values[option.ordinal()] = value;
      positions[option.ordinal()] = at;
      return this;
    }

    Draft clear(Option<?> option) {
      values[option.ordinal()] = null;
      positions[option.ordinal()] = null;
      return this;
    }

    boolean isSet(Option<?> option) {
      return values[option.ordinal()] != null;
    }

    /** Takes over everything that another section of the same block sets. */
    Draft overlay(Section flags) {
      for (int i = 0; i < values.length; i++) {
        if (flags.values[i] != null) {
          values[i] = flags.values[i];
          positions[i] = flags.positions[i];
        }
      }
      return this;
    }

    Section finish() {
      return new Section(block, values.clone(), positions.clone());
    }
  }
}

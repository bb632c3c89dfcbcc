package io.myelin.config;

import java.util.List;

/** What lies between running options and newly loaded ones (CORE-890). */
public sealed interface OptionsDiff {

  /**
   * A reload can apply everything.
   *
   * @param changes the changes in the order of declaration; empty if nothing changed
   */
  record Changes(List<Change> changes) implements OptionsDiff {

    /** Returns whether an option is among the changed ones. */
    public boolean contains(Option<?> option) {
      for (Change change : changes) {
        if (change.option() == option) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * One changed option, or one part of it.
   *
   * @param option the top-level option
   * @param line what to log when it was applied, starting with {@code Reloaded: }
   */
  record Change(Option<?> option, String line) {}

  /**
   * A reload must change nothing, because one change cannot be applied.
   *
   * @param text why, as in {@code config reload not supported for Port: old=4222, new=4333}
   */
  record Refused(String text) implements OptionsDiff {}

  /** Compares running options with newly loaded ones. */
  static OptionsDiff between(Options running, Options next) {
    return new OptionsComparison(running, next).result();
  }
}

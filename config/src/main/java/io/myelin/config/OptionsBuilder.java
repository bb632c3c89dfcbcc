package io.myelin.config;

import java.util.List;

/** Builds options in code, for embedding and tests. Not safe for use by several threads. */
public final class OptionsBuilder {
  private final Section.Draft draft;

  /** Starts from defaults. */
  public OptionsBuilder() {
    this.draft = new Section.Draft(ServerKeys.block());
  }

  /** Starts from other options. */
  public OptionsBuilder(Options from) {
    this.draft = from.section().toDraft();
  }

  /** Sets an option of the top level. */
  public <T> OptionsBuilder set(Option<T> option, T value) {
    draft.set(option, value);
    return this;
  }

  /**
   * Returns the options.
   *
   * @throws IllegalArgumentException if they contradict each other (CORE-570), with the reason
   */
  public Options build() {
    Section section = draft.finish();
    Options options =
        new Options(section, section, "", "", List.of(), List.of(), FlagSettings.NONE);
    String refusal = CrossChecks.refusal(options, List.of());
    if (!refusal.isEmpty()) {
      throw new IllegalArgumentException(refusal);
    }
    return options;
  }
}

package io.myelin.config;

import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with a configuration, in file order of the blocks. */
final class Problems {
  private final List<Problem> errors = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();
  private final List<Unsupported> unsupported = new ArrayList<>();
  private final List<String> laterErrors = new ArrayList<>();

  void error(Position at, String reason) {
    errors.add(new Problem(at, reason));
  }

  /** A warning in the form of CORE-563. */
  void warning(Position at, String key, String reason) {
    warnings.add(new Problem(at, "invalid use of field \"" + key + "\": " + reason));
  }

  void plainWarning(Position at, String reason) {
    warnings.add(new Problem(at, reason));
  }

  void unsupported(Unsupported notice) {
    unsupported.add(notice);
  }

  /** What {@link CrossChecks} refuses although the syntax check accepts it (CORE-570). */
  void laterError(String reason) {
    laterErrors.add(reason);
  }

  List<String> laterErrors() {
    return List.copyOf(laterErrors);
  }

  int errorCount() {
    return errors.size();
  }

  /** The reference treats a file without values as a warning (CORE-506). */
  void emptyFile(String file) {
    warnings.add(new Problem(new Position(file, 0, 0), Problem.EMPTY_FILE));
  }

  /** Returns all messages, warnings first, each ended by a line feed (CORE-561). */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Problem warning : warnings) {
      text.append(warning.text()).append('\n');
    }
    for (Problem error : errors) {
      text.append(error.text()).append('\n');
    }
    return text.toString();
  }

  List<Problem> errors() {
    return List.copyOf(errors);
  }

  List<Problem> warnings() {
    return List.copyOf(warnings);
  }

  List<Unsupported> unsupported() {
    return List.copyOf(unsupported);
  }
}

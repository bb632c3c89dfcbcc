package io.myelin.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One subject or a list of them; for subscriptions with an optional queue name behind a space. */
final class SubjectsType extends OptionType<List<String>> {
  private final boolean queueAllowed;

  SubjectsType(boolean queueAllowed) {
    this.queueAllowed = queueAllowed;
  }

  @Override
  @Nullable List<String> read(SectionReader reader, ConfigItem item) {
    List<String> subjects = new ArrayList<>();
    if (item.value() instanceof ConfigValue.Text only) {
      subjects.add(only.text());
    } else if (item.value() instanceof ConfigValue.Array array) {
      for (ConfigValue.Element element : array.elements()) {
        if (!(element.value() instanceof ConfigValue.Text text)) {
          reader.error(
              item.element(element), "Subject in permissions array cannot be cast to string");
          return null;
        }
        subjects.add(text.text());
      }
    } else {
      reader.error(
          item,
          "Expected subject permissions to be a subject, or array of subjects, got "
              + item.value().kind());
      return null;
    }
    for (String subject : subjects) {
      String problem = problem(subject, queueAllowed);
      if (!problem.isEmpty()) {
        reader.error(item, problem);
        return null;
      }
    }
    return List.copyOf(subjects);
  }

  /** Returns what is wrong with an entry, or the empty string. */
  static String problem(String entry, boolean queueAllowed) {
    if (SubjectText.isValid(entry)) {
      return "";
    }
    String[] words = words(entry);
    if (!queueAllowed || words.length != 2) {
      return "subject \"" + entry + "\" is not a valid subject";
    }
    if (!SubjectText.isValid(words[0])) {
      return "subject \"" + words[0] + "\" is not a valid subject";
    }
    return SubjectText.isValid(words[1]) ? "" : "queue \"" + words[1] + "\" is not a valid queue";
  }

  private static String[] words(String entry) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= entry.length(); i++) {
      boolean space = i == entry.length() || Character.isWhitespace(entry.charAt(i));
      if (space && start >= 0) {
        words.add(entry.substring(start, i));
        start = -1;
      } else if (!space && start < 0) {
        start = i;
      }
    }
    return words.toArray(new String[0]);
  }

  @Override
  public String describe() {
    return "subject or list of subjects";
  }
}

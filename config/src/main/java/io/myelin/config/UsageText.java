package io.myelin.config;

import java.util.ArrayList;
import java.util.List;

/** The text of {@code --help}, made from the declared flags. */
final class UsageText {
  private static final int HELP_COLUMN = 37;

  private UsageText() {}

  static String of(String program) {
    StringBuilder text = new StringBuilder(4096);
    text.append("\nUsage: ").append(program).append(" [options]\n");
    for (Flag.Group group : Flag.Group.values()) {
      text.append('\n').append(group.title()).append(" Options:\n");
      for (Flag flag : declared(group)) {
        line(text, flag);
      }
    }
    return text.append('\n').toString();
  }

  private static List<Flag> declared(Flag.Group group) {
    List<Flag> flags = new ArrayList<>();
    for (Option<?> option : ServerKeys.block().options()) {
      Flag flag = option.flag();
      if (flag != null && flag.group() == group) {
        flags.add(flag);
      }
    }
    for (Flag flag : CommandFlags.all()) {
      if (flag.group() == group) {
        flags.add(flag);
      }
    }
    return flags;
  }

  private static void line(StringBuilder text, Flag flag) {
    StringBuilder names = new StringBuilder("    ");
    for (int i = 0; i < flag.names().size(); i++) {
      String name = flag.names().get(i);
      boolean isShort = name.length() <= 3 && flag.names().size() > 1 && i == 0;
      names.append(i == 0 ? "" : ", ");
      if (i == 0 && !isShort && name.length() > 3) {
        names.append("    ");
      }
      names.append(name.length() > 3 ? "--" : "-").append(name);
    }
    if (!flag.argument().isEmpty()) {
      names.append(' ').append(flag.argument());
    }
    text.append(names);
    if (names.length() >= HELP_COLUMN) {
      text.append('\n').repeat(' ', HELP_COLUMN);
    } else {
      text.repeat(' ', HELP_COLUMN - names.length());
    }
    text.append(flag.help()).append('\n');
  }
}

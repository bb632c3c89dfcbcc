package io.myelin.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes the page of all options in Markdown, from their declarations. */
public final class OptionsPage {
  private OptionsPage() {}

  /** Returns the whole page. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(64 * 1024);
    page.append("# Configuration options\n\n")
        .append("Made from the declarations in the module `config`; do not edit.\n\n")
        .append(
            "Durations are written `10s`, `1m30s`, `250ms`; sizes `64KB`, `8MB` (steps of 1024)")
        .append(" or `64K`, `8M` (steps of 1000).\n")
        .append(
            "*Reload* says whether a reload applies a change, refuses it, or does so in part.\n")
        .append("Options marked **not yet** are recognised and checked, and reported at start.\n");
    Deque<Block> blocks = new ArrayDeque<>();
    Set<Block> written = new HashSet<>();
    blocks.add(ServerKeys.block());
    while (!blocks.isEmpty()) {
      Block block = blocks.poll();
      if (written.add(block)) {
        block(page, block);
        for (Option<?> option : block.options()) {
          Block nested = option.type().nested();
          if (nested != null && !written.contains(nested)) {
            blocks.add(nested);
          }
        }
      }
    }
    flags(page);
    return page.toString();
  }

  private static void block(StringBuilder page, Block block) {
    String title = block.path().isEmpty() ? "Top level" : "`" + block.path() + "`";
    page.append("\n## ").append(title).append("\n\n");
    page.append("| Key | Type | Default | Reload | What it does |\n|---|---|---|---|---|\n");
    for (Option<?> option : block.options()) {
      if (!option.name().startsWith("(")) {
        option(page, option);
      }
    }
  }

  private static void option(StringBuilder page, Option<?> option) {
    page.append("| `").append(option.name()).append('`');
    for (String alias : option.aliases()) {
      page.append(", `").append(alias).append('`');
    }
    page.append(" | ").append(option.type().describe().replace("|", "\\|")).append(" | ");
    page.append(option.defaultText()).append(" | ");
    page.append(
        switch (option.reload()) {
          case APPLIED -> "yes";
          case REFUSED -> "no";
          case PARTLY -> "in part";
        });
    page.append(" | ");
    if (option.support() == Support.NOT_YET) {
      page.append("**not yet** ");
    }
    page.append(option.doc()).append(" |\n");
  }

  private static void flags(StringBuilder page) {
    page.append("\n## Flags\n\n```");
    List<String> lines = UsageText.of("nats-server").lines().toList();
    for (String line : lines) {
      page.append(line).append('\n');
    }
    page.append("```\n");
  }
}

package io.myelin.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where account JWTs come from (CORE-724): {@code MEM}, {@code URL("...")} or a map. */
final class ResolverType extends OptionType<Section> {
  static final String REFUSAL =
      "error parsing account resolver, should be MEM or  URL(\"url\") or a map containing dir and"
          + " type state=[FULL|CACHE])";

  @Override
  @Nullable Section read(SectionReader reader, ConfigItem item) {
    return switch (item.value()) {
      case ConfigValue.Text text -> word(reader, item, text.text());
      case ConfigValue.Table table -> map(reader, item, table);
      default -> {
        reader.error(item, "error parsing operator resolver, wrong type " + item.value().kind());
        yield null;
      }
    };
  }

  private static @Nullable Section word(SectionReader reader, ConfigItem item, String text) {
    String upper = text.trim().toUpperCase(Locale.ROOT);
    Section.Draft draft = new Section.Draft(ResolverKeys.BLOCK);
    if (upper.startsWith("MEM")) {
      return draft.set(ResolverKeys.TYPE, "mem").finish();
    }
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    if (!upper.startsWith("URL") || open < 0 || close < open) {
      reader.error(item, REFUSAL);
      return null;
    }
    String url = text.substring(open + 1, close).trim();
    if (url.length() > 1 && url.startsWith("\"") && url.endsWith("\"")) {
      url = url.substring(1, url.length() - 1);
    }
    if (!UrlsType.isUrl(url)) {
      reader.error(item, "error parsing account resolver url [\"" + url + "\"]");
      return null;
    }
    return draft.set(ResolverKeys.TYPE, "url").set(ResolverKeys.URL, url).finish();
  }

  private static @Nullable Section map(
      SectionReader reader, ConfigItem item, ConfigValue.Table table) {
    int errorsBefore = reader.problems().errorCount();
    Section section = reader.table(ResolverKeys.BLOCK, table).finish();
    if (reader.problems().errorCount() > errorsBefore) {
      return null;
    }
    switch (section.get(ResolverKeys.TYPE)) {
      case "cache" -> {
        directory(reader, item, section);
        refuse(
            reader,
            item,
            !section.get(ResolverKeys.INTERVAL).isZero(),
            "CACHE does not accept sync");
        refuse(
            reader,
            item,
            section.get(ResolverKeys.ALLOW_DELETE),
            "CACHE does not accept allow_delete");
        refuse(
            reader,
            item,
            section.isSet(ResolverKeys.HARD_DELETE),
            "CACHE does not accept hard_delete");
      }
      case "full" -> {
        directory(reader, item, section);
        refuse(reader, item, !section.get(ResolverKeys.TTL).isZero(), "FULL does not accept ttl");
        refuse(
            reader,
            item,
            section.isSet(ResolverKeys.HARD_DELETE) && !section.get(ResolverKeys.ALLOW_DELETE),
            "hard_delete has no effect without delete");
      }
      case "" -> reader.error(item, REFUSAL);
      default -> {
        return section;
      }
    }
    return reader.problems().errorCount() > errorsBefore ? null : section;
  }

  private static void directory(SectionReader reader, ConfigItem item, Section section) {
    refuse(
        reader,
        item,
        section.get(ResolverKeys.DIR).isEmpty(),
        "dir has no value and needs to point to a directory");
  }

  private static void refuse(SectionReader reader, ConfigItem item, boolean wrong, String why) {
    if (wrong) {
      reader.error(item, why);
    }
  }

  @Override
  public String describe() {
    return "`MEM`, `URL(\"...\")` or map";
  }

  @Override
  Block nested() {
    return ResolverKeys.BLOCK;
  }
}

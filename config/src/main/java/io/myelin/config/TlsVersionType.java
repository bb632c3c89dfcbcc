package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** The lowest TLS version (CORE-670). */
final class TlsVersionType extends OptionType<String> {
  @Override
  @Nullable String read(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Text text)) {
      reader.error(
          item, "error parsing tls config: '" + item.key() + "' should be a string, quote it");
      return null;
    }
    return switch (text.text()) {
      case "1.2", "1.3" -> text.text();
      case "1.0", "1.1" -> {
        reader.error(item, "error parsing tls config: unsupported TLS version: " + text.text());
        yield null;
      }
      default -> {
        reader.error(item, "error parsing tls config: unknown version: " + text.text());
        yield null;
      }
    };
  }

  @Override
  String usualDefault() {
    return "1.2";
  }

  @Override
  public String describe() {
    return "`\"1.2\"` or `\"1.3\"`";
  }
}

package io.myelin.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operator JWTs, inline or by file name; the result is the JWTs (CORE-722). */
final class OperatorsType extends OptionType<List<String>> {
  @Override
  @Nullable List<String> read(SectionReader reader, ConfigItem item) {
    List<String> names = OptionTypes.TEXT_OR_TEXTS.read(reader, item);
    if (names == null) {
      return null;
    }
    List<String> jwts = new ArrayList<>();
    for (String name : names) {
      try {
        String text = name;
        if (!name.startsWith("eyJ")) {
          byte[] bytes = new ConfigFiles().read(name).bytes();
          text = JwtText.within(new String(bytes, StandardCharsets.UTF_8));
        }
        if (!JwtText.isFor('O', text)) {
          throw new ConfigSyntaxException("\"" + name + "\" holds no operator JWT");
        }
        jwts.add(text);
      } catch (ConfigSyntaxException e) {
        reader.error(item, "error parsing operator JWT: " + e.getMessage());
      }
    }
    return List.copyOf(jwts);
  }

  @Override
  List<String> usualDefault() {
    return List.of();
  }

  @Override
  public String describe() {
    return "JWT or file name, or a list of them";
  }
}

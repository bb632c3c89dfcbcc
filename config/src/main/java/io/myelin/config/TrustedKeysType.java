package io.myelin.config;

import io.myelin.protocol.NkeyText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Public operator keys (CORE-723). */
final class TrustedKeysType extends OptionType<List<String>> {
  @Override
  @Nullable List<String> read(SectionReader reader, ConfigItem item) {
    List<String> keys = OptionTypes.TEXT_OR_TEXTS.read(reader, item);
    if (keys == null) {
      return null;
    }
    for (String key : keys) {
      if (!NkeyText.isPublicKey(key, NkeyText.Kind.OPERATOR)) {
        reader.error(item, "trust key \"" + key + "\" required to be a valid public operator nkey");
      }
    }
    return keys;
  }

  @Override
  List<String> usualDefault() {
    return List.of();
  }

  @Override
  public String describe() {
    return "public operator nkey, or a list of them";
  }
}

package io.myelin.config;

import io.myelin.protocol.NkeyText;
import org.jspecify.annotations.Nullable;

/** The public nkey of an account. */
final class AccountNkeyType extends OptionType<String> {
  @Override
  @Nullable String read(SectionReader reader, ConfigItem item) {
    String key = item.value() instanceof ConfigValue.Text text ? text.text() : "";
    if (!NkeyText.isPublicKey(key, NkeyText.Kind.ACCOUNT)) {
      reader.error(item, "Not a valid public nkey for an account: \"" + key + "\"");
      return null;
    }
    return key;
  }

  @Override
  String usualDefault() {
    return "";
  }

  @Override
  public String describe() {
    return "public account nkey";
  }
}

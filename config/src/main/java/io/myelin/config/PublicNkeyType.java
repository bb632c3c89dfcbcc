package io.myelin.config;

import io.myelin.protocol.NkeyText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A public nkey, of one kind or of any. */
final class PublicNkeyType extends OptionType<String> {
  private final Optional<NkeyText.Kind> kind;
  private final String refusal;

  /** The refusal text has {@code %v} where the value goes. */
  PublicNkeyType(NkeyText.Kind kind, String refusal) {
    this.kind = Optional.of(kind);
    this.refusal = refusal;
  }

  PublicNkeyType(String refusal) {
    this.kind = Optional.empty();
    this.refusal = refusal;
  }

  @Override
  @Nullable String read(SectionReader reader, ConfigItem item) {
    String key = item.value() instanceof ConfigValue.Text text ? text.text() : "";
    Optional<NkeyText.Decoded> decoded = NkeyText.decodePublicKey(key);
    if (decoded.isEmpty() || (kind.isPresent() && decoded.get().kind() != kind.get())) {
      reader.error(item, refusal.replace("%v", key));
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
    return kind.isPresent() ? "public nkey " + kind.get().letter() + "..." : "public nkey";
  }
}

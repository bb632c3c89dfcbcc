package io.myelin.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Hex SHA-256 digests of public keys (CORE-672). */
final class PinnedCertsType extends OptionType<List<String>> {
  private static final String WHAT = "hex-encoded sha256 of DER encoded SubjectPublicKeyInfo";

  @Override
  @Nullable List<String> read(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Array array)) {
      reader.error(
          item, "error parsing tls config, expected 'pinned_certs' to be a list of " + WHAT);
      return null;
    }
    List<String> pins = new ArrayList<>();
    for (ConfigValue.Element element : array.elements()) {
      String pin =
          element.value() instanceof ConfigValue.Text text
              ? text.text().toLowerCase(Locale.ROOT)
              : "";
      if (!isSha256(pin)) {
        reader.error(
            item.element(element),
            "error parsing tls config, 'pinned_certs' key " + pin + " does not look like " + WHAT);
        return null;
      }
      pins.add(pin);
    }
    return List.copyOf(pins);
  }

  private static boolean isSha256(String text) {
    if (text.length() != 64) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  List<String> usualDefault() {
    return List.of();
  }

  @Override
  public String describe() {
    return "list of strings";
  }
}

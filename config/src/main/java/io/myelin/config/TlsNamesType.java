package io.myelin.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names of cipher suites or of key exchanges (CORE-668); an empty list is an error. */
final class TlsNamesType extends OptionType<List<String>> {

  /** Suites without known weakness, by the names that configuration files use. */
  static final List<String> SECURE_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** Suites that need {@code allow_insecure_cipher_suites}. */
  static final List<String> INSECURE_SUITES =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
          "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
          "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
          "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
          "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
          "TLS_RSA_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_AES_128_CBC_SHA256",
          "TLS_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_RSA_WITH_AES_256_CBC_SHA",
          "TLS_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_RSA_WITH_RC4_128_SHA");

  /** Key exchanges, by the names that configuration files use, best first. */
  static final List<String> CURVES =
      List.of(
          "X25519MLKEM768",
          "SecP384r1MLKEM1024",
          "SecP256r1MLKEM768",
          "X25519",
          "CurveP256",
          "CurveP384",
          "CurveP521");

  /** Which names are meant. */
  enum Names {
    CIPHER_SUITES("cipher_suites", "unrecognized cipher "),
    CURVES("curve_preferences", "unrecognized curve preference ");

    private final String key;
    private final String refusal;

    Names(String key, String refusal) {
      this.key = key;
      this.refusal = refusal;
    }

    boolean knows(String name) {
      return this == CURVES
          ? TlsNamesType.CURVES.contains(name)
          : SECURE_SUITES.contains(name) || INSECURE_SUITES.contains(name);
    }
  }

  private final Names names;

  TlsNamesType(Names names) {
    this.names = names;
  }

  @Override
  @Nullable List<String> read(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Array array)) {
      reader.wrongType(item, "an array");
      return null;
    }
    if (array.elements().isEmpty()) {
      reader.error(item, "error parsing tls config, '" + names.key + "' cannot be empty");
      return null;
    }
    List<String> chosen = new ArrayList<>();
    for (ConfigValue.Element element : array.elements()) {
      ConfigItem one = item.element(element);
      String name = OptionTypes.TEXT.read(reader, one);
      if (name == null) {
        return null;
      }
      if (!names.knows(name)) {
        reader.error(one, names.refusal + name);
        return null;
      }
      chosen.add(name);
    }
    return List.copyOf(chosen);
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

package io.myelin.config;

/** The text of {@code --help_tls}: what a {@code tls} map may hold, with every name. */
final class TlsHelpText {
  private TlsHelpText() {}

  static String of() {
    StringBuilder text = new StringBuilder(4096);
    text.append("\nTLS is configured by a map in the configuration file, for example:\n\n")
        .append("    tls {\n")
        .append("        cert_file: \"./certs/server-cert.pem\"\n")
        .append("        key_file:  \"./certs/server-key.pem\"\n")
        .append("        ca_file:   \"./certs/ca.pem\"\n")
        .append("        verify:    true\n")
        .append("    }\n\nKeys:\n");
    for (Option<?> option : TlsKeys.BLOCK.options()) {
      text.append("    ").append(option.name()).append(" (").append(option.type().describe());
      text.append(")\n        ").append(option.doc()).append('\n');
    }
    text.append("\nAvailable cipher suites include:\n");
    names(text, TlsNamesType.SECURE_SUITES);
    text.append("\nOnly with allow_insecure_cipher_suites:\n");
    names(text, TlsNamesType.INSECURE_SUITES);
    text.append("\nAvailable curve preferences include:\n");
    names(text, TlsNamesType.CURVES);
    return text.append('\n').toString();
  }

  private static void names(StringBuilder text, Iterable<String> names) {
    for (String name : names) {
      text.append("    ").append(name).append('\n');
    }
  }
}

package io.myelin.server;

import java.util.Map;
import java.util.Set;

/**
 * What the Java runtime calls the cipher suites, key exchanges and versions that configurations and
 * monitoring know by other names (SEC-660 to SEC-662, CORE-668). Stateless.
 */
final class TlsRuntimeNames {
  private static final Set<String> SUITES_WITH_OLD_PREFIX =
      Set.of("TLS_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA");

  private static final Map<String, String> GROUP_BY_CURVE =
      Map.of(
          "X25519", "x25519",
          "CurveP256", "secp256r1",
          "CurveP384", "secp384r1",
          "CurveP521", "secp521r1");

  private static final String VERSION_PREFIX = "TLSv";

  private TlsRuntimeNames() {}

  /** The runtime's name of a configured cipher suite. */
  static String suite(String configured) {
    return SUITES_WITH_OLD_PREFIX.contains(configured)
        ? configured.replaceFirst("TLS", "SSL")
        : configured;
  }

  /** The name that monitoring shows for a suite of the runtime. */
  static String shownSuite(String runtime) {
    return runtime.startsWith("SSL_") ? runtime.replaceFirst("SSL", "TLS") : runtime;
  }

  /** The name that monitoring shows for a protocol version: {@code 1.3}. */
  static String shownVersion(String runtime) {
    return runtime.startsWith(VERSION_PREFIX)
        ? runtime.substring(VERSION_PREFIX.length())
        : runtime;
  }

  /** The runtime's name of a configured key exchange; newer ones have the same name in both. */
  static String group(String configured) {
    return GROUP_BY_CURVE.getOrDefault(configured, configured);
  }

  /** Whether the suite is the choice of a TLS 1.3 handshake: always on, never configured. */
  static boolean isTls13(String suite) {
    return suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_");
  }

  /** Whether the suite is enabled when none are configured (SEC-660). */
  static boolean isSafe(String suite) {
    return isTls13(suite)
        || (suite.startsWith("TLS_ECDHE_")
            && (suite.contains("_GCM_")
                || suite.contains("_CHACHA20_")
                || suite.endsWith("_AES_128_CBC_SHA")
                || suite.endsWith("_AES_256_CBC_SHA")));
  }
}

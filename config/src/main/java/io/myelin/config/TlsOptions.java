package io.myelin.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code tls} map (CORE-660 to CORE-675), also built from the TLS flags. File names are as
 * written; the files were readable when the configuration was loaded.
 *
 * @param certificates server certificates with their keys, PEM files; empty on a pure client side
 * @param caFile PEM bundle of trusted authorities, empty for the platform's
 * @param verify whether clients must present a certificate that is verified
 * @param verifyAndMap whether the client certificate names the user; implies {@code verify}
 * @param verifyCertAndCheckKnownUrls whether the certificate must match a known URL (cluster only)
 * @param insecure whether verification is skipped when this server connects
 * @param timeout time that a handshake may take
 * @param handshakeFirst whether TLS starts before INFO
 * @param handshakeFirstFallback with {@code handshakeFirst}: how long to wait for TLS before INFO
 *     is sent in clear; zero for never
 * @param cipherSuites names of the allowed suites, empty for safe defaults
 * @param curvePreferences names of the key exchanges in order of preference, empty for the defaults
 * @param allowInsecureCipherSuites whether weak suites may be named
 * @param minVersion {@code 1.2} or {@code 1.3}
 * @param connectionRateLimit most handshakes a second, 0 for no limit
 * @param pinnedCerts lower-case hex SHA-256 of the public keys that are accepted, empty for all
 * @param ocspPeer whether {@code ocsp_peer} asks to check peers, empty if it is not given
 */
public record TlsOptions(
    List<CertificateFiles> certificates,
    String caFile,
    boolean verify,
    boolean verifyAndMap,
    boolean verifyCertAndCheckKnownUrls,
    boolean insecure,
    Duration timeout,
    boolean handshakeFirst,
    Duration handshakeFirstFallback,
    List<String> cipherSuites,
    List<String> curvePreferences,
    boolean allowInsecureCipherSuites,
    String minVersion,
    int connectionRateLimit,
    Set<String> pinnedCerts,
    Optional<Boolean> ocspPeer) {

  /** Handshake time when none is given. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

  /** How long {@code handshake_first: auto} waits for TLS before it sends INFO in clear. */
  public static final Duration DEFAULT_FALLBACK = Duration.ofMillis(50);

  /**
   * A certificate chain and its key.
   *
   * @param certFile PEM file with the certificate and its chain
   * @param keyFile PEM file with the private key
   */
  public record CertificateFiles(String certFile, String keyFile) {}

  static TlsOptions of(Section section, List<CertificateFiles> certificates) {
    boolean map = section.get(TlsKeys.VERIFY_AND_MAP);
    boolean known = section.get(TlsKeys.VERIFY_CERT_AND_CHECK_KNOWN_URLS);
    HandshakeFirstType.Mode first = section.get(TlsKeys.HANDSHAKE_FIRST);
    return new TlsOptions(
        certificates,
        section.get(TlsKeys.CA_FILE),
        section.get(TlsKeys.VERIFY) || map || known,
        map,
        known,
        section.get(TlsKeys.INSECURE),
        section.get(TlsKeys.TIMEOUT),
        first.first(),
        first.fallback(),
        section.get(TlsKeys.CIPHER_SUITES),
        section.get(TlsKeys.CURVE_PREFERENCES),
        section.get(TlsKeys.ALLOW_INSECURE_CIPHER_SUITES),
        section.get(TlsKeys.MIN_VERSION),
        section.get(TlsKeys.CONNECTION_RATE_LIMIT),
        Set.copyOf(section.get(TlsKeys.PINNED_CERTS)),
        section.find(TlsKeys.OCSP_PEER).map(peer -> peer.get(OcspKeys.PEER_VERIFY)));
  }
}

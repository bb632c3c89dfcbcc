package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.INT;
import static io.myelin.config.OptionTypes.SECONDS;
import static io.myelin.config.OptionTypes.TEXT;
import static io.myelin.config.OptionTypes.TEXT_OR_TEXTS;

import java.time.Duration;
import java.util.List;

/** Options of every {@code tls} map (spec, section 15.3). */
public final class TlsKeys {
  static final Block BLOCK =
      Block.named("tls")
          .sayingUnknown("error parsing tls config, unknown field \"", "\"")
          .refusingVariables();

  static final Block CERTIFICATE_PAIR =
      Block.named("tls.certs")
          .sayingUnknown("error parsing tls certs config, unknown field \"", "\"")
          .refusingVariables();

  /** Certificate file of one pair. */
  static final Option<String> PAIR_CERT_FILE =
      CERTIFICATE_PAIR.key("cert_file", TEXT).reloadable().doc("Certificate, PEM.").declare();

  /** Key file of one pair. */
  static final Option<String> PAIR_KEY_FILE =
      CERTIFICATE_PAIR.key("key_file", TEXT).reloadable().doc("Private key, PEM.").declare();

  /** Certificate file. */
  public static final Option<String> CERT_FILE =
      BLOCK
          .key("cert_file", TEXT)
          .reloadable("tls")
          .doc("PEM file with the server's certificate and its chain.")
          .declare();

  /** Private key file. */
  public static final Option<String> KEY_FILE =
      BLOCK
          .key("key_file", TEXT)
          .reloadable("tls")
          .doc("PEM file with the private key of `cert_file`.")
          .declare();

  /** Bundle of trusted authorities. */
  public static final Option<String> CA_FILE =
      BLOCK
          .key("ca_file", TEXT)
          .reloadable("tls")
          .doc("PEM file with the certificates of trusted authorities.")
          .declare();

  /** Whether clients must present a valid certificate. */
  public static final Option<Boolean> VERIFY =
      BLOCK
          .key("verify", BOOL)
          .reloadable("tls")
          .doc("Require and verify a client certificate; clusters and gateways always do.")
          .declare();

  /** Whether the certificate names the user. */
  public static final Option<Boolean> VERIFY_AND_MAP =
      BLOCK
          .key("verify_and_map", BOOL)
          .fixed("TLSMap")
          .doc("Like `verify`, and take the user from the certificate.")
          .declare();

  /** Whether the certificate must match a known URL. */
  public static final Option<Boolean> VERIFY_CERT_AND_CHECK_KNOWN_URLS =
      BLOCK
          .key("verify_cert_and_check_known_urls", BOOL)
          .reloadable("tls")
          .doc(
              "Accept only certificates whose names match a configured URL; cluster and gateway only.")
          .declare();

  /** Whether verification is skipped when connecting. */
  public static final Option<Boolean> INSECURE =
      BLOCK
          .key("insecure", BOOL)
          .reloadable("tls")
          .doc("Skip verification of the other side when this server connects.")
          .declare();

  /** Time for a handshake. */
  public static final Option<Duration> TIMEOUT =
      BLOCK
          .key("timeout", SECONDS)
          .defaultForZero(TlsOptions.DEFAULT_TIMEOUT)
          .reloadable("tls timeout")
          .doc("Time that a handshake may take.")
          .declare();

  /** Whether TLS comes before INFO. */
  static final Option<HandshakeFirstType.Mode> HANDSHAKE_FIRST =
      BLOCK
          .key("handshake_first", new HandshakeFirstType())
          .aliases("first", "immediate")
          .reloadable("Client TLS handshake first")
          .doc(
              "Start TLS before INFO; `auto` or a duration falls back to INFO in clear after a wait.")
          .declare();

  /** Allowed cipher suites. */
  public static final Option<List<String>> CIPHER_SUITES =
      BLOCK
          .key("cipher_suites", new TlsNamesType(TlsNamesType.Names.CIPHER_SUITES))
          .reloadable("tls")
          .defaultText("safe suites")
          .doc("Names of the allowed cipher suites; see `--help_tls`.")
          .declare();

  /** Key exchanges in order of preference. */
  public static final Option<List<String>> CURVE_PREFERENCES =
      BLOCK
          .key("curve_preferences", new TlsNamesType(TlsNamesType.Names.CURVES))
          .reloadable("tls")
          .defaultText("safe curves")
          .doc("Names of the key exchanges in order of preference; see `--help_tls`.")
          .declare();

  /** Whether weak suites may be named. */
  public static final Option<Boolean> ALLOW_INSECURE_CIPHER_SUITES =
      BLOCK
          .key("allow_insecure_cipher_suites", BOOL)
          .reloadable("tls")
          .doc("Let `cipher_suites` name suites that are known to be weak.")
          .declare();

  /** Lowest protocol version. */
  public static final Option<String> MIN_VERSION =
      BLOCK
          .key("min_version", new TlsVersionType())
          .defaultTo("1.2")
          .reloadable("tls")
          .doc("Lowest TLS version, `\"1.2\"` or `\"1.3\"`; the quotes are needed.")
          .declare();

  /** Most handshakes a second. */
  public static final Option<Integer> CONNECTION_RATE_LIMIT =
      BLOCK
          .key("connection_rate_limit", INT)
          .fixed("TLSRateLimit")
          .doc("Most TLS connections accepted in a second; 0 is no limit.")
          .declare();

  /** Accepted public keys. */
  public static final Option<List<String>> PINNED_CERTS =
      BLOCK
          .key("pinned_certs", new PinnedCertsType())
          .reloadable("pinned_certs")
          .doc("Hex SHA-256 of the public keys of the certificates that are accepted.")
          .declare();

  /** Several certificates. */
  public static final Option<List<TlsOptions.CertificateFiles>> CERTS =
      BLOCK
          .key("certs", new CertificatePairsType())
          .aliases("certificates")
          .reloadable("tls")
          .doc(
              "Several certificates, as maps of `cert_file` and `key_file`; instead of `cert_file`.")
          .declare();

  /** Windows certificate store. */
  public static final Option<String> CERT_STORE =
      windows("cert_store", TEXT, "Name of the Windows certificate store.");

  /** Windows certificate store: what to match by. */
  public static final Option<String> CERT_MATCH_BY =
      windows(
          "cert_match_by",
          TEXT,
          "What to look the certificate up by: `subject`, `issuer`, `thumbprint`.");

  /** Windows certificate store: what to match. */
  public static final Option<String> CERT_MATCH =
      windows("cert_match", TEXT, "What to look the certificate up with.");

  /** Windows certificate store: authorities. */
  public static final Option<List<String>> CA_CERTS_MATCH =
      windows("ca_certs_match", TEXT_OR_TEXTS, "What to look authorities up with.");

  /** Windows certificate store: whether invalid certificates are passed over. */
  public static final Option<Boolean> CERT_MATCH_SKIP_INVALID =
      windows("cert_match_skip_invalid", BOOL, "Pass over certificates that are not valid.");

  /** Checks of the peer's revocation state. */
  public static final Option<Section> OCSP_PEER =
      BLOCK
          .key("ocsp_peer", new BoolOrSectionType(BlockName.OCSP_PEER, OcspKeys.PEER_VERIFY))
          .reloadable("tls")
          .notYet("checking the revocation of certificates (OCSP)")
          .doc("Check by OCSP that the peer's certificate is not revoked; a boolean or a map.")
          .declare();

  private TlsKeys() {}

  private static <T> Option<T> windows(String name, OptionType<T> type, String doc) {
    return BLOCK
        .key(name, type)
        .reloadable("tls")
        .notYet("the Windows certificate store")
        .doc(doc)
        .declare();
  }
}

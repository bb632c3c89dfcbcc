package io.myelin.server;

import io.myelin.config.TlsOptions;
import io.myelin.config.TlsOptions.CertificateFiles;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;

/**
 * TLS of one listener: its certificates, whom it trusts, what it negotiates (CORE-660 to CORE-673).
 * An immutable snapshot of files and configuration: a reload makes another for the connections that
 * follow (CORE-277). Thread-safe.
 */
public final class TlsContext {
  private static final String PAIR = "error parsing X509 certificate/key pair: ";
  private static final int RESUMABLE_SESSIONS = 1024;
  private static final byte[] PROBE = {1, 2, 3, 4};

  private final SslContext context;
  private final List<TlsKeyManager.Identity> identities;
  private final String[] groups;
  private final long handshakeTimeoutMillis;
  private final Set<String> pins;
  private final List<String> warnings;

  private TlsContext(TlsOptions options) throws TlsConfigurationException {
    identities = identities(options.certificates());
    handshakeTimeoutMillis = options.timeout().toMillis();
    pins =
        options.pinnedCerts().stream()
            .map(pin -> pin.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    List<String> found = new ArrayList<>();
    SSLParameters supported = supportedParameters();
    groups = groups(options, supported, found);
    context = context(options, identities, suites(options, supported, found));
    warnings = List.copyOf(found);
  }

  /**
   * Reads all files.
   *
   * @throws TlsConfigurationException when a file or a choice cannot be used
   */
  public static TlsContext of(TlsOptions options) throws TlsConfigurationException {
    return new TlsContext(options);
  }

  /** What is configured but not offered by this Java runtime, for the log. */
  public List<String> warnings() {
    return warnings;
  }

  /** A server-side handler for one connection, with the configured handshake timeout. */
  public SslHandler newHandler(ByteBufAllocator allocator) {
    SSLEngine engine = context.newEngine(allocator);
    if (groups.length > 0) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setNamedGroups(groups);
      engine.setSSLParameters(parameters);
    }
    SslHandler handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(handshakeTimeoutMillis);
    return handler;
  }

  /** The earliest end of the configured certificates, as {@code /varz} shows it. */
  public Optional<Instant> certificateExpiry() {
    return identities.stream()
        .map(identity -> identity.chain().getFirst().getNotAfter().toInstant())
        .min(Instant::compareTo);
  }

  /** The client's certificate and its issuers after the handshake; empty when it showed none. */
  public static List<X509Certificate> peerCertificates(SslHandler handler) {
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate certificate : handler.engine().getSession().getPeerCertificates()) {
        if (certificate instanceof X509Certificate x509) {
          chain.add(x509);
        }
      }
      return List.copyOf(chain);
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  /** The negotiated version as {@code /connz} shows it: {@code 1.3}. */
  public static String tlsVersionName(SslHandler handler) {
    return TlsRuntimeNames.shownVersion(handler.engine().getSession().getProtocol());
  }

  /** The negotiated suite as {@code /connz} shows it. */
  public static String cipherSuiteName(SslHandler handler) {
    return TlsRuntimeNames.shownSuite(handler.engine().getSession().getCipherSuite());
  }

  /**
   * Whether a connection passes {@code pinned_certs}: none are configured, or the peer's own
   * certificate has a pinned public key (CORE-276, SEC-669).
   */
  public boolean pinnedCertificateAccepted(List<X509Certificate> peerCertificates) {
    return pins.isEmpty()
        || (!peerCertificates.isEmpty()
            && pins.contains(publicKeySha256(peerCertificates.getFirst())));
  }

  /**
   * Whether the client's own certificate has run out, or is not valid yet. A resumed TLS 1.2
   * session brings a certificate that was verified in an earlier connection (SEC-642).
   */
  public static boolean clientCertificateExpired(
      List<X509Certificate> peerCertificates, Instant now) {
    if (peerCertificates.isEmpty()) {
      return false;
    }
    X509Certificate own = peerCertificates.getFirst();
    return now.isAfter(own.getNotAfter().toInstant())
        || now.isBefore(own.getNotBefore().toInstant());
  }

  /** Lower-case hex SHA-256 of the certificate's SubjectPublicKeyInfo. */
  static String publicKeySha256(X509Certificate certificate) {
    try {
      byte[] key = certificate.getPublicKey().getEncoded();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private static List<TlsKeyManager.Identity> identities(List<CertificateFiles> files)
      throws TlsConfigurationException {
    List<TlsKeyManager.Identity> identities = new ArrayList<>();
    for (CertificateFiles pair : files) {
      try {
        identities.add(identity(pair));
      } catch (TlsConfigurationException e) {
        throw new TlsConfigurationException(PAIR + e.getMessage(), e);
      }
    }
    return List.copyOf(identities);
  }

  private static TlsKeyManager.Identity identity(CertificateFiles pair)
      throws TlsConfigurationException {
    List<X509Certificate> chain = TlsPemFile.read(pair.certFile()).certificates();
    if (chain.isEmpty()) {
      throw new TlsConfigurationException("no certificate found in " + pair.certFile());
    }
    PrivateKey key = TlsPemFile.read(pair.keyFile()).privateKey();
    if (!isPair(chain.getFirst().getPublicKey(), key)) {
      throw new TlsConfigurationException(
          "private key in " + pair.keyFile() + " does not belong to " + pair.certFile());
    }
    return new TlsKeyManager.Identity(chain, key);
  }

  private static boolean isPair(PublicKey publicKey, PrivateKey privateKey) {
    if (publicKey instanceof RSAKey rsaPublic && privateKey instanceof RSAKey rsaPrivate) {
      return rsaPublic.getModulus().equals(rsaPrivate.getModulus());
    }
    String algorithm = privateKey.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA";
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(privateKey);
      signer.update(PROBE);
      byte[] signature = signer.sign();
      signer.initVerify(publicKey);
      signer.update(PROBE);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** What this Java runtime can do; asked without reading the authorities that it trusts. */
  private static SSLParameters supportedParameters() throws TlsConfigurationException {
    try {
      SSLContext runtime = SSLContext.getInstance("TLS");
      runtime.init(new KeyManager[0], new TrustManager[0], null);
      return runtime.getSupportedSSLParameters();
    } catch (GeneralSecurityException e) {
      throw new TlsConfigurationException("this Java runtime has no TLS", e);
    }
  }

  /** The suites in the runtime's order, which decides between them (SEC-660). */
  private static List<String> suites(
      TlsOptions options, SSLParameters supported, List<String> warnings)
      throws TlsConfigurationException {
    List<String> available = List.of(supported.getCipherSuites());
    if (options.cipherSuites().isEmpty()) {
      return available.stream().filter(TlsRuntimeNames::isSafe).toList();
    }
    List<String> wanted = options.cipherSuites().stream().map(TlsRuntimeNames::suite).toList();
    List<String> missing = wanted.stream().filter(suite -> !available.contains(suite)).toList();
    if (missing.size() == wanted.size()) {
      throw new TlsConfigurationException(
          "none of the configured cipher suites is available in this Java runtime: "
              + String.join(", ", missing));
    }
    if (!missing.isEmpty()) {
      warnings.add(
          "cipher suites not available in this Java runtime and left out: "
              + String.join(", ", missing));
    }
    return available.stream()
        .filter(suite -> TlsRuntimeNames.isTls13(suite) || wanted.contains(suite))
        .toList();
  }

  private static String[] groups(TlsOptions options, SSLParameters supported, List<String> warnings)
      throws TlsConfigurationException {
    if (options.curvePreferences().isEmpty()) {
      return new String[0];
    }
    List<String> wanted = options.curvePreferences().stream().map(TlsRuntimeNames::group).toList();
    String[] known = supported.getNamedGroups();
    List<String> available = known == null ? wanted : Arrays.asList(known);
    List<String> chosen = wanted.stream().filter(available::contains).toList();
    if (chosen.isEmpty()) {
      throw new TlsConfigurationException(
          "none of the configured curve preferences is available in this Java runtime: "
              + String.join(", ", options.curvePreferences()));
    }
    if (chosen.size() < wanted.size()) {
      List<String> missing = new ArrayList<>(wanted);
      missing.removeAll(chosen);
      warnings.add(
          "curve preferences not available in this Java runtime and left out: "
              + String.join(", ", missing));
    }
    return chosen.toArray(String[]::new);
  }

  private static List<X509Certificate> authorities(String caFile) throws TlsConfigurationException {
    if (caFile.isEmpty()) {
      return List.of();
    }
    List<X509Certificate> authorities = TlsPemFile.read(caFile).certificates();
    if (authorities.isEmpty()) {
      throw new TlsConfigurationException("failed to parse root ca certificate");
    }
    return authorities;
  }

  private static SslContext context(
      TlsOptions options, List<TlsKeyManager.Identity> identities, List<String> suites)
      throws TlsConfigurationException {
    String newest = "TLSv1.3";
    SslContextBuilder builder =
        SslContextBuilder.forServer(new TlsKeyManager(identities))
            .sslProvider(SslProvider.JDK)
            .ciphers(suites)
            .sessionCacheSize(RESUMABLE_SESSIONS)
            .clientAuth(options.verify() ? ClientAuth.REQUIRE : ClientAuth.NONE);
    if (options.minVersion().equals("1.3")) {
      builder.protocols(newest);
    } else {
      builder.protocols(newest, "TLSv1.2");
    }
    List<X509Certificate> authorities = authorities(options.caFile());
    builder.trustManager(
        options.verify() ? TlsClientTrust.of(authorities) : TlsClientTrust.ofNobody());
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new TlsConfigurationException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }
}

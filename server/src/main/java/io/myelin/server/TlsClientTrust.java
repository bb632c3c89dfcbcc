package io.myelin.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose client certificates are accepted (SEC-642). Every connection shows its certificate anew: a
 * resumed session would skip this check, and a certificate that ran out since would still open
 * connections. Only a JVM that hands out tickets for TLS 1.2 (the server's own does not) resumes
 * those, since such a ticket is promised before the certificate is seen; there {@link
 * TlsContext#clientCertificateExpired} catches it. Thread-safe.
 */
final class TlsClientTrust extends X509ExtendedTrustManager {
  private static final String ONLY_ENGINES = "listeners use engines";

  private final X509ExtendedTrustManager chains;
  private final boolean oldTickets =
      !"false".equals(System.getProperty("jdk.tls.server.enableSessionTicketExtension"));

  private TlsClientTrust(X509ExtendedTrustManager chains) {
    this.chains = chains;
  }

  /**
   * Trusts what these authorities have signed.
   *
   * @param authorities none for those that the Java runtime trusts
   * @throws TlsConfigurationException when the Java runtime cannot use them
   */
  static TlsClientTrust of(List<X509Certificate> authorities) throws TlsConfigurationException {
    return trusting(() -> authorities.isEmpty() ? runtimeAuthorities() : keyStore(authorities));
  }

  /**
   * For listeners that ask no client for a certificate. Without it every one of them would read the
   * authorities that the Java runtime trusts.
   */
  static TlsClientTrust ofNobody() throws TlsConfigurationException {
    return trusting(() -> keyStore(List.of()));
  }

  /** Finds the authorities; null for those that the Java runtime trusts by itself. */
  private interface Authorities {
    @Nullable KeyStore find() throws GeneralSecurityException, IOException;
  }

  private static TlsClientTrust trusting(Authorities authorities) throws TlsConfigurationException {
    try {
      return new TlsClientTrust(chains(authorities.find()));
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsConfigurationException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static X509ExtendedTrustManager chains(@Nullable KeyStore authorities)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager chains) {
        return chains;
      }
    }
    throw new KeyStoreException("this Java runtime cannot verify certificates");
  }

  /** What the runtime trusts where it does not do so by itself; null where it does. */
  private static @Nullable KeyStore runtimeAuthorities()
      throws GeneralSecurityException, IOException {
    if (!"NONE".equals(System.getProperty("javax.net.ssl.trustStore"))) {
      return null;
    }
    Path file = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try (InputStream bytes = Files.newInputStream(file)) {
      store.load(bytes, null);
    }
    return store;
  }

  private static KeyStore keyStore(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry(Integer.toString(i), authorities.get(i));
    }
    return store;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    chains.checkClientTrusted(chain, authType, engine);
    SSLSession session = engine.getHandshakeSession();
    if (session != null && (!oldTickets || session.getProtocol().equals("TLSv1.3"))) {
      session.invalidate();
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return chains.getAcceptedIssuers();
  }

  @Override
  public void checkClientTrusted(
      X509Certificate[] chain, String authType, @Nullable Socket socket) {
    throw new UnsupportedOperationException(ONLY_ENGINES);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {
    throw new UnsupportedOperationException(ONLY_ENGINES);
  }

  @Override
  public void checkServerTrusted(
      X509Certificate[] chain, String authType, @Nullable Socket socket) {
    throw new UnsupportedOperationException("a listener is no client");
  }

  @Override
  public void checkServerTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine) {
    throw new UnsupportedOperationException("a listener is no client");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {
    throw new UnsupportedOperationException("a listener is no client");
  }
}

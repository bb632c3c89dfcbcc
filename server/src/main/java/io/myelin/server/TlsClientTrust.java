package io.myelin.server;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
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
 * Whose client certificates are accepted (SEC-642). Every TLS 1.3 connection shows its certificate
 * anew: a resumed session would skip this check, and a certificate that ran out since would still
 * open connections. (TLS 1.2 promises its ticket before the certificate is seen; there {@link
 * TlsContext#clientCertificateExpired} catches it.) Thread-safe.
 */
final class TlsClientTrust extends X509ExtendedTrustManager {
  private static final String ONLY_ENGINES = "listeners use engines";

  private final X509ExtendedTrustManager chains;

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
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(authorities.isEmpty() ? null : keyStore(authorities));
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager chains) {
          return new TlsClientTrust(chains);
        }
      }
      throw new TlsConfigurationException("this Java runtime cannot verify certificates");
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsConfigurationException("TLS cannot be set up: " + e.getMessage(), e);
    }
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
    if (session != null && session.getProtocol().equals("TLSv1.3")) {
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

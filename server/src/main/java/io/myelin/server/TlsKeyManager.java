package io.myelin.server;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the server's certificates: of those that fit the handshake's key type the first
 * whose names cover the server name that the client asked for, else the first (SEC-653). An alias
 * is the certificate's place in the configuration. Immutable.
 */
final class TlsKeyManager extends X509ExtendedKeyManager {
  private static final int SAN_DNS = 2;

  /**
   * A certificate with its key.
   *
   * @param chain the certificate first, then its issuers
   */
  record Identity(List<X509Certificate> chain, PrivateKey key) {
    boolean isOf(String keyType) {
      String algorithm = key.getAlgorithm();
      return switch (keyType) {
        case "EdDSA", "Ed25519" -> algorithm.equals("EdDSA") || algorithm.equals("Ed25519");
        default -> keyType.equals(algorithm) || keyType.startsWith(algorithm + "_");
      };
    }

    boolean isFor(String serverName) {
      try {
        Collection<List<?>> names = chain.getFirst().getSubjectAlternativeNames();
        return names != null
            && names.stream()
                .filter(name -> name.getFirst().equals(SAN_DNS))
                .anyMatch(name -> covers(String.valueOf(name.get(1)), serverName));
      } catch (CertificateParsingException e) {
        return false;
      }
    }

    private static boolean covers(String pattern, String serverName) {
      String wanted = serverName.toLowerCase(Locale.ROOT);
      String name = pattern.toLowerCase(Locale.ROOT);
      int firstDot = wanted.indexOf('.');
      return name.equals(wanted)
          || (name.startsWith("*.")
              && firstDot > 0
              && name.substring(1).equals(wanted.substring(firstDot)));
    }
  }

  private final List<Identity> identities;

  TlsKeyManager(List<Identity> identities) {
    this.identities = List.copyOf(identities);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    String serverName = serverName(engine);
    boolean named = identities.stream().anyMatch(identity -> identity.isFor(serverName));
    return IntStream.range(0, identities.size())
        .filter(i -> identities.get(i).isOf(keyType))
        .filter(i -> !named || identities.get(i).isFor(serverName))
        .mapToObj(Integer::toString)
        .findFirst()
        .orElse(null);
  }

  private static String serverName(SSLEngine engine) {
    return engine.getHandshakeSession() instanceof ExtendedSSLSession session
        ? session.getRequestedServerNames().stream()
            .filter(SNIHostName.class::isInstance)
            .map(name -> ((SNIHostName) name).getAsciiName())
            .findFirst()
            .orElse("")
        : "";
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return identities.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return identities.get(Integer.parseInt(alias)).key();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return IntStream.range(0, identities.size())
        .filter(i -> identities.get(i).isOf(keyType))
        .mapToObj(Integer::toString)
        .toArray(String[]::new);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    throw new UnsupportedOperationException("listeners use engines");
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    throw new UnsupportedOperationException("a listener is no client");
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    throw new UnsupportedOperationException("a listener is no client");
  }
}

package io.myelin.core;

import io.myelin.config.ConnectionType;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What is known of a client connection from outside the protocol.
 *
 * @param id the server-wide connection id (CORE-009)
 * @param remoteIp IP without port, empty for in-process connections
 * @param startEpochNanos when it was accepted
 * @param nonce what INFO gave it to sign, empty when nothing
 * @param peerCertificates the verified client certificate chain
 * @param tlsVersion such as {@code 1.3}, empty without TLS
 * @param tlsCipher the cipher suite's name, empty without TLS
 * @param tlsFirst the handshake came before INFO
 */
public record ClientConnection(
    long id,
    String remoteIp,
    int remotePort,
    ConnectionType type,
    long startEpochNanos,
    String nonce,
    List<X509Certificate> peerCertificates,
    String tlsVersion,
    String tlsCipher,
    boolean tlsFirst) {

  /** A connection just accepted, of which TLS is not known yet. */
  public static ClientConnection accepted(
      long id,
      String remoteIp,
      int remotePort,
      ConnectionType type,
      long startEpochNanos,
      String nonce) {
    return new ClientConnection(
        id, remoteIp, remotePort, type, startEpochNanos, nonce, List.of(), "", "", false);
  }

  /** The same connection with the address that a proxy told (CORE-294). */
  public ClientConnection from(String ip, int port) {
    return new ClientConnection(
        id,
        ip,
        port,
        type,
        startEpochNanos,
        nonce,
        peerCertificates,
        tlsVersion,
        tlsCipher,
        tlsFirst);
  }

  /** The same connection after its TLS handshake. */
  public ClientConnection secured(
      List<X509Certificate> certificates, String version, String cipher, boolean first) {
    return new ClientConnection(
        id,
        remoteIp,
        remotePort,
        type,
        startEpochNanos,
        nonce,
        certificates,
        version,
        cipher,
        first);
  }
}

package io.myelin.security;

import io.myelin.config.ConnectionType;
import io.myelin.protocol.ConnectOptions;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a connection shows of itself.
 *
 * @param options its CONNECT; {@link ConnectOptions#DEFAULT} for one that spoke without it
 * @param nonce what was sent in INFO, empty when nothing was
 * @param connectionType how it came in
 * @param peerCertificates the verified client certificate chain, empty without one
 * @param remoteAddress the client's IP without port
 */
public record AuthRequest(
    ConnectOptions options,
    String nonce,
    ConnectionType connectionType,
    List<X509Certificate> peerCertificates,
    String remoteAddress) {}

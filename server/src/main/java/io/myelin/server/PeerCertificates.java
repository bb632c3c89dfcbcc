package io.myelin.server;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/** The certificates of a client as {@code /connz} shows them. */
final class PeerCertificates {
  private PeerCertificates() {}

  static void write(ReportJson json, List<X509Certificate> certificates) {
    if (!certificates.isEmpty()) {
      json.objects("tls_peer_certs", certificates, PeerCertificates::write);
    }
  }

  private static void write(ReportJson json, X509Certificate certificate) {
    json.textIfAny("subject", certificate.getSubjectX500Principal().getName());
    json.text("spki_sha256", sha256(certificate.getPublicKey().getEncoded()));
    try {
      json.text("cert_sha256", sha256(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      json.text("cert_sha256", "");
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}

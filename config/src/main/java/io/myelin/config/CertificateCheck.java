package io.myelin.config;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;

/** Tells whether the files of a TLS configuration can be used (CORE-567), in words if not. */
final class CertificateCheck {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";

  private CertificateCheck() {}

  /** Returns what is wrong with a certificate and its key, or the empty string. */
  static String pair(String certFile, String keyFile) {
    try {
      String certificates = text(certFile);
      String key = text(keyFile);
      if (!certificates.contains(BEGIN + "CERTIFICATE-----")) {
        return certFile + " holds no PEM certificate";
      }
      if (!key.contains("PRIVATE KEY-----")) {
        return keyFile + " holds no PEM private key";
      }
      firstCertificate(certificates);
      return "";
    } catch (ConfigSyntaxException e) {
      return e.getMessage();
    } catch (CertificateException | IllegalArgumentException e) {
      return certFile + " holds a damaged certificate: " + e.getMessage();
    }
  }

  /** Returns what is wrong with a bundle of authorities, or the empty string. */
  static String authorities(String caFile) {
    try {
      String bundle = text(caFile);
      if (!bundle.contains(BEGIN + "CERTIFICATE-----")) {
        return "failed to parse root ca certificate";
      }
      firstCertificate(bundle);
      return "";
    } catch (ConfigSyntaxException e) {
      return e.getMessage();
    } catch (CertificateException | IllegalArgumentException e) {
      return "failed to parse root ca certificate";
    }
  }

  private static String text(String file) throws ConfigSyntaxException {
    return new String(new ConfigFiles().read(file).bytes(), StandardCharsets.ISO_8859_1);
  }

  private static void firstCertificate(String pem) throws CertificateException {
    int start = pem.indexOf(BEGIN + "CERTIFICATE-----") + (BEGIN + "CERTIFICATE-----").length();
    int end = pem.indexOf(END, start);
    if (end < 0) {
      throw new CertificateException("its end is missing");
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.substring(start, end));
    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}

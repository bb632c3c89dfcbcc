package io.myelin.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority with a server and a client certificate, made anew for every run by the
 * JDK's keytool: nothing secret is in the repository. PEM files: {@code ca.pem}, {@code
 * server.pem}, {@code server-key.pem}.
 */
final class Certificates {
  private static final String PASSWORD = "conformance";
  private final Path directory;
  private final KeyStore store;

  private static final class Once {
    static final Certificates MADE = make();
  }

  private Certificates(Path directory, KeyStore store) {
    this.directory = directory;
    this.store = store;
  }

  static Certificates get() {
    return Once.MADE;
  }

  /** The absolute path of one of the PEM files. */
  String file(String name) {
    return directory.resolve(name).toString();
  }

  /** A client that trusts the authority; with or without a certificate of its own. */
  SSLContext client(boolean withCertificate, String protocol) {
    try {
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      trust.setCertificateEntry("ca", store.getCertificate("ca"));
      TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
      trusted.init(trust);
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      if (withCertificate) {
        own.setKeyEntry(
            "client", key("client"), PASSWORD.toCharArray(), store.getCertificateChain("client"));
      }
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance(protocol);
      context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client without certificate that speaks TLS 1.2 and 1.3. */
  SSLContext client() {
    return client(false, "TLS");
  }

  /** SHA-256 of the client certificate's public key, in hexadecimal digits. */
  String clientPin() {
    try {
      byte[] key = store.getCertificate("client").getPublicKey().getEncoded();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The lines of a {@code tls} block that name the server's certificate and the authority. */
  String block() {
    return "cert_file: '%s'\nkey_file: '%s'\nca_file: '%s'\n"
        .formatted(file("server.pem"), file("server-key.pem"), file("ca.pem"));
  }

  private java.security.Key key(String alias) throws GeneralSecurityException {
    return store.getKey(alias, PASSWORD.toCharArray());
  }

  private static Certificates make() {
    try {
      Path directory = Files.createTempDirectory("conformance-tls-");
      directory.toFile().deleteOnExit();
      Path file = directory.resolve("all.p12");
      file.toFile().deleteOnExit();
      keytool(file, "ca", "CN=Conformance CA", "bc:c");
      keytool(file, "server", "CN=localhost", "san=dns:localhost,ip:127.0.0.1", "eku=serverAuth");
      keytool(
          file,
          "client",
          "CN=client,O=Conformance",
          "san=email:app@example.test",
          "eku=clientAuth");
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD.toCharArray());
      }
      Certificates made = new Certificates(directory, store);
      made.writePem("ca.pem", "CERTIFICATE", store.getCertificate("ca"));
      made.writePem("server.pem", "CERTIFICATE", store.getCertificate("server"));
      made.writePem("server-key.pem", "PRIVATE KEY", made.key("server").getEncoded());
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void writePem(String name, String type, Certificate certificate)
      throws IOException, GeneralSecurityException {
    writePem(name, type, certificate.getEncoded());
  }

  private void writePem(String name, String type, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Path file = directory.resolve(name);
    Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    file.toFile().deleteOnExit();
  }

  private static void keytool(Path store, String alias, String name, String... extensions)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-Xshare:auto",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString(),
                "-alias",
                alias,
                "-dname",
                name));
    if (!alias.equals("ca")) {
      command.addAll(List.of("-signer", "ca"));
    }
    for (String extension : extensions) {
      command.addAll(List.of("-ext", extension));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("keytool failed for " + alias);
    }
  }
}

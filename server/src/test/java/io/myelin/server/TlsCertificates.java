package io.myelin.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.security.DerValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Self-signed certificates made by the keytool of the running JDK, and their PEM files. */
final class TlsCertificates {
  private static final String PASSWORD = "changeit";

  /** A key with its certificate, as the key store holds it. */
  record Made(KeyStore store, X509Certificate certificate, PrivateKey key) {}

  private final Path folder;
  private final Map<String, Made> made = new LinkedHashMap<>();

  /** Makes one certificate for RSA, EC and Ed25519 servers and one for a client, side by side. */
  TlsCertificates(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
    this.folder = folder;
    Map<String, Process> running = new LinkedHashMap<>();
    running.put("rsa", keytool("rsa", "RSA", "SAN=dns:one.example,dns:localhost"));
    running.put("ec", keytool("ec", "EC", "SAN=dns:two.example,dns:*.wild.example"));
    running.put("ed", keytool("ed", "Ed25519", "SAN=dns:three.example"));
    running.put("client", keytool("client", "EC", "SAN=email:derek@nats.io"));
    for (Map.Entry<String, Process> one : running.entrySet()) {
      String output = new String(one.getValue().getInputStream().readAllBytes(), UTF_8);
      if (one.getValue().waitFor() != 0) {
        throw new IOException("keytool failed: " + output);
      }
      KeyStore store =
          KeyStore.getInstance(storePath(one.getKey()).toFile(), PASSWORD.toCharArray());
      made.put(
          one.getKey(),
          new Made(
              store,
              (X509Certificate) store.getCertificate("key"),
              (PrivateKey) store.getKey("key", PASSWORD.toCharArray())));
    }
  }

  private Path storePath(String name) {
    return folder.resolve(name + ".p12");
  }

  private Process keytool(String name, String algorithm, String extension) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", algorithm, "-validity", "2"));
    command.addAll(List.of("-dname", "CN=" + name + ",O=nats", "-ext", extension));
    command.addAll(List.of("-alias", "key", "-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", storePath(name).toString()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  Made get(String name) {
    return Objects.requireNonNull(made.get(name), name);
  }

  static char[] password() {
    return PASSWORD.toCharArray();
  }

  /** A PEM file with the certificates of these names. */
  String certificates(String... names) throws IOException, GeneralSecurityException {
    StringBuilder text = new StringBuilder("subject: said by tools between the blocks\n");
    for (String name : names) {
      text.append(pem("CERTIFICATE", get(name).certificate().getEncoded()));
    }
    return write(String.join("-", names) + ".crt", text.toString());
  }

  /** The key as PKCS#8. */
  String key(String name) throws IOException {
    return write(name + ".key", pem("PRIVATE KEY", get(name).key().getEncoded()));
  }

  /** The RSA key as PKCS#1. */
  String pkcs1Key(String name) throws IOException {
    return write(name + ".pkcs1", pem("RSA PRIVATE KEY", inner(name).content()));
  }

  /** The EC key as SEC 1, after the parameters block that openssl puts before it. */
  String sec1Key(String name) throws IOException {
    List<DerValue> pkcs8 = DerValue.parse(get(name).key().getEncoded()).parts();
    DerValue curve = pkcs8.get(1).parts().get(1);
    List<DerValue> key = DerValue.parse(inner(name).content()).parts();
    DerValue sec1 =
        DerValue.of(DerValue.SEQUENCE, key.get(0), key.get(1), DerValue.of(0xa0, curve));
    return write(
        name + ".sec1",
        pem("EC PARAMETERS", curve.encoded()) + pem("EC PRIVATE KEY", sec1.encoded()));
  }

  private DerValue inner(String name) {
    return DerValue.parse(get(name).key().getEncoded()).parts().get(2);
  }

  String write(String file, String text) throws IOException {
    return Files.writeString(folder.resolve(file), text).toString();
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }
}

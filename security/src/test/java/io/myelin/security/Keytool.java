package io.myelin.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Self-signed certificates made by the keytool of the running JDK. */
final class Keytool {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private int made;

  Keytool(Path folder) {
    this.folder = folder;
  }

  X509Certificate certificate(String distinguishedName, String... options)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve("store" + ++made + ".p12");
    List<String> generate =
        new ArrayList<>(
            List.of("-genkeypair", "-keyalg", "EC", "-validity", "1", "-dname", distinguishedName));
    generate.addAll(List.of(options));
    run(store, generate);
    return (X509Certificate)
        KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()).getCertificate("key");
  }

  private static void run(Path store, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "-alias",
            "key",
            "-keystore",
            store.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed: " + output);
    }
  }
}

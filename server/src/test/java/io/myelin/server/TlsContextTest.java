package io.myelin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myelin.config.TlsOptions;
import io.myelin.config.TlsOptions.CertificateFiles;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsContextTest {
  @TempDir static Path folder;

  private static TlsCertificates certificates;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new TlsCertificates(folder);
  }

  /** Options that tests vary. */
  private record Choice(
      List<CertificateFiles> files,
      String caFile,
      boolean verify,
      List<String> suites,
      List<String> curves,
      String minVersion,
      Set<String> pins) {

    static Choice of(String certFile, String keyFile) {
      return new Choice(
          List.of(new CertificateFiles(certFile, keyFile)),
          "",
          false,
          List.of(),
          List.of(),
          "1.2",
          Set.of());
    }

    TlsContext context() throws TlsConfigurationException {
      return TlsContext.of(
          new TlsOptions(
              files,
              caFile,
              verify,
              false,
              false,
              false,
              Duration.ofSeconds(2),
              false,
              Duration.ZERO,
              suites,
              curves,
              false,
              minVersion,
              0,
              pins,
              Optional.empty()));
    }

    Choice verifying(String authorities) {
      return new Choice(files, authorities, true, suites, curves, minVersion, pins);
    }

    Choice suites(String... names) {
      return new Choice(files, caFile, verify, List.of(names), curves, minVersion, pins);
    }

    Choice curves(String... names) {
      return new Choice(files, caFile, verify, suites, List.of(names), minVersion, pins);
    }

    Choice minVersion(String version) {
      return new Choice(files, caFile, verify, suites, curves, version, pins);
    }

    Choice pins(String... keys) {
      return new Choice(files, caFile, verify, suites, curves, minVersion, Set.of(keys));
    }
  }

  private static Choice rsa() throws IOException, GeneralSecurityException {
    return Choice.of(certificates.certificates("rsa"), certificates.key("rsa"));
  }

  private static SSLEngine client(String keyName, UnaryOperator<SSLParameters> adjusted)
      throws GeneralSecurityException {
    return engine(
        clientContext(keyName, InsecureTrustManagerFactory.INSTANCE.getTrustManagers()), adjusted);
  }

  /** Counts full handshakes: a resumed one shows no certificate. */
  private static final class ShownCertificates implements X509TrustManager {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      count.incrementAndGet();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
      throw new UnsupportedOperationException("a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static SSLContext clientContext(String keyName, TrustManager... trusted)
      throws GeneralSecurityException {
    KeyManager[] keys = {};
    if (!keyName.isEmpty()) {
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(certificates.get(keyName).store(), TlsCertificates.password());
      keys = factory.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trusted, null);
    return context;
  }

  private static SSLEngine engine(SSLContext context, UnaryOperator<SSLParameters> adjusted) {
    SSLEngine engine = context.createSSLEngine("localhost", 4222);
    engine.setUseClientMode(true);
    engine.setSSLParameters(adjusted.apply(engine.getSSLParameters()));
    return engine;
  }

  private static UnaryOperator<SSLParameters> protocol(String version) {
    return parameters -> {
      parameters.setProtocols(new String[] {version});
      return parameters;
    };
  }

  /** Hands the bytes of two engines to each other until both have finished. */
  private static void handshake(SSLEngine client, SSLEngine server) throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocate(64 * 1024);
    ByteBuffer toClient = ByteBuffer.allocate(64 * 1024);
    client.beginHandshake();
    server.beginHandshake();
    for (int step = 0; step < 200; step++) {
      boolean clientIdle = step(client, toClient, toServer);
      boolean serverIdle = step(server, toServer, toClient);
      if (clientIdle && serverIdle && toServer.position() == 0 && toClient.position() == 0) {
        return;
      }
    }
    throw new SSLException("the handshake does not end");
  }

  private static boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        for (Runnable task = engine.getDelegatedTask(); task != null; ) {
          task.run();
          task = engine.getDelegatedTask();
        }
      }
      case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
      default -> {
        in.flip();
        engine.unwrap(in, ByteBuffer.allocate(64 * 1024));
        in.compact();
      }
    }
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  private static SslHandler connected(
      TlsContext context, String clientKey, UnaryOperator<SSLParameters> adjusted)
      throws GeneralSecurityException, SSLException {
    SslHandler handler = context.newHandler(UnpooledByteBufAllocator.DEFAULT);
    handshake(client(clientKey, adjusted), handler.engine());
    return handler;
  }

  @ParameterizedTest
  @DisplayName("CORE-660 keys of every kind and form serve both versions")
  @CsvSource({"rsa, pkcs8", "rsa, pkcs1", "ec, pkcs8", "ec, sec1", "ed, pkcs8"})
  void keyForms(String name, String form) throws Exception {
    String key =
        switch (form) {
          case "pkcs1" -> certificates.pkcs1Key(name);
          case "sec1" -> certificates.sec1Key(name);
          default -> certificates.key(name);
        };
    TlsContext context = Choice.of(certificates.certificates(name), key).context();
    assertThat(context.warnings()).isEmpty();
    SslHandler newest = connected(context, "", protocol("TLSv1.3"));
    assertThat(TlsContext.tlsVersionName(newest)).isEqualTo("1.3");
    assertThat(TlsContext.cipherSuiteName(newest)).startsWith("TLS_AES_");
    assertThat(TlsContext.peerCertificates(newest)).isEmpty();
    SslHandler older = connected(context, "", protocol("TLSv1.2"));
    assertThat(TlsContext.tlsVersionName(older)).isEqualTo("1.2");
    assertThat(TlsContext.cipherSuiteName(older)).startsWith("TLS_ECDHE_");
  }

  @Test
  @DisplayName("CORE-662 CORE-272 verify asks for a certificate that the authorities vouch for")
  void verify() throws Exception {
    TlsContext context = rsa().verifying(certificates.certificates("ed", "client")).context();
    SslHandler handler = connected(context, "client", protocol("TLSv1.3"));
    assertThat(TlsContext.peerCertificates(handler))
        .containsExactly(certificates.get("client").certificate());
    assertThatThrownBy(() -> connected(context, "", protocol("TLSv1.2")))
        .isInstanceOf(SSLException.class);
    assertThatThrownBy(() -> connected(context, "ec", protocol("TLSv1.2")))
        .isInstanceOf(SSLException.class);
  }

  @ParameterizedTest
  @DisplayName("CORE-272 SEC-642 a client that must show its certificate shows it at each connect")
  @ValueSource(booleans = {false, true})
  void noResumptionPastTheCertificate(boolean verify) throws Exception {
    Choice choice = verify ? rsa().verifying(certificates.certificates("client")) : rsa();
    TlsContext context = choice.context();
    ShownCertificates shown = new ShownCertificates();
    SSLContext client = clientContext("client", shown);
    for (int connection = 0; connection < 2; connection++) {
      SslHandler handler = context.newHandler(UnpooledByteBufAllocator.DEFAULT);
      handshake(engine(client, protocol("TLSv1.3")), handler.engine());
      assertThat(TlsContext.peerCertificates(handler)).hasSize(verify ? 1 : 0);
    }
    assertThat(shown.count).hasValue(verify ? 2 : 1);
  }

  @Test
  @DisplayName("CORE-272 SEC-642 so it does over TLS 1.2 where the JVM hands out no tickets")
  void noResumptionOfTheOlderVersion() throws Exception {
    String tickets = "jdk.tls.server.enableSessionTicketExtension";
    System.setProperty(tickets, "false");
    try {
      TlsContext context = rsa().verifying(certificates.certificates("client")).context();
      ShownCertificates shown = new ShownCertificates();
      SSLContext client = clientContext("client", shown);
      for (int connection = 0; connection < 2; connection++) {
        SslHandler handler = context.newHandler(UnpooledByteBufAllocator.DEFAULT);
        handshake(engine(client, protocol("TLSv1.2")), handler.engine());
      }
      assertThat(shown.count).hasValue(2);
    } finally {
      System.clearProperty(tickets);
    }
  }

  @Test
  @DisplayName("CORE-272 SEC-642 TLS 1.2 resumes; a certificate that has run out since is known")
  void expiredSinceTheFirstConnection() throws Exception {
    TlsContext context = rsa().verifying(certificates.certificates("client")).context();
    ShownCertificates counted = new ShownCertificates();
    SSLContext client = clientContext("client", counted);
    for (int connection = 0; connection < 2; connection++) {
      SslHandler handler = context.newHandler(UnpooledByteBufAllocator.DEFAULT);
      handshake(engine(client, protocol("TLSv1.2")), handler.engine());
      List<X509Certificate> shown = TlsContext.peerCertificates(handler);
      Instant end = shown.getFirst().getNotAfter().toInstant();
      Instant begin = shown.getFirst().getNotBefore().toInstant();
      assertThat(TlsContext.clientCertificateExpired(shown, end)).isFalse();
      assertThat(TlsContext.clientCertificateExpired(shown, end.plusSeconds(1))).isTrue();
      assertThat(TlsContext.clientCertificateExpired(shown, begin.minusSeconds(1))).isTrue();
    }
    assertThat(counted.count).hasValue(1);
    assertThat(TlsContext.clientCertificateExpired(List.of(), Instant.EPOCH)).isFalse();
  }

  @Test
  @DisplayName("CORE-670 CORE-272 min_version 1.3 refuses 1.2")
  void minVersion() throws Exception {
    TlsContext context = rsa().minVersion("1.3").context();
    assertThat(TlsContext.tlsVersionName(connected(context, "", protocol("TLSv1.3"))))
        .isEqualTo("1.3");
    assertThatThrownBy(() -> connected(context, "", protocol("TLSv1.2")))
        .isInstanceOf(SSLException.class);
  }

  @Test
  @DisplayName("CORE-668 cipher_suites limits version 1.2 and leaves 1.3 alone")
  void cipherSuites() throws Exception {
    String suite = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    TlsContext context = rsa().suites(suite).context();
    assertThat(TlsContext.cipherSuiteName(connected(context, "", protocol("TLSv1.2"))))
        .isEqualTo(suite);
    assertThat(TlsContext.tlsVersionName(connected(context, "", protocol("TLSv1.3"))))
        .isEqualTo("1.3");
    assertThat(rsa().suites(suite, "TLS_RSA_WITH_RC4_128_SHA").context().warnings()).hasSize(1);
    assertThatThrownBy(() -> rsa().suites("TLS_RSA_WITH_RC4_128_SHA").context())
        .isInstanceOf(TlsConfigurationException.class)
        .hasMessageContaining("none of the configured cipher suites");
  }

  @Test
  @DisplayName("CORE-668 curve_preferences limits the key exchange")
  void curves() throws Exception {
    TlsContext context = rsa().curves("CurveP384", "CurveP521").context();
    UnaryOperator<SSLParameters> p256 =
        parameters -> {
          parameters.setNamedGroups(new String[] {"secp256r1"});
          return parameters;
        };
    UnaryOperator<SSLParameters> p384 =
        parameters -> {
          parameters.setNamedGroups(new String[] {"secp256r1", "secp384r1"});
          return parameters;
        };
    assertThatThrownBy(() -> connected(context, "", p256)).isInstanceOf(SSLException.class);
    assertThat(TlsContext.tlsVersionName(connected(context, "", p384))).isEqualTo("1.3");
  }

  @ParameterizedTest
  @DisplayName("CORE-673 SEC-653 the certificate whose names cover the asked name is shown")
  @CsvSource({
    "one.example, rsa",
    "two.example, ec",
    "TWO.example, ec",
    "a.wild.example, ec",
    "three.example, ed",
    "localhost, rsa"
  })
  void severalCertificates(String serverName, String expected) throws Exception {
    TlsContext context =
        new Choice(
                List.of(
                    new CertificateFiles(certificates.certificates("rsa"), certificates.key("rsa")),
                    new CertificateFiles(certificates.certificates("ec"), certificates.key("ec")),
                    new CertificateFiles(certificates.certificates("ed"), certificates.key("ed"))),
                "",
                false,
                List.of(),
                List.of(),
                "1.2",
                Set.of())
            .context();
    SSLEngine client =
        client(
            "",
            parameters -> {
              parameters.setServerNames(List.of(new SNIHostName(serverName)));
              return parameters;
            });
    handshake(client, context.newHandler(UnpooledByteBufAllocator.DEFAULT).engine());
    assertThat(client.getSession().getPeerCertificates()[0])
        .isEqualTo(certificates.get(expected).certificate());
  }

  @Test
  @DisplayName("CORE-276 CORE-672 pinned_certs knows the peer's public key, in any case")
  void pinned() throws Exception {
    X509Certificate client = certificates.get("client").certificate();
    X509Certificate other = certificates.get("ec").certificate();
    String pin = TlsContext.publicKeySha256(client);
    assertThat(pin).matches("[0-9a-f]{64}");
    TlsContext context = rsa().pins(pin.toUpperCase(Locale.ROOT)).context();
    assertThat(context.pinnedCertificateAccepted(List.of(client, other))).isTrue();
    assertThat(context.pinnedCertificateAccepted(List.of(other, client))).isFalse();
    assertThat(context.pinnedCertificateAccepted(List.of())).isFalse();
    assertThat(rsa().context().pinnedCertificateAccepted(List.of())).isTrue();
  }

  @Test
  @DisplayName("CORE-666 the handler gives up after the configured time")
  void timeout() throws Exception {
    SslHandler handler = rsa().context().newHandler(UnpooledByteBufAllocator.DEFAULT);
    assertThat(handler.getHandshakeTimeoutMillis()).isEqualTo(2000);
  }

  @Test
  @DisplayName("SEC-672 the end of the certificate is known")
  void expiry() throws Exception {
    assertThat(rsa().context().certificateExpiry())
        .contains(certificates.get("rsa").certificate().getNotAfter().toInstant());
  }

  @Test
  @DisplayName("CORE-660 CORE-661 files that cannot be used are told by name")
  void badFiles() throws Exception {
    String certificate = certificates.certificates("rsa");
    String key = certificates.key("rsa");
    String empty = certificates.write("empty.pem", "nothing\n");
    String encrypted =
        certificates.write(
            "encrypted.pem",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
    String damaged =
        certificates.write(
            "damaged.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertFails(Choice.of("/no/such.pem", key), "open /no/such.pem: no such file or directory");
    assertFails(Choice.of(empty, key), "no certificate found in " + empty);
    assertFails(Choice.of(certificate, empty), "no private key found in " + empty);
    assertFails(Choice.of(certificate, encrypted), "is encrypted");
    assertFails(Choice.of(certificate, damaged), "error parsing private key in " + damaged);
    assertFails(Choice.of(certificate, certificates.key("ec")), "does not belong to");
    assertThatThrownBy(() -> rsa().verifying(empty).context())
        .isInstanceOf(TlsConfigurationException.class)
        .hasMessage("failed to parse root ca certificate");
  }

  private static void assertFails(Choice choice, String message) {
    assertThatThrownBy(choice::context)
        .isInstanceOf(TlsConfigurationException.class)
        .hasMessageStartingWith("error parsing X509 certificate/key pair: ")
        .hasMessageContaining(message);
  }
}

package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TlsTest {
  private static final Certificates CERTIFICATES = Certificates.get();

  @RegisterExtension
  static final Servers SERVER =
      Servers.shared("http_port: -1\ntls {\n" + CERTIFICATES.block() + "timeout: 2\n}");

  @RegisterExtension final Servers servers = new Servers();

  private RawClient connect() {
    return servers.closing(SERVER.get().connect());
  }

  private ServerUnderTest startWith(String tlsLines, String topLevel) {
    // Two seconds, the default, are short for a handshake where every core is taken by other tests.
    String patience = tlsLines.contains("timeout") ? "" : "\ntimeout: 15";
    return servers.start(
        "http_port: -1\n"
            + topLevel
            + "\ntls {\n"
            + CERTIFICATES.block()
            + tlsLines
            + patience
            + "\n}");
  }

  @Test
  @DisplayName(
      "CORE-270 CORE-069 SEC-640 SEC-641 SEC-665 plain INFO with tls_required, then TLS, no second INFO")
  void upgrade() {
    RawClient client = connect();
    assertThat(client.info().get("tls_required")).isEqualTo(true);
    assertThat(client.info().has("tls_verify")).isFalse();
    assertThat(client.info().has("tls_available")).isFalse();
    client.upgradeToTls(CERTIFICATES.client()).expectSilence(Duration.ofMillis(200));
    client.open(RawClient.MODERN).sendLines("SUB foo 1").publish("foo", "secret");
    client.expectMessage("foo 1 6", "secret").barrier();
    Json entry = SERVER.get().monitoring().connection(client.info().number("client_id"));
    assertThat(entry.text("tls_version")).isEqualTo("1.3");
    assertThat(entry.text("tls_cipher_suite")).startsWith("TLS_");
  }

  @Test
  @Since("2.12")
  @DisplayName("SEC-672 OPS-030 /varz tells when the certificate ends")
  void certificateEnd() {
    String end = SERVER.get().monitoring().json("/varz").text("tls_cert_not_after");
    assertThat(Instant.parse(end)).isAfter(Instant.now());
    assertThat(servers.start("http_port: -1").monitoring().json("/varz").has("tls_cert_not_after"))
        .isFalse();
  }

  @Test
  @DisplayName("CORE-270 a message larger than a TLS record passes both ways")
  void largeMessages() {
    RawClient client = connect();
    client.info();
    client.upgradeToTls(CERTIFICATES.client()).open(RawClient.PLAIN).sendLines("SUB big 1");
    String payload = "0123456789".repeat(50_000);
    client.publish("big", payload).expectMessage("big 1 500000", payload).barrier();
    RawClient other = connect();
    other.info();
    other
        .upgradeToTls(CERTIFICATES.client())
        .open(RawClient.PLAIN)
        .sendLines("SUB big 2")
        .barrier();
    for (int length : new int[] {5000, 16_384, 100_000}) {
      String part = payload.substring(0, length);
      client.publish("big", part).publish("big", "short").publish("big", part);
      for (RawClient receiver : new RawClient[] {client, other}) {
        String sid = receiver == client ? "1" : "2";
        receiver.expectMessage("big " + sid + " " + length, part);
        receiver.expectMessage("big " + sid + " 5", "short");
        receiver.expectMessage("big " + sid + " " + length, part).barrier();
      }
    }
  }

  @Test
  @DisplayName("CORE-271 SEC-670 a plain client fails the handshake and is closed without -ERR")
  void plainClient() {
    RawClient client = connect();
    long cid = client.info().number("client_id");
    client.sendLines("CONNECT {\"verbose\":false}", "PING");
    assertThat(client.readToEnd()).doesNotContain("-ERR").doesNotContain("PONG");
    assertThat(SERVER.get().monitoring().closedReason(cid)).isEqualTo("TLS Handshake Failure");
  }

  @Test
  @DisplayName(
      "CORE-271 CORE-213 CORE-666 SEC-055 SEC-645 a handshake that does not finish in time is closed")
  void handshakeTimeout() {
    RawClient client = connect();
    long cid = client.info().number("client_id");
    assertThat(client.readToEnd()).isIn("", "-ERR 'Secure Connection - TLS Required'\r\n");
    assertThat(SERVER.get().monitoring().closedReason(cid)).isEqualTo("TLS Handshake Failure");
  }

  @Test
  @DisplayName(
      "CORE-005 CORE-703 the default authentication timeout is that of TLS plus one second")
  void authenticationTimeout() {
    ServerUnderTest server = servers.start("http_port: -1\ntls {\n" + CERTIFICATES.block() + "}");
    Json varz = server.monitoring().json("/varz");
    assertThat(((Number) varz.get("auth_timeout")).doubleValue()).isEqualTo(3.0);
    assertThat(((Number) varz.get("tls_timeout")).doubleValue()).isEqualTo(2.0);
    assertThat(varz.get("tls_required")).isEqualTo(true);
  }

  @Test
  @DisplayName("CORE-272 TLS 1.2 is accepted, with min_version 1.3 it is not")
  void minimumVersion() {
    SSLContext oldClient = CERTIFICATES.client(false, "TLSv1.2");
    RawClient client = connect();
    client.info();
    client.upgradeToTls(oldClient).open(RawClient.MODERN).barrier();
    ServerUnderTest strict = startWith("min_version: \"1.3\"", "");
    RawClient refused = servers.closing(strict.connect());
    refused.info();
    assertThatThrownBy(() -> refused.upgradeToTls(oldClient)).hasMessageContaining("protocol");
    RawClient modern = servers.closing(strict.connect());
    modern.info();
    modern.upgradeToTls(CERTIFICATES.client()).open(RawClient.MODERN).barrier();
  }

  @Test
  @DisplayName("CORE-272 SEC-642 SEC-672 verify: the client needs a certificate of the authority")
  void verify() {
    ServerUnderTest server = startWith("verify: true", "");
    RawClient client = servers.closing(server.connect());
    assertThat(client.info().get("tls_verify")).isEqualTo(true);
    client.upgradeToTls(CERTIFICATES.client(true, "TLS")).open(RawClient.MODERN).barrier();
    RawClient stranger = servers.closing(server.connect());
    long cid = stranger.info().number("client_id");
    assertThatThrownBy(() -> stranger.upgradeToTls(CERTIFICATES.client()).open(RawClient.MODERN));
    assertThat(server.monitoring().closedReason(cid)).isEqualTo("TLS Handshake Failure");
    server.awaitLog("TLS handshake error: ");
  }

  @Test
  @DisplayName(
      "CORE-273 SEC-666 handshake_first: nothing in clear, INFO is the first thing inside TLS")
  void handshakeFirst() {
    ServerUnderTest server = startWith("handshake_first: true", "");
    RawClient client = servers.closing(server.connect());
    client.expectSilence(Duration.ofMillis(300)).upgradeToTls(CERTIFICATES.client());
    assertThat(client.info().get("tls_required")).isEqualTo(true);
    client.open(RawClient.MODERN).barrier();
    server.awaitLog("\\[WRN\\].*TLS");
  }

  @Test
  @DisplayName("CORE-273 SEC-651 handshake_first auto: who speaks gets TLS, who waits gets INFO")
  void handshakeFirstWithFallback() {
    for (String value : new String[] {"auto", "\"300ms\""}) {
      ServerUnderTest server = startWith("handshake_first: " + value, "");
      RawClient first = servers.closing(server.connect());
      first.upgradeToTls(CERTIFICATES.client()).open(RawClient.MODERN).barrier();
      RawClient waits = servers.closing(server.connect());
      waits.info();
      waits.upgradeToTls(CERTIFICATES.client()).open(RawClient.MODERN).barrier();
    }
  }

  @Test
  @DisplayName("CORE-274 SEC-657 allow_non_tls: TLS is available, plain clients pass")
  void plainAllowed() {
    ServerUnderTest server = startWith("", "allow_non_tls: true");
    RawClient plain = servers.closing(server.connect());
    assertThat(plain.info().get("tls_available")).isEqualTo(true);
    assertThat(plain.info().has("tls_required")).isFalse();
    plain.open(RawClient.MODERN).barrier();
    RawClient secure = servers.closing(server.connect());
    secure.info();
    secure.upgradeToTls(CERTIFICATES.client()).open(RawClient.MODERN).barrier();
  }

  @Test
  @DisplayName("CORE-274 allow_non_tls: a client that stays silent is a plain one in the end")
  void plainAfterSilence() {
    ServerUnderTest server = startWith("timeout: 0.5", "allow_non_tls: true");
    RawClient silent = servers.closing(server.connect());
    silent.info();
    silent.expectSilence(Duration.ofMillis(800)).open(RawClient.MODERN).barrier();
  }

  @Test
  @DisplayName("CORE-275 CORE-214 SEC-668 more handshakes a second than allowed are turned away")
  void rateLimit() {
    ServerUnderTest server = startWith("connection_rate_limit: 2", "");
    for (int i = 0; i < 6; i++) {
      RawClient client = servers.closing(server.connect());
      client.info();
      if (i >= 2) {
        assertThat(client.readToEnd())
            .isIn("", "-ERR 'Connection throttling is active. Please try again later.'\r\n");
      }
    }
    server.awaitLog("Rejected \\d+ connections due to TLS rate limiting");
  }

  @Test
  @DisplayName("CORE-276 SEC-650 SEC-669 only pinned client certificates pass")
  void pinnedCertificates() {
    String pin = CERTIFICATES.clientPin();
    ServerUnderTest pinned = startWith("verify: true\npinned_certs: [ \"" + pin + "\" ]", "");
    RawClient known = servers.closing(pinned.connect());
    known.info();
    known.upgradeToTls(CERTIFICATES.client(true, "TLS")).open(RawClient.MODERN).barrier();
    ServerUnderTest other =
        startWith("verify: true\npinned_certs: [ \"" + "0".repeat(64) + "\" ]", "");
    RawClient unknown = servers.closing(other.connect());
    long cid = unknown.info().number("client_id");
    assertThatThrownBy(
        () -> unknown.upgradeToTls(CERTIFICATES.client(true, "TLS")).open(RawClient.MODERN));
    assertThat(other.monitoring().closedReason(cid)).isEqualTo("TLS Handshake Failure");
  }

  @Test
  @DisplayName("SEC-643 SEC-680 SEC-685 verify_and_map: the certificate names the user")
  void certificateIsTheUser() {
    ServerUnderTest server =
        startWith(
            "verify_and_map: true",
            "accounts { A { users: [ {user: \"app@example.test\"} ] }, B { users: [ {user: x} ] } }");
    RawClient client = servers.closing(server.connect());
    client.info();
    client.upgradeToTls(CERTIFICATES.client(true, "TLS")).open(RawClient.MODERN).barrier();
    assertThat(client.connectInfo().text("remote_account")).isEqualTo("A");
  }

  @Test
  @DisplayName("CORE-823 SEC-658 --tls flags configure the listener")
  void flags() {
    ServerUnderTest server =
        servers.start(
            builder ->
                builder.flags(
                    "--tlsverify",
                    "--tlscert",
                    CERTIFICATES.file("server.pem"),
                    "--tlskey",
                    CERTIFICATES.file("server-key.pem"),
                    "--tlscacert",
                    CERTIFICATES.file("ca.pem")));
    RawClient client = servers.closing(server.connect());
    assertThat(client.info().get("tls_verify")).isEqualTo(true);
    client.upgradeToTls(CERTIFICATES.client(true, "TLS")).open(RawClient.MODERN).barrier();
  }
}

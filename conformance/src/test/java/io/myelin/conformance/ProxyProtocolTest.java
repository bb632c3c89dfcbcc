package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Since("2.14")
class ProxyProtocolTest {
  private static final byte[] SIGNATURE = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
  };

  @RegisterExtension
  static final Servers SERVER = Servers.shared("proxy_protocol: true\nhttp_port: -1");

  @RegisterExtension final Servers servers = new Servers();

  private RawClient connect() {
    return servers.closing(SERVER.get().connect());
  }

  private static Json entry(RawClient client) {
    return SERVER.get().monitoring().connection(client.info().number("client_id"));
  }

  private static byte[] v2(int command, int family, byte[] addresses) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(SIGNATURE);
    header.write(0x20 | command);
    header.write(family);
    header.write(addresses.length >> 8);
    header.write(addresses.length);
    header.writeBytes(addresses);
    return header.toByteArray();
  }

  @Test
  @DisplayName(
      "CORE-290 CORE-294 INFO comes first, without client_ip; the start line says it is on")
  void infoFirst() {
    assertThat(connect().info().has("client_ip")).isFalse();
    SERVER.get().awaitLog("PROXY protocol enabled for client connections");
  }

  @Test
  @DisplayName("CORE-290 without a header it is a direct client")
  void noHeader() {
    RawClient client = connect().open(RawClient.MODERN).barrier();
    assertThat(entry(client).text("ip")).isEqualTo("127.0.0.1");
    assertThat(entry(client).number("port")).isEqualTo(client.localPort());
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 203.0.113.7 10.0.0.1 4711 4222, 203.0.113.7, 4711",
    "PROXY TCP6 2001:db8::1 2001:db8::2 65535 4222, 2001:db8::1, 65535",
  })
  @DisplayName("CORE-291 CORE-294 version 1: monitoring and the connect INFO show the real client")
  void versionOne(String header, String ip, int port) {
    RawClient client = connect();
    client.info();
    client.sendLines(header).open(RawClient.MODERN).barrier();
    assertThat(entry(client).text("ip")).isEqualTo(ip);
    assertThat(entry(client).number("port")).isEqualTo(port);
    assertThat(client.connectInfo().text("client_ip")).isEqualTo(ip);
  }

  @Test
  @DisplayName(
      "CORE-291 what follows the header in the same packet is not lost; UNKNOWN keeps the socket's address")
  void replayed() {
    RawClient client = connect();
    client.info();
    client.send("PROXY UNKNOWN whatever it says\r\nCONNECT " + RawClient.PLAIN + "\r\nPING\r\n");
    client.expect("PONG").barrier();
    assertThat(entry(client).text("ip")).isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 203.0.113.7 10.0.0.1 4711",
        "PROXY TCP4 203.0.113.7 10.0.0.1 4711 4222 1",
        "PROXY TCP4 2001:db8::1 2001:db8::2 1 2",
        "PROXY TCP6 203.0.113.7 10.0.0.1 1 2",
        "PROXY TCP4 203.0.113.7 10.0.0.1 70000 4222",
        "PROXY TCP4 203.0.113.7 10.0.0.1 x 4222",
        "PROXY UDP4 203.0.113.7 10.0.0.1 1 2",
        "PROXY TCP4 a b 1 2",
      })
  @DisplayName("CORE-293 a malformed version 1 header is logged and closes without -ERR")
  void malformed(String header) {
    RawClient client = connect();
    long cid = client.info().number("client_id");
    client.sendLines(header).expectClosed();
    assertThat(SERVER.get().monitoring().closedReason(cid)).isEqualTo("Protocol Violation");
    SERVER.get().awaitLog("Error reading PROXY protocol header from 127\\.0\\.0\\.1:\\d+: ");
  }

  @Test
  @DisplayName("CORE-291 CORE-293 a version 1 header has at most 107 bytes")
  void tooLong() {
    RawClient client = connect();
    client.info();
    client.send("PROXY UNKNOWN " + "x".repeat(200)).expectClosed();
  }

  @Test
  @DisplayName("CORE-292 version 2 for IPv4 with extra TLV bytes, and for IPv6")
  void versionTwo() {
    byte[] v4 = {(byte) 203, 0, 113, 9, 10, 0, 0, 1, 0x12, 0x67, 0x10, 0x7E, 4, 0, 1, 0};
    RawClient client = connect();
    client.info();
    client.send(v2(1, 0x11, v4)).open(RawClient.MODERN).barrier();
    assertThat(entry(client).text("ip")).isEqualTo("203.0.113.9");
    assertThat(entry(client).number("port")).isEqualTo(0x1267);
    byte[] v6 = new byte[36];
    v6[0] = 0x20;
    v6[1] = 0x01;
    v6[2] = 0x0d;
    v6[3] = (byte) 0xb8;
    v6[15] = 5;
    v6[33] = 99;
    RawClient six = connect();
    six.info();
    six.send(v2(1, 0x21, v6)).open(RawClient.MODERN).barrier();
    assertThat(entry(six).text("ip")).isEqualTo("2001:db8::5");
    assertThat(entry(six).number("port")).isEqualTo(99);
  }

  @Test
  @DisplayName("CORE-292 LOCAL and UNSPEC keep the socket's address")
  void versionTwoLocal() {
    for (byte[] header :
        new byte[][] {v2(0, 0, new byte[0]), v2(0, 0x11, new byte[12]), v2(1, 1, new byte[7])}) {
      RawClient client = connect();
      client.info();
      client.send(header).open(RawClient.MODERN).barrier();
      assertThat(entry(client).text("ip")).isEqualTo("127.0.0.1");
    }
  }

  @Test
  @DisplayName("CORE-292 CORE-293 wrong version, command, transport or length close without -ERR")
  void versionTwoMalformed() {
    byte[] wrongVersion = v2(1, 0x11, new byte[12]);
    wrongVersion[12] = 0x11;
    byte[][] headers = {
      wrongVersion,
      v2(1, 0, new byte[0]),
      v2(7, 0x11, new byte[12]),
      v2(1, 0x12, new byte[12]),
      v2(1, 0x11, new byte[8]),
      v2(1, 0x21, new byte[12])
    };
    for (byte[] header : headers) {
      RawClient client = connect();
      client.info();
      client.send(header).expectClosed();
    }
  }
}

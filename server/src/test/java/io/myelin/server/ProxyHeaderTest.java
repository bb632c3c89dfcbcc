package io.myelin.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
  private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10};
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;

  private static ProxyHeader read(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    ProxyHeader header = ProxyHeader.read(in);
    assertThat(in.readableBytes()).as("nothing is consumed").isEqualTo(bytes.length);
    return header;
  }

  private static ProxyHeader read(String text) {
    return read(text.getBytes(US_ASCII));
  }

  private static byte[] v2(int versionAndCommand, int familyAndTransport, byte... rest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(SIGNATURE);
    bytes.write(versionAndCommand);
    bytes.write(familyAndTransport);
    bytes.write(rest.length >> 8);
    bytes.write(rest.length);
    bytes.writeBytes(rest);
    return bytes.toByteArray();
  }

  /** 203.0.113.9:4711 to 10.0.0.1:4222. */
  private static byte[] v4Addresses() {
    return new byte[] {(byte) 203, 0, 113, 9, 10, 0, 0, 1, 0x12, 0x67, 0x10, 0x7E};
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 203.0.113.7 10.0.0.1 4711 4222, 203.0.113.7, 4711",
    "PROXY TCP4 255.255.255.255 0.0.0.0 0 65535, 255.255.255.255, 0",
    "PROXY TCP6 2001:db8::1 2001:db8::2 65535 4222, 2001:db8::1, 65535",
    "PROXY TCP6 ::ffff:203.0.113.7 ::1 1 2, ::ffff:203.0.113.7, 1"
  })
  @DisplayName("CORE-291 version 1 names the client; what follows is left")
  void versionOne(String line, String ip, int port) {
    assertThat(read(line + "\r\nCONNECT {}\r\n"))
        .isEqualTo(new ProxyHeader.Found(line.length() + 2, ip, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROXY UNKNOWN", "PROXY UNKNOWN ffff::1 whatever 1 2 3 4"})
  @DisplayName("CORE-291 UNKNOWN keeps the socket's address, whatever else it says")
  void unknown(String line) {
    assertThat(read(line + "\r\n")).isEqualTo(new ProxyHeader.Found(line.length() + 2, "", 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY ",
        "PROXY TCP4 203.0.113.7 10.0.0.1 4711",
        "PROXY TCP4 203.0.113.7 10.0.0.1 4711 4222 1",
        "PROXY TCP4  203.0.113.7 10.0.0.1 4711 4222",
        "PROXY TCP4 2001:db8::1 2001:db8::2 1 2",
        "PROXY TCP6 203.0.113.7 10.0.0.1 1 2",
        "PROXY TCP4 203.0.113.256 10.0.0.1 1 2",
        "PROXY TCP4 203.0.113.7 10.0.0.1 65536 2",
        "PROXY TCP4 203.0.113.7 10.0.0.1 -1 2",
        "PROXY TCP4 203.0.113.7 10.0.0.1 1 x",
        "PROXY TCP4 a b 1 2"
      })
  @DisplayName("CORE-291 CORE-293 a malformed version 1 header says so")
  void malformedVersionOne(String line) {
    assertThat(read(line + "\r\n"))
        .isInstanceOfSatisfying(
            ProxyHeader.Malformed.class,
            malformed ->
                assertThat(malformed.reason()).startsWith("invalid PROXY protocol header: "));
  }

  @Test
  @DisplayName("CORE-293 protocols other than TCP are unsupported")
  void unsupportedVersionOne() {
    assertThat(read("PROXY UDP4 203.0.113.7 10.0.0.1 1 2\r\n"))
        .isInstanceOfSatisfying(
            ProxyHeader.Malformed.class,
            malformed ->
                assertThat(malformed.reason()).startsWith("unsupported PROXY protocol feature: "));
  }

  @Test
  @DisplayName("CORE-291 a version 1 header has at most 107 bytes, its line end included")
  void longestVersionOne() {
    String longest = "PROXY UNKNOWN " + "x".repeat(91);
    assertThat(read(longest + "\r\n")).isEqualTo(new ProxyHeader.Found(107, "", 0));
    assertThat(read(longest + "x\r\n")).isInstanceOf(ProxyHeader.Malformed.class);
    assertThat(read(longest)).isInstanceOf(ProxyHeader.Incomplete.class);
  }

  @Test
  @DisplayName("CORE-292 version 2 for IPv4, extra TLV bytes skipped")
  void versionTwoV4() {
    byte[] withTlv = Arrays.copyOf(v4Addresses(), 20);
    assertThat(read(v2(PROXY, TCP4, v4Addresses())))
        .isEqualTo(new ProxyHeader.Found(28, "203.0.113.9", 4711));
    assertThat(read(v2(PROXY, TCP4, withTlv)))
        .isEqualTo(new ProxyHeader.Found(36, "203.0.113.9", 4711));
  }

  @Test
  @DisplayName("CORE-292 LOCAL keeps the socket's address whatever it carries, UNSPEC too")
  void keepsAddress() {
    assertThat(read(v2(LOCAL, 0))).isEqualTo(new ProxyHeader.Found(16, "", 0));
    assertThat(read(v2(LOCAL, TCP4, v4Addresses()))).isEqualTo(new ProxyHeader.Found(28, "", 0));
    assertThat(read(v2(PROXY, 0x01, new byte[7]))).isEqualTo(new ProxyHeader.Found(23, "", 0));
  }

  @Test
  @DisplayName("CORE-292 CORE-293 wrong version, command, transport, family or length")
  void malformedVersionTwo() {
    byte[] wrongSignature = v2(PROXY, TCP4, v4Addresses());
    wrongSignature[11] = 0;
    byte[][] headers = {
      wrongSignature,
      v2(0x11, TCP4, v4Addresses()),
      v2(0x27, TCP4, v4Addresses()),
      v2(PROXY, 0x12, v4Addresses()),
      v2(PROXY, 0x00),
      v2(PROXY, 0x31, v4Addresses()),
      v2(PROXY, TCP4, new byte[11]),
      v2(PROXY, TCP6, new byte[35])
    };
    for (byte[] header : headers) {
      assertThat(read(header)).isInstanceOf(ProxyHeader.Malformed.class);
    }
  }

  @Test
  @DisplayName("CORE-290 six bytes tell whether there is a header")
  void absent() {
    assertThat(read("CONNECT {}\r\n")).isInstanceOf(ProxyHeader.Absent.class);
    assertThat(read("PING\r\n")).isInstanceOf(ProxyHeader.Absent.class);
    assertThat(read("PING\r")).isInstanceOf(ProxyHeader.Incomplete.class);
    assertThat(read("proxy TCP4")).isInstanceOf(ProxyHeader.Absent.class);
  }

  @Test
  @DisplayName("CORE-290 every beginning of a header is incomplete")
  void everyBeginning() {
    byte[][] headers = {
      "PROXY TCP4 203.0.113.7 10.0.0.1 4711 4222\r\n".getBytes(US_ASCII),
      v2(PROXY, TCP4, v4Addresses()),
      v2(LOCAL, 0)
    };
    for (byte[] header : headers) {
      for (int length = 0; length < header.length; length++) {
        assertThat(read(Arrays.copyOf(header, length)))
            .as("%d of %d bytes", length, header.length)
            .isInstanceOf(ProxyHeader.Incomplete.class);
      }
      assertThat(read(header)).isInstanceOf(ProxyHeader.Found.class);
    }
  }

  @Property(tries = 500)
  void garbageBehindTheSignatureNeverThrows(@ForAll @Size(max = 60) byte[] rest) {
    byte[] bytes = Arrays.copyOf(SIGNATURE, SIGNATURE.length + rest.length);
    System.arraycopy(rest, 0, bytes, SIGNATURE.length, rest.length);
    isWithinBounds(bytes);
  }

  @Property(tries = 500)
  void garbageBehindTheWordNeverThrows(@ForAll @Size(max = 120) byte[] rest) {
    byte[] bytes = Arrays.copyOf("PROXY ".getBytes(US_ASCII), 6 + rest.length);
    System.arraycopy(rest, 0, bytes, 6, rest.length);
    isWithinBounds(bytes);
  }

  private static void isWithinBounds(byte[] bytes) {
    if (read(bytes) instanceof ProxyHeader.Found found) {
      assertThat(found.length()).isBetween(1, bytes.length);
      assertThat(found.port()).isBetween(0, 65535);
    }
  }
}

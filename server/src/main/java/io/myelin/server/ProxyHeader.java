package io.myelin.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The PROXY protocol header, version 1 and 2, at the front of a connection (CORE-290 to CORE-292).
 */
sealed interface ProxyHeader {

  /** More bytes are needed to tell. */
  record Incomplete() implements ProxyHeader {}

  /** The connection does not start with one. */
  record Absent() implements ProxyHeader {}

  /** It starts like one and is none. */
  record Malformed(String reason) implements ProxyHeader {}

  /**
   * A header.
   *
   * @param length its bytes
   * @param ip the client's address, empty when the socket's own is to be kept
   */
  record Found(int length, String ip, int port) implements ProxyHeader {}

  /** The longest version 1 header, line end included. */
  int MAX_V1_BYTES = 107;

  /** How many bytes tell whether there is a header at all. */
  int DETECTION_BYTES = 6;

  /** Reads a header without consuming anything. */
  static ProxyHeader read(ByteBuf in) {
    byte[] bytes = ByteBufUtil.getBytes(in);
    if (bytes.length < DETECTION_BYTES) {
      return new Incomplete();
    }
    if (startsWith(bytes, V2.SIGNATURE, DETECTION_BYTES)) {
      return V2.read(bytes);
    }
    return startsWith(bytes, V1.PREFIX, DETECTION_BYTES) ? V1.read(bytes) : new Absent();
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix, int length) {
    return Arrays.equals(bytes, 0, length, prefix, 0, length);
  }

  /** The text form. */
  final class V1 {
    static final byte[] PREFIX = "PROXY ".getBytes(US_ASCII);
    private static final int FIELDS = 5;

    private V1() {}

    static ProxyHeader read(byte[] bytes) {
      String text = new String(bytes, 0, Math.min(bytes.length, MAX_V1_BYTES), US_ASCII);
      int end = text.indexOf("\r\n");
      if (end < 0) {
        return bytes.length >= MAX_V1_BYTES ? invalid("line too long") : new Incomplete();
      }
      String[] fields = text.substring(PREFIX.length, end).split(" ", -1);
      if (fields[0].equals("UNKNOWN")) {
        return new Found(end + 2, "", 0);
      }
      if (fields.length != FIELDS) {
        return invalid("expected 5 fields, got " + fields.length);
      }
      boolean v4 = fields[0].equals("TCP4");
      if (!v4 && !fields[0].equals("TCP6")) {
        return new Malformed("unsupported PROXY protocol feature: protocol " + fields[0]);
      }
      for (int i = 1; i <= 2; i++) {
        if (v4 ? !NetUtil.isValidIpV4Address(fields[i]) : !isIpv6(fields[i])) {
          return invalid("address " + fields[i] + " does not fit " + fields[0]);
        }
      }
      int port = port(fields[3]);
      if (port < 0 || port(fields[4]) < 0) {
        return invalid("bad port");
      }
      return new Found(end + 2, fields[1], port);
    }

    private static boolean isIpv6(String text) {
      return text.indexOf(':') >= 0 && NetUtil.isValidIpV6Address(text);
    }

    private static int port(String text) {
      if (text.isEmpty() || text.length() > 5) {
        return -1;
      }
      int value = 0;
      for (int i = 0; i < text.length(); i++) {
        int digit = text.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          return -1;
        }
        value = value * 10 + digit;
      }
      return value <= 65535 ? value : -1;
    }
  }

  /** The binary form. */
  final class V2 {
    static final byte[] SIGNATURE = {
      0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
    };
    private static final int FIXED_BYTES = 16;
    private static final int STREAM = 1;

    private V2() {}

    static ProxyHeader read(byte[] bytes) {
      if (bytes.length < FIXED_BYTES) {
        return new Incomplete();
      }
      if (!startsWith(bytes, SIGNATURE, SIGNATURE.length)) {
        return invalid("bad signature");
      }
      int version = (bytes[12] & 0xF0) >> 4;
      int command = bytes[12] & 0x0F;
      int family = (bytes[13] & 0xF0) >> 4;
      int transport = bytes[13] & 0x0F;
      int length = ((bytes[14] & 0xFF) << 8) | (bytes[15] & 0xFF);
      if (version != 2) {
        return new Malformed("unsupported PROXY protocol feature: version " + version);
      }
      if (bytes.length < FIXED_BYTES + length) {
        return new Incomplete();
      }
      if (command == 0) {
        return new Found(FIXED_BYTES + length, "", 0);
      }
      if (command != 1) {
        return invalid("command " + command);
      }
      if (transport != STREAM) {
        return new Malformed("unsupported PROXY protocol feature: only STREAM is supported");
      }
      return switch (family) {
        case 0 -> new Found(FIXED_BYTES + length, "", 0);
        case 1, 2 -> address(bytes, family == 1 ? 4 : 16, length);
        default -> new Malformed("unsupported PROXY protocol feature: address family " + family);
      };
    }

    private static ProxyHeader address(byte[] bytes, int addressBytes, int length) {
      if (length < 2 * addressBytes + 4) {
        return invalid("address block of " + length + " bytes is too short");
      }
      try {
        InetAddress source =
            InetAddress.getByAddress(
                Arrays.copyOfRange(bytes, FIXED_BYTES, FIXED_BYTES + addressBytes));
        int portAt = FIXED_BYTES + 2 * addressBytes;
        int port = ((bytes[portAt] & 0xFF) << 8) | (bytes[portAt + 1] & 0xFF);
        return new Found(FIXED_BYTES + length, NetUtil.toAddressString(source), port);
      } catch (UnknownHostException e) {
        return invalid("address block");
      }
    }
  }

  private static ProxyHeader invalid(String why) {
    return new Malformed("invalid PROXY protocol header: " + why);
  }
}

package io.myelin.conformance;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;

/** An Ed25519 user key made for one test: its public text form {@code U...} and signatures. */
final class UserKey {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int USER_PREFIX = 20 << 3;
  private static final int KEY_BYTES = 32;
  private final KeyPair pair;

  UserKey() {
    try {
      pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String publicText() {
    byte[] spki = pair.getPublic().getEncoded();
    byte[] bytes = new byte[1 + KEY_BYTES + 2];
    bytes[0] = (byte) USER_PREFIX;
    System.arraycopy(spki, spki.length - KEY_BYTES, bytes, 1, KEY_BYTES);
    int crc = crc16(Arrays.copyOf(bytes, 1 + KEY_BYTES));
    bytes[1 + KEY_BYTES] = (byte) crc;
    bytes[2 + KEY_BYTES] = (byte) (crc >> 8);
    return base32(bytes);
  }

  byte[] sign(String text) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String signUrlBase64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sign(text));
  }

  private static int crc16(byte[] bytes) {
    int crc = 0;
    for (byte b : bytes) {
      crc ^= (b & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
      }
    }
    return crc & 0xffff;
  }

  private static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < bytes.length * 8; bit += 5) {
      int value = 0;
      for (int i = bit; i < bit + 5; i++) {
        int b = i / 8 < bytes.length ? bytes[i / 8] >> (7 - i % 8) & 1 : 0;
        value = value << 1 | b;
      }
      text.append(BASE32.charAt(value));
    }
    return text.toString();
  }
}

package io.myelin.store;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** The chunks of the framed S2 format: type, length of 24 bits, and mostly a checksum. */
final class S2Frame {
  /** Type and length. */
  static final int CHUNK_BYTES = 4;

  static final int CHECKSUM_BYTES = 4;

  /** Type, length and checksum. */
  static final int HEADER_BYTES = CHUNK_BYTES + CHECKSUM_BYTES;

  static final int COMPRESSED = 0x00;
  static final int UNCOMPRESSED = 0x01;
  static final int FIRST_SKIPPABLE = 0x80;
  static final int IDENTIFIER = 0xff;

  private static final int MASK_DELTA = 0xa282ead8;

  private S2Frame() {}

  /** How every S2 stream begins. */
  static byte[] identifier() {
    byte[] chunk = new byte[CHUNK_BYTES + 6];
    chunk[0] = (byte) IDENTIFIER;
    chunk[1] = 6;
    System.arraycopy("S2sTwO".getBytes(StandardCharsets.US_ASCII), 0, chunk, CHUNK_BYTES, 6);
    return chunk;
  }

  static boolean isIdentifier(byte[] body, int length) {
    String text = new String(body, 0, length, StandardCharsets.ISO_8859_1);
    return text.equals("S2sTwO") || text.equals("sNaPpY");
  }

  static void header(byte[] chunk, int type, int bodyBytes) {
    int length = bodyBytes + CHECKSUM_BYTES;
    chunk[0] = (byte) type;
    chunk[1] = (byte) length;
    chunk[2] = (byte) (length >>> 8);
    chunk[3] = (byte) (length >>> 16);
  }

  static void checksum(byte[] chunk, int checksum) {
    for (int i = 0; i < CHECKSUM_BYTES; i++) {
      chunk[CHUNK_BYTES + i] = (byte) (checksum >>> (8 * i));
    }
  }

  static int checksum(byte[] body) {
    int checksum = 0;
    for (int i = 0; i < CHECKSUM_BYTES; i++) {
      checksum |= (body[i] & 0xff) << (8 * i);
    }
    return checksum;
  }

  /** CRC32C, turned and shifted so that checksums of data with checksums inside stay useful. */
  static int checksumOf(byte[] bytes, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }
}

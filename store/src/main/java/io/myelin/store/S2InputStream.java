package io.myelin.store;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the framed S2 format, and Snappy's. Every checksum is checked. Memory is bound by the
 * largest chunk the format allows, whatever the input says.
 */
public final class S2InputStream extends InputStream {
  private static final int MAX_BODY_BYTES =
      S2Frame.CHECKSUM_BYTES + S2Encoder.maxEncodedBytes(S2Decoder.MAX_BLOCK_BYTES);

  private final InputStream in;
  private byte[] body = new byte[512];
  private byte[] block = {};
  private int at;
  private int end;
  private boolean identified;
  private long position;

  /**
   * @param in read in small steps too; buffered where that matters
   */
  public S2InputStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    return fill() ? block[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int start, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int part = Math.min(length, end - at);
    System.arraycopy(block, at, into, start, part);
    at += part;
    return part;
  }

  @Override
  public int available() {
    return end - at;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Reads chunks until there is data; false at the end. */
  private boolean fill() throws IOException {
    while (at == end) {
      int type = in.read();
      if (type < 0) {
        return false;
      }
      position++;
      readBody(3);
      int length = (body[0] & 0xff) | (body[1] & 0xff) << 8 | (body[2] & 0xff) << 16;
      if (type == S2Frame.COMPRESSED || type == S2Frame.UNCOMPRESSED) {
        data(type, length);
      } else if (type == S2Frame.IDENTIFIER) {
        identifier(length);
      } else if (type >= S2Frame.FIRST_SKIPPABLE) {
        skip(length);
      } else {
        throw damaged("chunk of unknown type " + type);
      }
    }
    return true;
  }

  private void identifier(int length) throws IOException {
    if (length != 6) {
      throw damaged("identifier of " + length + " bytes");
    }
    readBody(length);
    if (!S2Frame.isIdentifier(body, length)) {
      throw damaged("neither S2 nor Snappy");
    }
    identified = true;
  }

  private void data(int type, int length) throws IOException {
    if (!identified) {
      throw damaged("the stream does not begin with its identifier");
    }
    if (length < S2Frame.CHECKSUM_BYTES || length > MAX_BODY_BYTES) {
      throw damaged("chunk of " + length + " bytes");
    }
    readBody(length);
    int bodyBytes = length - S2Frame.CHECKSUM_BYTES;
    int decoded =
        type == S2Frame.COMPRESSED
            ? S2Decoder.decodedBytes(body, S2Frame.CHECKSUM_BYTES, bodyBytes)
            : bodyBytes;
    if (decoded > S2Decoder.MAX_BLOCK_BYTES) {
      throw damaged("block of " + decoded + " bytes");
    }
    block = block.length < decoded ? new byte[decoded] : block;
    if (type == S2Frame.COMPRESSED) {
      S2Decoder.decode(body, S2Frame.CHECKSUM_BYTES, bodyBytes, block, 0);
    } else {
      System.arraycopy(body, S2Frame.CHECKSUM_BYTES, block, 0, bodyBytes);
    }
    if (S2Frame.checksum(body) != S2Frame.checksumOf(block, 0, decoded)) {
      throw damaged("checksum does not match");
    }
    at = 0;
    end = decoded;
  }

  private void skip(int length) throws IOException {
    int rest = length;
    while (rest > 0) {
      int part = Math.min(rest, 8192);
      readBody(part);
      rest -= part;
    }
  }

  private void readBody(int length) throws IOException {
    body = body.length < length ? new byte[Math.max(length, 8192)] : body;
    int read = in.readNBytes(body, 0, length);
    position += read;
    if (read < length) {
      throw damaged("the stream is cut off");
    }
  }

  private S2FormatException damaged(String what) {
    return new S2FormatException("S2 stream, before byte " + position + ": " + what);
  }
}

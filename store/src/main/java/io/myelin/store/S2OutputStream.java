package io.myelin.store;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes the framed S2 format: an identifier, then chunks of up to a block, each with the checksum
 * of what it decodes to. A block that does not get smaller is stored as it is.
 */
public final class S2OutputStream extends OutputStream {
  private final OutputStream out;
  private final S2Encoder encoder = new S2Encoder();
  private final byte[] block;
  private final byte[] chunk;
  private int filled;
  private boolean begun;
  private boolean closed;

  /**
   * @param blockBytes from 1 to 4 MiB; larger ones compress better, Snappy readers take 64 KiB
   */
  public S2OutputStream(OutputStream out, int blockBytes) {
    if (blockBytes < 1 || blockBytes > S2Decoder.MAX_BLOCK_BYTES) {
      throw new IllegalArgumentException("an S2 block of " + blockBytes + " bytes");
    }
    this.out = out;
    this.block = new byte[blockBytes];
    this.chunk = new byte[S2Frame.HEADER_BYTES + S2Encoder.maxEncodedBytes(blockBytes)];
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] from, int at, int length) throws IOException {
    if (closed) {
      throw new IOException("the S2 stream is closed");
    }
    int rest = length;
    while (rest > 0) {
      int part = Math.min(rest, block.length - filled);
      System.arraycopy(from, at + length - rest, block, filled, part);
      filled += part;
      rest -= part;
      if (filled == block.length) {
        writeBlock();
      }
    }
  }

  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      out.write(S2Frame.identifier());
    }
  }

  private void writeBlock() throws IOException {
    begin();
    if (filled == 0) {
      return;
    }
    int encoded = encoder.encode(block, 0, filled, chunk, S2Frame.HEADER_BYTES);
    boolean smaller = encoded < filled - filled / 16;
    int bodyBytes = smaller ? encoded : filled;
    S2Frame.header(chunk, smaller ? S2Frame.COMPRESSED : S2Frame.UNCOMPRESSED, bodyBytes);
    S2Frame.checksum(chunk, S2Frame.checksumOf(block, 0, filled));
    if (smaller) {
      out.write(chunk, 0, S2Frame.HEADER_BYTES + encoded);
    } else {
      out.write(chunk, 0, S2Frame.HEADER_BYTES);
      out.write(block, 0, filled);
    }
    filled = 0;
  }

  /** Writes what was gathered as a chunk, however small. */
  @Override
  public void flush() throws IOException {
    writeBlock();
    out.flush();
  }

  /** Ends the stream and closes what it writes to. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    try (out) {
      writeBlock();
      closed = true;
    }
  }
}

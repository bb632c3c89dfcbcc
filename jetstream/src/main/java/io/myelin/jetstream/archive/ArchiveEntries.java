package io.myelin.jetstream.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The entries of an archive of format 2, behind its magic (STR-507). Not thread-safe. */
public final class ArchiveEntries {
  private static final byte[] MAGIC = "NATSARC1".getBytes(US_ASCII);
  private static final int LONGEST_NAME = 1 << 20;
  private static final int LARGEST_PART = 64 << 20;

  private final VarintReader in;

  /**
   * @param in begins behind the magic
   */
  public ArchiveEntries(InputStream in) {
    this.in = new VarintReader(in);
  }

  /** What an archive of this format begins with. */
  public static byte[] magic() {
    return MAGIC.clone();
  }

  /** One entry: a file, or a message whose subject is the name. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Entry(byte[] name, long timeNanos, long sequence, byte[] header, byte[] payload) {}

  /**
   * The next entry, null at the end.
   *
   * @throws java.io.EOFException when the archive was cut short
   */
  public @Nullable Entry next() throws IOException {
    long nameLength = in.unsigned();
    long timeNanos = in.signed();
    long sequence = in.unsigned();
    long headerLength = in.unsigned();
    long payloadLength = in.unsigned();
    if (nameLength == 0) {
      return null;
    }
    return new Entry(
        in.bytes(nameLength, LONGEST_NAME),
        timeNanos,
        sequence,
        in.bytes(headerLength, LARGEST_PART),
        in.bytes(payloadLength, LARGEST_PART));
  }
}

package io.myelin.jetstream.natsstore;

import io.myelin.store.S2FormatException;
import io.myelin.store.S2InputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** Blocks that were compressed when they were full (STR-616). Pure functions. */
final class CompressedBlock {
  private static final int MAGIC_BYTES = 3;
  private static final int S2 = 1;
  private static final int HASH_BYTES = 8;
  private static final int LONGEST_SIZE_BYTES = 10;
  private static final int BUFFER_BYTES = 64 << 10;

  private CompressedBlock() {}

  /**
   * The records of a block. Of one that is damaged, what lies in front of the damage.
   *
   * @param block returned as it is when it is not compressed
   */
  static byte[] expand(byte[] block) throws IOException {
    if (block.length <= MAGIC_BYTES + 1 + HASH_BYTES
        || block[0] != 'c'
        || block[1] != 'm'
        || block[2] != 'p'
        || block[MAGIC_BYTES] > S2
        || block[MAGIC_BYTES] < 0) {
      return block;
    }
    int at = MAGIC_BYTES + 1;
    while (at < MAGIC_BYTES + 1 + LONGEST_SIZE_BYTES && block[at] < 0) {
      at++;
    }
    at++;
    int end = block.length - HASH_BYTES;
    if (at > end) {
      return block;
    }
    if (block[MAGIC_BYTES] != S2) {
      return Arrays.copyOfRange(block, at, block.length);
    }
    ByteArrayOutputStream plain = new ByteArrayOutputStream(2 * block.length);
    byte[] buffer = new byte[BUFFER_BYTES];
    try (S2InputStream in = new S2InputStream(new ByteArrayInputStream(block, at, end - at))) {
      for (int read = in.read(buffer, 0, BUFFER_BYTES);
          read > 0;
          read = in.read(buffer, 0, BUFFER_BYTES)) {
        plain.write(buffer, 0, read);
      }
    } catch (S2FormatException damaged) {
      if (plain.size() == 0) {
        return block;
      }
    }
    plain.write(block, end, HASH_BYTES);
    return plain.toByteArray();
  }
}

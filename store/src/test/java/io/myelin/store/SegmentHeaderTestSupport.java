package io.myelin.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Writes headers of versions that do not exist yet. */
final class SegmentHeaderTestSupport {
  private SegmentHeaderTestSupport() {}

  static byte[] withFeatures(byte[] header, int features) {
    byte[] changed = header.clone();
    ByteBuffer buffer = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < changed.length; at += 512) {
      buffer.putInt(at + 12, features);
      CRC32C crc = new CRC32C();
      crc.update(changed, at, 56);
      buffer.putInt(at + 56, (int) crc.getValue());
    }
    return changed;
  }
}

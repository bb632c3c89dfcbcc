package io.myelin.store;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What the records of a segment say beside its messages.
 *
 * @param removals sequences that they remove, here or in earlier segments
 * @param erasures of these, those whose bytes are to be overwritten
 * @param expiryTimes when messages with a time to live of their own expire
 * @param expirySequences which those are
 */
record SegmentLists(
    LongList removals, LongList erasures, LongList expiryTimes, LongList expirySequences) {

  SegmentLists() {
    this(new LongList(), new LongList(), new LongList(), new LongList());
  }

  private List<LongList> all() {
    return List.of(removals, erasures, expiryTimes, expirySequences);
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (LongList list : all()) {
      byte[] encoded = list.encode(0, list.size());
      ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      bytes.writeBytes(length.putInt(encoded.length).array());
      bytes.writeBytes(encoded);
    }
    return bytes.toByteArray();
  }

  static SegmentLists decode(byte[] bytes) {
    SegmentLists lists = new SegmentLists();
    int at = 0;
    for (LongList list : lists.all()) {
      int length = (int) IndexEncoder.INT.get(bytes, at);
      list.decode(bytes, at + 4, length);
      at += 4 + length;
    }
    return lists;
  }
}

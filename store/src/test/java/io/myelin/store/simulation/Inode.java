package io.myelin.store.simulation;

import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * The bytes of one simulated file twice: as everybody sees them, and as they are on the medium.
 * Pages that differ are dirty until a sync carries them over, or drops them.
 */
final class Inode implements Node {
  static final int PAGE_BYTES = 4096;
  private static final int SECTOR_BYTES = 512;
  private static final int MAX_BYTES = 1 << 30;

  private byte[] seen = {};
  private int seenLength;
  private byte[] durable = {};
  private int durableLength;
  private final BitSet dirty = new BitSet();

  int length() {
    return seenLength;
  }

  int read(byte[] into, int at, int length, long position) {
    int available = (int) Math.max(0, Math.min(length, seenLength - position));
    if (available > 0) {
      System.arraycopy(seen, (int) position, into, at, available);
    }
    return available;
  }

  void write(byte[] from, int at, int length, long position) {
    if (position < 0 || position + length > MAX_BYTES) {
      throw new IllegalArgumentException("position " + position + " in a simulated file");
    }
    if (length == 0) {
      return;
    }
    int end = (int) position + length;
    seen = grown(seen, end);
    System.arraycopy(from, at, seen, (int) position, length);
    seenLength = Math.max(seenLength, end);
    dirty.set((int) position / PAGE_BYTES, (end - 1) / PAGE_BYTES + 1);
  }

  void truncate(long length) {
    if (length >= seenLength) {
      return;
    }
    Arrays.fill(seen, (int) length, seenLength, (byte) 0);
    int lastPage = (Math.max(seenLength, durableLength) - 1) / PAGE_BYTES;
    dirty.set((int) length / PAGE_BYTES, lastPage + 1);
    seenLength = (int) length;
  }

  /** Carries every dirty page to the medium. */
  void sync() {
    durable = grown(durable, seenLength);
    for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
      copyPage(page, seen, durable);
    }
    durableLength = seenLength;
    dirty.clear();
  }

  /**
   * What a kernel does when the medium refuses: some pages arrived, the others count as clean from
   * now on without ever having arrived, and may or may not be seen as they are on the medium.
   */
  void failSync(RandomGenerator random) {
    boolean evicted = random.nextBoolean();
    durable = grown(durable, seenLength);
    seen = grown(seen, durable.length);
    for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
      if (random.nextBoolean()) {
        copyPage(page, seen, durable);
      } else if (evicted) {
        copyPage(page, durable, seen);
      }
    }
    if (random.nextBoolean()) {
      durableLength = seenLength;
    }
    dirty.clear();
  }

  /** The file as it is after the power failed. */
  Inode afterPowerFailure(RandomGenerator random, boolean keepNothing) {
    Inode left = new Inode();
    left.durable = Arrays.copyOf(durable, Math.max(durable.length, seenLength));
    left.durableLength = durableLength;
    if (!keepNothing) {
      int keepOf = 1 + random.nextInt(4);
      for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
        if (random.nextInt(4) < keepOf) {
          keepPage(page, left.durable, random);
        }
      }
      left.durableLength = lengthLeft(random);
    }
    Arrays.fill(
        left.durable,
        Math.min(left.durableLength, left.durable.length),
        left.durable.length,
        (byte) 0);
    left.durable = grown(left.durable, left.durableLength);
    left.seen = left.durable.clone();
    left.seenLength = left.durableLength;
    return left;
  }

  /** The file as another process finds it when only the first process died. */
  Inode copy() {
    Inode copy = new Inode();
    copy.seen = seen.clone();
    copy.seenLength = seenLength;
    copy.durable = durable.clone();
    copy.durableLength = durableLength;
    copy.dirty.or(dirty);
    return copy;
  }

  /** Turns one bit around, on the medium and as seen. */
  void flipBit(long bit) {
    int at = (int) (bit >>> 3);
    byte mask = (byte) (1 << (bit & 7));
    seen[at] ^= mask;
    if (at < durable.length) {
      durable[at] ^= mask;
    }
  }

  private int lengthLeft(RandomGenerator random) {
    int low = Math.min(seenLength, durableLength);
    int high = Math.max(seenLength, durableLength);
    return switch (random.nextInt(4)) {
      case 0 -> durableLength;
      case 1 -> low == high ? high : low + random.nextInt(high - low);
      default -> seenLength;
    };
  }

  private void keepPage(int page, byte[] into, RandomGenerator random) {
    if (random.nextInt(4) != 0) {
      copyPage(page, seen, into);
      return;
    }
    int from = page * PAGE_BYTES;
    for (int sector = 0; sector < PAGE_BYTES; sector += SECTOR_BYTES) {
      if (random.nextBoolean()) {
        copy(from + sector, SECTOR_BYTES, seen, into);
      }
    }
  }

  private static void copyPage(int page, byte[] from, byte[] to) {
    copy(page * PAGE_BYTES, PAGE_BYTES, from, to);
  }

  private static void copy(int at, int length, byte[] from, byte[] to) {
    int end = Math.min(at + length, Math.min(from.length, to.length));
    if (end > at) {
      System.arraycopy(from, at, to, at, end - at);
    }
  }

  private static byte[] grown(byte[] bytes, int length) {
    return bytes.length >= length
        ? bytes
        : Arrays.copyOf(bytes, Math.max(length, Math.min(bytes.length * 2, MAX_BYTES)));
  }
}

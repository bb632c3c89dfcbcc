package io.myelin.store;

import java.util.Arrays;

/**
 * The subjects of a stream that have a message, each with a number, a count of messages and its
 * first and last sequence. Good for tens of millions of subjects: everything lies in a few arrays
 * of primitives, about 40 bytes a subject and the subject itself.
 *
 * <p>An open-addressing hash table holds numbers; a number stays with its subject until that is
 * removed and is then given to another. Not safe for use by several threads.
 */
final class SubjectTable {
  static final int NONE = -1;

  private static final int MIN_SLOTS = 16;
  private static final int CHUNK_BITS = 14;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int BYTES_CHUNK_BITS = 18;
  private static final int BYTES_CHUNK = 1 << BYTES_CHUNK_BITS;
  private static final int ROUND = 8;
  private static final int SMALL_CLASSES = 64;

  private int[] slots = new int[MIN_SLOTS];
  private int subjects;
  private int numbers;

  private int[][] hash = {new int[MIN_SLOTS]};
  private int[][] count = {new int[MIN_SLOTS]};
  private long[][] first = {new long[MIN_SLOTS]};
  private long[][] last = {new long[MIN_SLOTS]};
  private long[][] bytesAt = {new long[MIN_SLOTS]};
  private byte[][] bytes = {new byte[256]};
  private long bytesEnd;

  // Free numbers by the room their bytes take; `first` holds the next free number.
  private final int[] free = new int[SMALL_CLASSES + 16];

  SubjectTable() {
    Arrays.fill(free, NONE);
  }

  /** How many subjects there are. */
  int subjects() {
    return subjects;
  }

  /** All numbers are below this one; those for which {@link #isUsed} is false hold nothing. */
  int limit() {
    return numbers;
  }

  boolean isUsed(int number) {
    return hash[number >>> CHUNK_BITS][number & (CHUNK - 1)] != 0;
  }

  /** The subject's number, or {@link #NONE}. */
  int find(SubjectKey key) {
    int mask = slots.length - 1;
    for (int slot = key.hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int number = slots[slot] - 1;
      if (holds(number, key)) {
        return number;
      }
    }
    return NONE;
  }

  /** The subject's number; a new one starts with a count of 0. */
  int findOrAdd(SubjectKey key) {
    int mask = slots.length - 1;
    int slot = key.hash & mask;
    for (; slots[slot] != 0; slot = (slot + 1) & mask) {
      int number = slots[slot] - 1;
      if (holds(number, key)) {
        return number;
      }
    }
    int number = allocate(key);
    slots[slot] = number + 1;
    subjects++;
    if (subjects > slots.length / 10 * 7) {
      grow();
    }
    return number;
  }

  /** Forgets the subject; the number may be given to another. */
  void remove(int number) {
    int mask = slots.length - 1;
    int slot = hashOf(number) & mask;
    while (slots[slot] != number + 1) {
      assert slots[slot] != 0 : "a subject that is not in its table";
      slot = (slot + 1) & mask;
    }
    int hole = slot;
    int probe = slot;
    while (true) {
      probe = (probe + 1) & mask;
      if (slots[probe] == 0) {
        break;
      }
      int home = hashOf(slots[probe] - 1) & mask;
      if (((probe - home) & mask) >= ((probe - hole) & mask)) {
        slots[hole] = slots[probe];
        hole = probe;
      }
    }
    slots[hole] = 0;
    subjects--;
    int chunk = number >>> CHUNK_BITS;
    int in = number & (CHUNK - 1);
    int room = roomClass(length(number));
    hash[chunk][in] = 0;
    first[chunk][in] = free[room];
    free[room] = number;
  }

  /** Forgets everything. */
  void clear() {
    slots = new int[MIN_SLOTS];
    subjects = 0;
    numbers = 0;
    hash = new int[][] {new int[MIN_SLOTS]};
    count = new int[][] {new int[MIN_SLOTS]};
    first = new long[][] {new long[MIN_SLOTS]};
    last = new long[][] {new long[MIN_SLOTS]};
    bytesAt = new long[][] {new long[MIN_SLOTS]};
    bytes = new byte[][] {new byte[256]};
    bytesEnd = 0;
    Arrays.fill(free, NONE);
  }

  int count(int number) {
    return count[number >>> CHUNK_BITS][number & (CHUNK - 1)];
  }

  void count(int number, int value) {
    count[number >>> CHUNK_BITS][number & (CHUNK - 1)] = value;
  }

  long first(int number) {
    return first[number >>> CHUNK_BITS][number & (CHUNK - 1)];
  }

  void first(int number, long value) {
    first[number >>> CHUNK_BITS][number & (CHUNK - 1)] = value;
  }

  long last(int number) {
    return last[number >>> CHUNK_BITS][number & (CHUNK - 1)];
  }

  void last(int number, long value) {
    last[number >>> CHUNK_BITS][number & (CHUNK - 1)] = value;
  }

  /** Points the key at the subject's bytes, which are valid until the next change. */
  void load(int number, SubjectKey key) {
    long position = bytesAt[number >>> CHUNK_BITS][number & (CHUNK - 1)];
    byte[] chunk = bytes[(int) (position >>> BYTES_CHUNK_BITS)];
    int at = (int) position & (BYTES_CHUNK - 1);
    key.bytes = chunk;
    key.at = at + 2;
    key.length = lengthAt(chunk, at);
    key.hash = hashOf(number);
  }

  private int hashOf(int number) {
    return hash[number >>> CHUNK_BITS][number & (CHUNK - 1)];
  }

  private int length(int number) {
    long position = bytesAt[number >>> CHUNK_BITS][number & (CHUNK - 1)];
    return lengthAt(
        bytes[(int) (position >>> BYTES_CHUNK_BITS)], (int) position & (BYTES_CHUNK - 1));
  }

  private static int lengthAt(byte[] chunk, int at) {
    return (chunk[at] & 0xff) | (chunk[at + 1] & 0xff) << 8;
  }

  private boolean holds(int number, SubjectKey key) {
    if (hashOf(number) != key.hash) {
      return false;
    }
    long position = bytesAt[number >>> CHUNK_BITS][number & (CHUNK - 1)];
    byte[] chunk = bytes[(int) (position >>> BYTES_CHUNK_BITS)];
    int at = (int) position & (BYTES_CHUNK - 1);
    return key.sameBytes(chunk, at + 2, lengthAt(chunk, at));
  }

  private int allocate(SubjectKey key) {
    assert key.length <= 0xffff : "a subject of " + key.length + " bytes";
    int room = roomClass(key.length);
    int number = free[room];
    if (number != NONE) {
      free[room] = (int) first(number);
    } else {
      number = numbers++;
      makeRoomFor(number);
      bytesAt[number >>> CHUNK_BITS][number & (CHUNK - 1)] = allocateBytes(roomBytes(room));
    }
    int chunk = number >>> CHUNK_BITS;
    int in = number & (CHUNK - 1);
    hash[chunk][in] = key.hash;
    count[chunk][in] = 0;
    first[chunk][in] = 0;
    last[chunk][in] = 0;
    long position = bytesAt[chunk][in];
    byte[] into = bytes[(int) (position >>> BYTES_CHUNK_BITS)];
    int at = (int) position & (BYTES_CHUNK - 1);
    into[at] = (byte) key.length;
    into[at + 1] = (byte) (key.length >>> 8);
    System.arraycopy(key.bytes, key.at, into, at + 2, key.length);
    return number;
  }

  private void makeRoomFor(int number) {
    int chunk = number >>> CHUNK_BITS;
    int in = number & (CHUNK - 1);
    if (chunk == hash.length) {
      hash = Arrays.copyOf(hash, chunk + 1);
      count = Arrays.copyOf(count, chunk + 1);
      first = Arrays.copyOf(first, chunk + 1);
      last = Arrays.copyOf(last, chunk + 1);
      bytesAt = Arrays.copyOf(bytesAt, chunk + 1);
      hash[chunk] = new int[CHUNK];
      count[chunk] = new int[CHUNK];
      first[chunk] = new long[CHUNK];
      last[chunk] = new long[CHUNK];
      bytesAt[chunk] = new long[CHUNK];
    } else if (in == hash[chunk].length) {
      int size = Math.min(CHUNK, in * 2);
      hash[chunk] = Arrays.copyOf(hash[chunk], size);
      count[chunk] = Arrays.copyOf(count[chunk], size);
      first[chunk] = Arrays.copyOf(first[chunk], size);
      last[chunk] = Arrays.copyOf(last[chunk], size);
      bytesAt[chunk] = Arrays.copyOf(bytesAt[chunk], size);
    }
  }

  private long allocateBytes(int size) {
    int chunk = (int) (bytesEnd >>> BYTES_CHUNK_BITS);
    int in = (int) bytesEnd & (BYTES_CHUNK - 1);
    if (in + size > BYTES_CHUNK) {
      chunk++;
      in = 0;
    }
    if (chunk == bytes.length) {
      bytes = Arrays.copyOf(bytes, chunk + 1);
      bytes[chunk] = new byte[BYTES_CHUNK];
    } else if (in + size > bytes[chunk].length) {
      bytes[chunk] =
          Arrays.copyOf(
              bytes[chunk], Math.min(BYTES_CHUNK, Math.max(bytes[chunk].length * 2, in + size)));
    }
    long position = ((long) chunk << BYTES_CHUNK_BITS) + in;
    bytesEnd = position + size;
    return position;
  }

  /** Room is given in steps, so that a freed place serves other subjects of about its length. */
  private static int roomClass(int length) {
    int rounds = (length + 2 + ROUND - 1) / ROUND;
    return rounds < SMALL_CLASSES
        ? rounds
        : SMALL_CLASSES + (32 - Integer.numberOfLeadingZeros((rounds - 1) / SMALL_CLASSES));
  }

  private static int roomBytes(int roomClass) {
    return roomClass < SMALL_CLASSES
        ? roomClass * ROUND
        : (SMALL_CLASSES * ROUND) << (roomClass - SMALL_CLASSES);
  }

  private void grow() {
    int[] larger = new int[slots.length * 2];
    int mask = larger.length - 1;
    for (int value : slots) {
      if (value != 0) {
        int slot = hashOf(value - 1) & mask;
        while (larger[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        larger[slot] = value;
      }
    }
    slots = larger;
  }
}

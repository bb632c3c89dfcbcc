package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.DedupeWindow.Remembered;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How message ids are kept whose messages are not there (STR-B09): records of many ids, each as
 * sequence, time in nanoseconds, length of the id (16 bits, without sign) and its UTF-8, numbers
 * big endian.
 */
final class MessageIdRecords {
  /** Ids of more bytes are not kept. */
  static final int MAX_ID_BYTES = 0xFFFF;

  private static final int RECORD_BYTES = 256 << 10;

  private MessageIdRecords() {}

  /** Records that hold the ids, none for no ids. */
  static List<byte[]> write(List<Remembered> ids) {
    List<byte[]> records = new ArrayList<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      for (Remembered each : ids) {
        byte[] id = each.id().getBytes(UTF_8);
        if (id.length > MAX_ID_BYTES) {
          continue;
        }
        out.writeLong(each.sequence());
        out.writeLong(each.timeNanos());
        out.writeShort(id.length);
        out.write(id);
        if (bytes.size() >= RECORD_BYTES) {
          records.add(bytes.toByteArray());
          bytes.reset();
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    if (bytes.size() > 0) {
      records.add(bytes.toByteArray());
    }
    return records;
  }

  /**
   * Reads a record.
   *
   * @param at where it begins; it ends with the array
   * @throws IllegalArgumentException when it is not one
   */
  static List<Remembered> read(byte[] record, int at) {
    List<Remembered> ids = new ArrayList<>();
    DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(record, at, record.length - at));
    try {
      while (in.available() > 0) {
        long sequence = in.readLong();
        long timeNanos = in.readLong();
        byte[] id = new byte[in.readUnsignedShort()];
        in.readFully(id);
        ids.add(new Remembered(new String(id, UTF_8), sequence, timeNanos));
      }
    } catch (IOException ends) {
      throw new IllegalArgumentException("a record of message ids ends within an id", ends);
    }
    return ids;
  }
}

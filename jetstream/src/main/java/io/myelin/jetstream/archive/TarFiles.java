package io.myelin.jetstream.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Regular files in a tar of the PAX kind (STR-506): small enough to be held whole. Not thread-safe.
 */
public final class TarFiles {
  private static final int BLOCK_BYTES = 512;
  private static final int LONGEST_NAME = 100;
  private static final int LARGEST_FILE_BYTES = 1 << 30;
  private static final char REGULAR = '0';
  private static final char EXTENDED = 'x';
  private static final char GLOBAL = 'g';

  private TarFiles() {}

  /** A file of an archive. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Entry(String name, byte[] content) {}

  /**
   * Writes a file.
   *
   * @param epochSeconds when it was changed
   */
  public static void write(OutputStream out, String name, byte[] content, long epochSeconds)
      throws IOException {
    byte[] nameBytes = name.getBytes(UTF_8);
    if (nameBytes.length > LONGEST_NAME) {
      byte[] extension = paxRecord("path", name);
      header(out, Arrays.copyOf(nameBytes, LONGEST_NAME), extension.length, EXTENDED, epochSeconds);
      content(out, extension);
      nameBytes = Arrays.copyOf(nameBytes, LONGEST_NAME);
    }
    header(out, nameBytes, content.length, REGULAR, epochSeconds);
    content(out, content);
  }

  /** Writes the end of the archive. */
  public static void writeEnd(OutputStream out) throws IOException {
    out.write(new byte[2 * BLOCK_BYTES]);
  }

  private static void content(OutputStream out, byte[] content) throws IOException {
    out.write(content);
    out.write(new byte[padding(content.length)]);
  }

  private static int padding(int length) {
    return (BLOCK_BYTES - length % BLOCK_BYTES) % BLOCK_BYTES;
  }

  private static byte[] paxRecord(String key, String value) {
    String rest = ' ' + key + '=' + value + '\n';
    int bytes = rest.getBytes(UTF_8).length;
    int length = bytes + Integer.toString(bytes).length();
    if (Integer.toString(length).length() > Integer.toString(bytes).length()) {
      length++;
    }
    return (length + rest).getBytes(UTF_8);
  }

  private static void header(OutputStream out, byte[] name, int size, char type, long epochSeconds)
      throws IOException {
    byte[] header = new byte[BLOCK_BYTES];
    System.arraycopy(name, 0, header, 0, name.length);
    octal(header, 100, 8, 0600);
    octal(header, 108, 8, 0);
    octal(header, 116, 8, 0);
    octal(header, 124, 12, size);
    octal(header, 136, 12, epochSeconds);
    Arrays.fill(header, 148, 156, (byte) ' ');
    header[156] = (byte) type;
    System.arraycopy("ustar\00000".getBytes(UTF_8), 0, header, 257, 8);
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    octal(header, 148, 7, sum);
    out.write(header);
  }

  private static void octal(byte[] header, int at, int length, long value) {
    String digits = Long.toOctalString(value);
    int from = at + length - 1 - digits.length();
    Arrays.fill(header, at, from, (byte) '0');
    System.arraycopy(digits.getBytes(UTF_8), 0, header, from, digits.length());
    header[at + length - 1] = 0;
  }

  /** Reads the next regular file; null at the end. */
  public static @Nullable Entry read(InputStream in) throws IOException {
    String longName = "";
    while (true) {
      byte[] header = in.readNBytes(BLOCK_BYTES);
      if (header.length == 0 || isZero(header)) {
        return null;
      }
      if (header.length < BLOCK_BYTES) {
        throw new EOFException("backup was truncated");
      }
      long size = number(header, 124, 12);
      if (size < 0 || size > LARGEST_FILE_BYTES) {
        throw new ArchiveFormatException("a file of " + size + " bytes");
      }
      byte[] content = in.readNBytes((int) size);
      if (content.length < size
          || in.readNBytes(padding((int) size)).length < padding((int) size)) {
        throw new EOFException("backup was truncated");
      }
      char type = (char) header[156];
      if (type == EXTENDED) {
        longName = path(content);
      } else if (type == REGULAR || type == 0) {
        String prefix = text(header, 345, 155);
        String name = prefix.isEmpty() ? text(header, 0, 100) : prefix + '/' + text(header, 0, 100);
        return new Entry(longName.isEmpty() ? name : longName, content);
      } else if (type != GLOBAL) {
        longName = "";
      }
    }
  }

  private static boolean isZero(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] header, int at, int length) {
    int end = at;
    while (end < at + length && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, UTF_8);
  }

  private static long number(byte[] header, int at, int length) throws IOException {
    String digits = text(header, at, length).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new ArchiveFormatException("a header with the number \"" + digits + "\"");
    }
  }

  private static String path(byte[] records) {
    int at = 0;
    while (at < records.length) {
      int space = at;
      while (space < records.length && records[space] != ' ') {
        space++;
      }
      int length;
      try {
        length = Integer.parseInt(new String(records, at, space - at, UTF_8));
      } catch (NumberFormatException e) {
        return "";
      }
      if (length <= 0 || length > records.length - at) {
        return "";
      }
      String record = new String(records, space + 1, at + length - space - 2, UTF_8);
      if (record.startsWith("path=")) {
        return record.substring("path=".length());
      }
      at += length;
    }
    return "";
  }
}

package io.myelin.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One token of a transform's destination: text, or a function of the source subject (CORE-371 to
 * CORE-380). Token numbers count from 0 and mean tokens of the source subject, not wildcards.
 */
sealed interface DestinationToken {
  /** Writes what the token becomes for this subject; it may be several tokens. */
  void append(SourceSubject source, RandomGenerator random, ByteArrayOutputStream out);

  /** The subject that is transformed, cut at its dots. */
  final class SourceSubject {
    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final int[] starts;

    SourceSubject(byte[] bytes, int offset, int length) {
      this.bytes = bytes;
      this.offset = offset;
      this.length = length;
      this.starts = new int[Subjects.tokenCount(bytes, offset, length) + 1];
      int at = offset;
      for (int i = 0; i < starts.length; i++) {
        starts[i] = at;
        at = Subjects.tokenEnd(bytes, at, offset + length) + 1;
      }
    }

    private int start(int token) {
      return starts[token];
    }

    private int length(int token) {
      return starts[token + 1] - 1 - starts[token];
    }

    private void append(int token, ByteArrayOutputStream out) {
      out.write(bytes, start(token), length(token));
    }

    /** Writes all tokens from this one on. */
    void appendFrom(int token, ByteArrayOutputStream out) {
      out.write(bytes, start(token), offset + length - start(token));
    }
  }

  /** Text that stays as it is. */
  record Text(String token) implements DestinationToken {
    @Override
    public void append(SourceSubject source, RandomGenerator random, ByteArrayOutputStream out) {
      out.writeBytes(token.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The source's token (CORE-372). */
  record Wildcard(int token) implements DestinationToken {
    @Override
    public void append(SourceSubject source, RandomGenerator random, ByteArrayOutputStream out) {
      source.append(token, out);
    }
  }

  /**
   * FNV-1a of some tokens, or without any of the whole subject, modulo {@code buckets} (CORE-373,
   * CORE-374).
   */
  record Partition(int buckets, List<Integer> tokens) implements DestinationToken {
    private static final int FNV_OFFSET = 0x811C9DC5;
    private static final int FNV_PRIME = 0x01000193;

    @Override
    public void append(SourceSubject source, RandomGenerator random, ByteArrayOutputStream out) {
      int hash = FNV_OFFSET;
      if (tokens.isEmpty()) {
        hash = hash(hash, source.bytes, source.offset, source.length);
      }
      for (int token : tokens) {
        hash = hash(hash, source.bytes, source.start(token), source.length(token));
      }
      appendNumber(buckets == 0 ? 0 : Integer.remainderUnsigned(hash, buckets), out);
    }

    private static int hash(int start, byte[] bytes, int offset, int length) {
      int hash = start;
      for (int i = offset; i < offset + length; i++) {
        hash = (hash ^ (bytes[i] & 0xFF)) * FNV_PRIME;
      }
      return hash;
    }
  }

  /**
   * The pieces of a token between delimiters, empty ones dropped (CORE-375); its characters if the
   * delimiter is empty.
   */
  record Split(int token, String delimiter) implements DestinationToken {
    @Override
    public void append(SourceSubject source, RandomGenerator random, ByteArrayOutputStream out) {
      byte[] separator = delimiter.getBytes(StandardCharsets.UTF_8);
      if (separator.length == 0) {
        appendCharacters(source.bytes, source.start(token), source.length(token), out);
        return;
      }
      int start = source.start(token);
      int end = start + source.length(token);
      int pieceStart = start;
      boolean isFirst = true;
      int at = start;
      while (at <= end) {
        boolean isDelimiter = startsWith(source.bytes, at, end, separator);
        if (!isDelimiter && at < end) {
          at++;
          continue;
        }
        if (at > pieceStart) {
          if (!isFirst) {
            out.write('.');
          }
          isFirst = false;
          out.write(source.bytes, pieceStart, at - pieceStart);
        }
        at += separator.length;
        pieceStart = at;
      }
    }

    private static void appendCharacters(
        byte[] bytes, int start, int length, ByteArrayOutputStream out) {
      for (int i = start; i < start + length; i++) {
        boolean continuesCharacter = (bytes[i] & 0xC0) == 0x80;
        if (i > start && !continuesCharacter) {
          out.write('.');
        }
        out.write(bytes[i]);
      }
    }

    private static boolean startsWith(byte[] bytes, int at, int end, byte[] separator) {
      if (end - at < separator.length) {
        return false;
      }
      for (int i = 0; i < separator.length; i++) {
        if (bytes[at + i] != separator[i]) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Part of a token or its division by length; a length outside the token leaves it whole (CORE-376
   * to CORE-378, CORE-380).
   */
  record Cut(Kind kind, int token, int lengthBytes) implements DestinationToken {
    /** How the token is cut. */
    enum Kind {
      SPLIT_FROM_LEFT,
      SPLIT_FROM_RIGHT,
      SLICE_FROM_LEFT,
      SLICE_FROM_RIGHT,
      LEFT,
      RIGHT
    }

    @Override
    public void append(SourceSubject source, RandomGenerator random, ByteArrayOutputStream out) {
      int start = source.start(token);
      int length = source.length(token);
      if (lengthBytes <= 0 || lengthBytes >= length) {
        source.append(token, out);
        return;
      }
      switch (kind) {
        case SPLIT_FROM_LEFT -> appendPieces(source.bytes, start, length, lengthBytes, length, out);
        case SPLIT_FROM_RIGHT ->
            appendPieces(source.bytes, start, length, length - lengthBytes, length, out);
        case SLICE_FROM_LEFT ->
            appendPieces(source.bytes, start, length, lengthBytes, lengthBytes, out);
        case SLICE_FROM_RIGHT -> {
          int remainder = length % lengthBytes;
          appendPieces(
              source.bytes,
              start,
              length,
              remainder == 0 ? lengthBytes : remainder,
              lengthBytes,
              out);
        }
        case LEFT -> out.write(source.bytes, start, lengthBytes);
        case RIGHT -> out.write(source.bytes, start + length - lengthBytes, lengthBytes);
      }
    }

    /**
     * Writes a first piece and then pieces of {@code next} bytes, the last of which may be shorter.
     */
    private static void appendPieces(
        byte[] bytes, int start, int length, int first, int next, ByteArrayOutputStream out) {
      out.write(bytes, start, first);
      for (int at = first; at < length; at += next) {
        out.write('.');
        out.write(bytes, start + at, Math.min(next, length - at));
      }
    }
  }

  /** A random number from 0, below {@code bound} (CORE-379). */
  record RandomNumber(int bound) implements DestinationToken {
    @Override
    public void append(SourceSubject source, RandomGenerator random, ByteArrayOutputStream out) {
      appendNumber(bound == 0 ? 0 : random.nextInt(Math.max(1, Math.abs(bound))), out);
    }
  }

  private static void appendNumber(int number, ByteArrayOutputStream out) {
    out.writeBytes(Integer.toUnsignedString(number).getBytes(StandardCharsets.US_ASCII));
  }
}

package io.myelin.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/** Writes to standard error, each line in one unbuffered write. */
final class StderrSink implements LogSink {
  private final LogLine format;
  private final FileOutputStream out = new FileOutputStream(FileDescriptor.err);

  StderrSink(LogLine format) {
    this.format = format;
  }

  @Override
  public void write(LogLevel level, String message) {
    byte[] line = format.of(level, message).getBytes(UTF_8);
    synchronized (out) {
      try {
        out.write(line);
      } catch (IOException e) {
        // Nobody is left to tell.
      }
    }
  }

  @Override
  public void close() {}
}

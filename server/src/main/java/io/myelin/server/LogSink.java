package io.myelin.server;

/** Where log lines go. Any thread may call. */
interface LogSink extends AutoCloseable {

  /** Writes one line at once. */
  void write(LogLevel level, String message);

  /** Opens the file again, after somebody moved it away; false when there is no file (CORE-843). */
  default boolean reopen() {
    return false;
  }

  @Override
  void close();
}

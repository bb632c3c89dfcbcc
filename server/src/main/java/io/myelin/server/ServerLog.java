package io.myelin.server;

/**
 * Where a server writes what happens to it. Any thread may call. Embedded servers write to {@link
 * System.Logger}; the program brings its own that writes nats-server's lines.
 */
public interface ServerLog {

  /** Something that an operator wants to know. */
  void info(String message);

  /** Something doubtful. */
  void warn(String message);

  /** Something that went wrong. */
  void error(String message);

  /** Detail for finding out; only if {@link #debugs()}. */
  void debug(String message);

  /** A protocol line (CORE-866). */
  void trace(String message);

  /** Whether {@link #debug} goes anywhere. */
  boolean debugs();

  /** A log that writes to the platform's logger named {@code io.myelin}. */
  static ServerLog system() {
    return new SystemServerLog(System.getLogger("io.myelin"));
  }
}

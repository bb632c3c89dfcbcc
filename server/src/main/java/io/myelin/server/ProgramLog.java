package io.myelin.server;

import io.myelin.config.Option;
import io.myelin.config.Options;
import io.myelin.config.OptionsDiff;
import io.myelin.config.ServerKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The log of the program: nats-server's lines, to a file, a syslog daemon or standard error
 * (CORE-860 to CORE-867).
 */
final class ProgramLog implements ServerLog, AutoCloseable {
  private static final List<Option<?>> SETTINGS =
      List.of(
          ServerKeys.DEBUG,
          ServerKeys.TRACE,
          ServerKeys.TRACE_VERBOSE,
          ServerKeys.TRACE_HEADERS,
          ServerKeys.LOGTIME,
          ServerKeys.LOGTIME_UTC,
          ServerKeys.LOG_FILE,
          ServerKeys.SYSLOG,
          ServerKeys.REMOTE_SYSLOG);

  private final LogSink sink;
  private final boolean debug;
  private final boolean trace;

  private ProgramLog(LogSink sink, boolean debug, boolean trace) {
    this.sink = sink;
    this.debug = debug;
    this.trace = trace;
  }

  /**
   * The log that the options ask for; a file wins over remote syslog, that over syslog, that over
   * standard error.
   *
   * @throws StartupException when it cannot be opened
   */
  static ProgramLog of(String program, Options options) throws StartupException {
    long pid = ProcessHandle.current().pid();
    boolean times = options.get(ServerKeys.LOGTIME);
    boolean utc = options.get(ServerKeys.LOGTIME_UTC);
    String file = options.get(ServerKeys.LOG_FILE);
    String remote = options.get(ServerKeys.REMOTE_SYSLOG);
    boolean trace =
        options.get(ServerKeys.TRACE)
            || options.get(ServerKeys.TRACE_VERBOSE)
            || options.get(ServerKeys.TRACE_HEADERS);
    boolean debug = options.get(ServerKeys.DEBUG);
    try {
      LogSink sink;
      if (!file.isEmpty()) {
        sink =
            new FileSink(
                Path.of(file),
                new LogLine(pid, times, utc, false),
                options.get(ServerKeys.LOG_SIZE_LIMIT),
                options.get(ServerKeys.LOG_MAX_NUM));
      } else if (!remote.isEmpty()) {
        sink = SyslogSink.remote(program, pid, remote);
      } else if (options.get(ServerKeys.SYSLOG)) {
        sink = SyslogSink.local(program, pid);
      } else {
        sink = new StderrSink(new LogLine(pid, times, utc, Terminal.isStderr()));
      }
      return new ProgramLog(sink, debug, trace);
    } catch (IOException e) {
      throw new StartupException("error opening log: " + e.getMessage(), e);
    }
  }

  /** Whether a reload changed anything about the log. */
  static boolean isChangedBy(OptionsDiff.Changes changes) {
    for (Option<?> option : SETTINGS) {
      if (changes.contains(option)) {
        return true;
      }
    }
    return false;
  }

  /** Opens the log file again (CORE-843). */
  void reopen() {
    info(sink.reopen() ? "File log re-opened" : "File log re-open ignored, not a file logger");
  }

  /** Something after which the process ends. */
  void fatal(String message) {
    sink.write(LogLevel.FATAL, message);
  }

  @Override
  public void info(String message) {
    sink.write(LogLevel.INFO, message);
  }

  @Override
  public void warn(String message) {
    sink.write(LogLevel.WARN, message);
  }

  @Override
  public void error(String message) {
    sink.write(LogLevel.ERROR, message);
  }

  @Override
  public void debug(String message) {
    if (debug) {
      sink.write(LogLevel.DEBUG, message);
    }
  }

  @Override
  public void trace(String message) {
    if (trace) {
      sink.write(LogLevel.TRACE, message);
    }
  }

  @Override
  public boolean debugs() {
    return debug;
  }

  @Override
  public void close() {
    sink.close();
  }
}

package io.myelin.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Writes to a platform logger. */
final class SystemServerLog implements ServerLog {
  private final Logger logger;

  SystemServerLog(Logger logger) {
    this.logger = logger;
  }

  @Override
  public void info(String message) {
    logger.log(Level.INFO, message);
  }

  @Override
  public void warn(String message) {
    logger.log(Level.WARNING, message);
  }

  @Override
  public void error(String message) {
    logger.log(Level.ERROR, message);
  }

  @Override
  public void debug(String message) {
    logger.log(Level.DEBUG, message);
  }

  @Override
  public void trace(String message) {
    logger.log(Level.TRACE, message);
  }

  @Override
  public boolean debugs() {
    return logger.isLoggable(Level.DEBUG);
  }
}

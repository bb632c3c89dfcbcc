package io.myelin.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is logged, each line with its level in front. */
final class RecordingLog implements ServerLog {
  final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void info(String message) {
    lines.add("INF " + message);
  }

  @Override
  public void warn(String message) {
    lines.add("WRN " + message);
  }

  @Override
  public void error(String message) {
    lines.add("ERR " + message);
  }

  @Override
  public void debug(String message) {
    lines.add("DBG " + message);
  }

  @Override
  public void trace(String message) {
    lines.add("TRC " + message);
  }

  @Override
  public boolean debugs() {
    return false;
  }
}

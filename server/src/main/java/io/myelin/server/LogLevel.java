package io.myelin.server;

/** Levels of log lines with the labels, colours and syslog severities of CORE-860 to CORE-864. */
enum LogLevel {
  INFO("INF", "32", 5),
  DEBUG("DBG", "36", 7),
  WARN("WRN", "0;93", 4),
  ERROR("ERR", "31", 3),
  FATAL("FTL", "31", 2),
  TRACE("TRC", "33", 5);

  final String label;
  final String colour;
  final int syslogSeverity;

  LogLevel(String label, String colour, int syslogSeverity) {
    this.label = label;
    this.colour = colour;
    this.syslogSeverity = syslogSeverity;
  }
}

package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.INT;
import static io.myelin.config.OptionTypes.SIZE;
import static io.myelin.config.OptionTypes.TEXT;

import io.myelin.config.Flag.Group;

/** Top-level options of logging, monitoring and files (spec, section 15.2). */
abstract class LoggingKeys extends NetworkKeys {
  /** Debug log lines. */
  public static final Option<Boolean> DEBUG =
      BLOCK
          .key("debug", BOOL)
          .reloadable()
          .flag(Flag.bool(Group.LOGGING, "Enable debugging output", "D", "debug"))
          .doc("Log debug lines.")
          .declare();

  /** Protocol trace log lines. */
  public static final Option<Boolean> TRACE =
      BLOCK
          .key("trace", BOOL)
          .reloadable()
          .flag(Flag.bool(Group.LOGGING, "Trace the raw protocol", "V", "trace"))
          .doc("Log every protocol line.")
          .declare();

  /** Trace the system account, too; implies {@link #TRACE}. */
  public static final Option<Boolean> TRACE_VERBOSE =
      BLOCK
          .key("trace_verbose", new ImpliesType(TRACE))
          .reloadable()
          .doc("Log the protocol lines of the system account, too; implies `trace`.")
          .declare();

  /** Trace message headers without payloads; implies {@link #TRACE}. */
  public static final Option<Boolean> TRACE_HEADERS =
      BLOCK
          .key("trace_headers", new ImpliesType(TRACE))
          .reloadable()
          .doc("Log only the headers of messages, not their payload; implies `trace`.")
          .declare();

  /** Whether log lines carry date and time. */
  public static final Option<Boolean> LOGTIME =
      BLOCK
          .key("logtime", BOOL)
          .defaultTo(true)
          .reloadable()
          .flag(Flag.bool(Group.LOGGING, "Timestamp log entries (default: true)", "T", "logtime"))
          .doc("Put date and time into log lines.")
          .declare();

  /** Whether log times are UTC instead of local. */
  public static final Option<Boolean> LOGTIME_UTC =
      BLOCK
          .key("logtime_utc", BOOL)
          .reloadable()
          .flag(
              Flag.bool(
                  Group.LOGGING,
                  "Timestamps in UTC instead of local timezone (default: false)",
                  "logtime_utc"))
          .doc("Log times in UTC instead of local time.")
          .declare();

  /** Log file; empty for standard error. */
  public static final Option<String> LOG_FILE =
      BLOCK
          .key("log_file", TEXT)
          .aliases("logfile")
          .reloadable()
          .flag(Flag.text(Group.LOGGING, "<file>", "File to redirect log output", "l", "log"))
          .doc("File to log into; without it the log goes to standard error.")
          .declare();

  /** Bytes after which the log file is rotated; 0 for never. */
  public static final Option<Long> LOG_SIZE_LIMIT =
      BLOCK
          .key("logfile_size_limit", SIZE)
          .aliases("log_size_limit")
          .fixed("LogSizeLimit")
          .flag(
              Flag.integer(
                  Group.LOGGING, "<limit>", "Logfile size limit (default: auto)", "log_size_limit"))
          .doc("Bytes after which the log file is rotated; 0 is never.")
          .declare();

  /** Most rotated log files that are kept; 0 for all. */
  public static final Option<Integer> LOG_MAX_NUM =
      BLOCK
          .key("logfile_max_num", INT)
          .aliases("log_max_num")
          .fixed("LogMaxFiles")
          .doc("Most log files that are kept, the current one included; 0 is all.")
          .declare();

  /** Log to the local syslog. */
  public static final Option<Boolean> SYSLOG =
      BLOCK
          .key("syslog", BOOL)
          .reloadable()
          .flag(Flag.bool(Group.LOGGING, "Log to syslog", "s", "syslog"))
          .doc("Log to the local syslog.")
          .declare();

  /** Address of a remote syslog. */
  public static final Option<String> REMOTE_SYSLOG =
      BLOCK
          .key("remote_syslog", TEXT)
          .reloadable()
          .flag(
              Flag.text(
                  Group.LOGGING,
                  "<addr>",
                  "Syslog server addr (udp://localhost:514)",
                  "r",
                  "remote_syslog"))
          .doc("Log to this syslog server: `udp://host:port`, `tcp://host:port` or `unix:///path`.")
          .declare();

  /** Most bytes of a payload that a trace line shows; 0 for all. */
  public static final Option<Integer> MAX_TRACED_MSG_LEN =
      BLOCK
          .key("max_traced_msg_len", INT)
          .reloadable()
          .flag(
              Flag.integer(
                  Group.LOGGING,
                  "<len>",
                  "Maximum printable length for traced messages (default: unlimited)",
                  "max_traced_msg_len"))
          .doc("Most bytes of a payload that a trace line shows; 0 is all.")
          .declare();

  /** File to write the process id into. */
  public static final Option<String> PID_FILE =
      BLOCK
          .key("pid_file", TEXT)
          .aliases("pidfile")
          .reloadable()
          .flag(Flag.text(Group.SERVER, "<file>", "File to store PID", "P", "pid"))
          .doc("File to write the process id into.")
          .declare();

  /** Directory for the ports file. */
  public static final Option<String> PORTS_FILE_DIR =
      BLOCK
          .key("ports_file_dir", TEXT)
          .reloadable()
          .flag(
              Flag.text(
                  Group.SERVER,
                  "<dir>",
                  "Creates a ports file in the specified directory (<executable_name>_<pid>.ports).",
                  "ports_file_dir"))
          .doc("Directory in which to create a file that lists the ports listened on.")
          .declare();

  /** Monitoring host; empty if {@link #HOST} is meant. Set through {@link #HTTP} and HTTPS. */
  public static final Option<String> HTTP_HOST =
      BLOCK.key("(http_host)", TEXT).fixed("HTTPHost").varz("http_host").doc("").declare();

  /** Port of the monitoring HTTP server; 0 for none, -1 for any free port. */
  public static final Option<Integer> HTTP_PORT =
      BLOCK
          .key("http_port", INT)
          .aliases("monitor_port")
          .fixed("HTTPPort")
          .varz("http_port")
          .min(-1, "http_port %v is out of range, expected -1 to 65535")
          .max(65535, "http_port %v is out of range, expected -1 to 65535")
          .flag(
              Flag.integer(
                  Group.SERVER, "<port>", "Use port for http monitoring", "m", "http_port"))
          .doc("Port of the monitoring server; `-1` takes any free port, 0 is no monitoring.")
          .declare();

  /** Monitoring host and port in one. */
  public static final Option<HostPort> HTTP =
      BLOCK
          .key("http", new ListenType(HTTP_HOST, HTTP_PORT))
          .fixed("HTTPHost")
          .doc("Port, or `host:port`, of the monitoring server.")
          .declare();

  /** Port of the monitoring HTTPS server; 0 for none, -1 for any free port. */
  public static final Option<Integer> HTTPS_PORT =
      BLOCK
          .key("https_port", INT)
          .fixed("HTTPSPort")
          .varz("https_port")
          .min(-1, "https_port %v is out of range, expected -1 to 65535")
          .max(65535, "https_port %v is out of range, expected -1 to 65535")
          .flag(
              Flag.integer(
                  Group.SERVER, "<port>", "Use port for https monitoring", "ms", "https_port"))
          .doc("Port of the monitoring server with TLS; needs `tls`.")
          .declare();

  /** Monitoring host and port in one, with TLS. */
  public static final Option<HostPort> HTTPS =
      BLOCK
          .key("https", new ListenType(HTTP_HOST, HTTPS_PORT))
          .fixed("HTTPHost")
          .doc("Port, or `host:port`, of the monitoring server with TLS.")
          .declare();

  /** Path under which monitoring is served, as written; see {@link Options#monitoringBasePath}. */
  public static final Option<String> HTTP_BASE_PATH =
      BLOCK
          .key("http_base_path", new BasePathType())
          .defaultForZero("/")
          .fixed("HTTPBasePath")
          .varz("http_base_path")
          .doc("Path under which monitoring is served.")
          .declare();

  LoggingKeys() {}
}

package io.myelin.server;

import io.myelin.config.Options;
import io.myelin.config.OptionsDiff;
import io.myelin.config.Problem;
import io.myelin.config.ServerKeys;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of the program: the server, its log, its files, and the signals that reach it. */
final class Program {
  private final String name;
  private final Server server;
  private volatile ProgramLog log;
  private @Nullable PortsFile portsFile;

  private Program(String name, Server server, ProgramLog log) {
    this.name = name;
    this.server = server;
    this.log = log;
  }

  /** Runs until the server has ended; returns the exit status. */
  static int run(String name, Options options) throws InterruptedException {
    for (Problem warning : options.warnings()) {
      System.err.println(warning.text());
    }
    ProgramLog log;
    try {
      log = ProgramLog.of(name, options);
    } catch (StartupException e) {
      System.err.println(name + ": " + e.getMessage());
      return 1;
    }
    try {
      Program program = new Program(name, Server.start(options, log), log);
      program.trapSignals();
      program.writeFiles();
      log.info("Server is ready");
      program.server.awaitClosed();
      program.removeFiles();
      return 0;
    } catch (StartupException e) {
      log.fatal(String.valueOf(e.getMessage()));
      return 1;
    }
  }

  private void writeFiles() throws StartupException {
    Options options = server.options();
    String pidFile = options.get(ServerKeys.PID_FILE);
    if (!pidFile.isEmpty()) {
      PidFile.write(pidFile);
    }
    writePortsFile();
  }

  private void writePortsFile() {
    Options options = server.options();
    String directory = options.get(ServerKeys.PORTS_FILE_DIR);
    if (directory.isEmpty()) {
      return;
    }
    Map<String, List<PortsFile.Listener>> listeners = new LinkedHashMap<>();
    String scheme = options.find(ServerKeys.TLS).isPresent() ? "tls" : "nats";
    listeners.put(
        "nats",
        List.of(new PortsFile.Listener(scheme, options.get(ServerKeys.HOST), server.clientPort())));
    try {
      portsFile = PortsFile.write(directory, name, listeners);
    } catch (IOException e) {
      log.error("Error writing ports file in " + directory + ": " + e.getMessage());
    }
  }

  private void removeFiles() {
    PortsFile file = portsFile;
    if (file != null) {
      file.remove();
    }
  }

  private void trapSignals() {
    for (SignalTraps trap : SignalTraps.values()) {
      trap.set(this::trapped).ifPresent(log::debug);
    }
  }

  private void trapped(SignalTraps signal) {
    if (signal == SignalTraps.TERMINATE && server.isLameDuck()) {
      return;
    }
    log.info("Trapped \"" + signal.trappedName() + "\" signal");
    switch (signal) {
      case INTERRUPT, TERMINATE -> server.close();
      case HANG_UP -> reload();
      case USER_1 -> log.reopen();
      case USER_2 -> server.lameDuck();
    }
  }

  private void reload() {
    String portsDirectory = server.options().get(ServerKeys.PORTS_FILE_DIR);
    try {
      server.reload(this::chooseLog);
      String pidFile = server.options().get(ServerKeys.PID_FILE);
      if (!pidFile.isEmpty()) {
        PidFile.write(pidFile);
      }
      if (!portsDirectory.equals(server.options().get(ServerKeys.PORTS_FILE_DIR))) {
        removeFiles();
        portsFile = null;
        writePortsFile();
      }
    } catch (StartupException e) {
      log.error("Failed to reload server configuration: " + e.getMessage());
    }
  }

  private ServerLog chooseLog(Options options, OptionsDiff.Changes changes)
      throws StartupException {
    if (!ProgramLog.isChangedBy(changes)) {
      return log;
    }
    ProgramLog previous = log;
    ProgramLog next = ProgramLog.of(name, options);
    log = next;
    previous.close();
    return next;
  }
}

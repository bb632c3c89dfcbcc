package io.myelin.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds servers by their command lines: programs called {@code nats-server}, and JVMs that run
 * Myelin under that name. Sends signals through the shell's {@code kill}, since Java can send only
 * two.
 */
final class LocalServers implements RunningServers {
  private static final String PROCESS_NAME = "nats-server";
  private static final String LAUNCHED_AS = "-Dmyelin.argv0=" + PROCESS_NAME;
  private static final String MAIN_CLASS = "io.myelin.server.Main";

  @Override
  public List<Long> processIds() {
    long self = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != self && isServer(commandLine(process)))
        .map(ProcessHandle::pid)
        .sorted()
        .toList();
  }

  static boolean isServer(List<String> commandLine) {
    if (commandLine.isEmpty()) {
      return false;
    }
    String program = commandLine.get(0);
    return program.substring(program.lastIndexOf('/') + 1).equals(PROCESS_NAME)
        || commandLine.contains(LAUNCHED_AS)
        || commandLine.contains(MAIN_CLASS);
  }

  /**
   * Reads {@code /proc} where there is one: elsewhere Java cuts long command lines off, or has
   * none.
   */
  private static List<String> commandLine(ProcessHandle process) {
    Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    try {
      String line = Files.readString(file, StandardCharsets.ISO_8859_1);
      return Arrays.asList(line.split("\0"));
    } catch (IOException noProcFileSystem) {
      List<String> line = new ArrayList<>();
      process.info().command().ifPresent(line::add);
      process.info().arguments().map(Arrays::asList).ifPresent(line::addAll);
      return line;
    }
  }

  @Override
  public Optional<String> send(String signalName, long processId) {
    String command = "kill -s " + signalName + " -- " + processId;
    try {
      Process kill = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
      kill.getOutputStream().close();
      String output = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return kill.waitFor() == 0 ? Optional.empty() : Optional.of(reason(output));
    } catch (IOException e) {
      return Optional.of("cannot run sh: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private static String reason(String output) {
    String line = output.strip();
    return line.substring(line.lastIndexOf(':') + 1).strip().toLowerCase(Locale.ROOT);
  }
}

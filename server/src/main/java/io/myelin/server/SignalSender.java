package io.myelin.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code --signal command[=pid]} does: tells servers that already run to reload, to reopen
 * their log and so on (CORE-840 to CORE-847).
 *
 * <p>Without a pid there has to be exactly one server on the machine. The pid may be a number, the
 * path of a pid file, or the first digits of pids followed by {@code *} for all servers that match.
 */
public final class SignalSender {
  private static final Map<String, String> SIGNAL_NAMES =
      Map.of(
          "quit", "INT",
          "term", "TERM",
          "reload", "HUP",
          "reopen", "USR1",
          "ldm", "USR2",
          "stop", "KILL");

  private final RunningServers servers;

  /** Sends to the processes of this machine. */
  public SignalSender() {
    this(new LocalServers());
  }

  SignalSender(RunningServers servers) {
    this.servers = servers;
  }

  /**
   * Sends what {@code parameter} asks for.
   *
   * @param parameter the value of the flag, such as {@code reload} or {@code ldm=1234}
   * @return empty if all was sent; else the reason, to be printed behind {@code nats-server: }
   *     before leaving with status 1
   */
  public Optional<String> send(String parameter) {
    List<String> parts = List.of(parameter.split("=", -1));
    if (parts.size() > 2) {
      return Optional.of(
          "invalid signal parameters: [" + String.join(" ", parts.subList(2, parts.size())) + "]");
    }
    String command = parts.get(0);
    String target = parts.size() == 2 ? pidFileContent(parts.get(1)) : "";
    boolean isPrefix = target.endsWith("*");
    String digits = isPrefix ? target.substring(0, target.length() - 1) : target;
    if (!digits.isEmpty() && !isPid(digits)) {
      return Optional.of("invalid pid: " + digits);
    }
    if (!digits.isEmpty() && !isPrefix) {
      return send(command, List.of(Long.valueOf(digits)));
    }
    List<Long> running = servers.processIds();
    if (running.isEmpty()) {
      return Optional.of("no nats-server processes running");
    }
    if (running.size() > 1 && !isPrefix) {
      StringBuilder text = new StringBuilder("multiple nats-server processes running:");
      running.forEach(pid -> text.append('\n').append(pid));
      return Optional.of(text.toString());
    }
    return send(
        command, running.stream().filter(pid -> pid.toString().startsWith(digits)).toList());
  }

  private Optional<String> send(String command, List<Long> pids) {
    String signalName = SIGNAL_NAMES.get(command);
    if (signalName == null) {
      return Optional.of("unknown signal \"" + command + "\"");
    }
    StringBuilder failures = new StringBuilder();
    for (long pid : pids) {
      servers
          .send(signalName, pid)
          .ifPresent(
              reason -> failures.append("\nsignal \"%s\" %d: %s".formatted(command, pid, reason)));
    }
    return failures.isEmpty() ? Optional.empty() : Optional.of(failures.toString());
  }

  /** Process 0 and negative ones mean whole process groups to the system, never one server. */
  private static boolean isPid(String digits) {
    return digits.length() <= 10
        && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        && Long.parseLong(digits) > 0;
  }

  private static String pidFileContent(String fileOrPid) {
    try {
      Path file = Path.of(fileOrPid);
      return Files.isRegularFile(file) ? Files.readString(file).strip() : fileOrPid;
    } catch (IOException | IllegalArgumentException notReadable) {
      return fileOrPid;
    }
  }
}

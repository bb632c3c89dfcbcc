package io.myelin.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One process of the server under test, with a directory of its own for configuration, log and
 * other files. {@link #close} kills the process and deletes the directory; whatever is left is
 * killed when the JVM ends.
 */
final class ServerUnderTest implements AutoCloseable {
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PORTS_FILE_PATIENCE = Duration.ofSeconds(1);

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final Process process;
  private final Path directory;
  private final boolean ownsDirectory;
  private Json ports = Json.parse("{}");
  private long readySinceNanos;

  private ServerUnderTest(Process process, Path directory, boolean ownsDirectory) {
    this.process = process;
    this.directory = directory;
    this.ownsDirectory = ownsDirectory;
    RUNNING.add(process);
  }

  /** How a server is to be started. */
  static final class Builder {
    private final Path executable;
    private final List<String> flags = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private boolean testDefaults = true;
    private Duration readyWithin = PATIENCE;
    private Optional<Path> directory = Optional.empty();

    private Builder(Path executable) {
      this.executable = executable;
    }

    /**
     * The text of {@code server.conf}, passed by {@code -c}. {@code ${dir}} stands for the server's
     * directory.
     */
    Builder config(String text) {
      return file("server.conf", text);
    }

    /** A file in the server's directory, written before the start. */
    Builder file(String name, String text) {
      files.put(name, text);
      return this;
    }

    /** Flags after those of the harness; {@code ${dir}} stands for the server's directory. */
    Builder flags(String... more) {
      flags.addAll(Arrays.asList(more));
      return this;
    }

    Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Only the flags given: no {@code -a 127.0.0.1 -p -1 --ports_file_dir} of the harness. */
    Builder onlyTheseFlags() {
      testDefaults = false;
      return this;
    }

    Builder readyWithin(Duration patience) {
      readyWithin = patience;
      return this;
    }

    /** Uses an existing directory, which is kept afterwards. */
    Builder in(Path existing) {
      directory = Optional.of(existing);
      return this;
    }

    /** Starts the process and waits until it is ready; fails with its log if it never is. */
    ServerUnderTest start() {
      ServerUnderTest server = launch();
      try {
        server.awaitReady(readyWithin, testDefaults);
        return server;
      } catch (Throwable e) {
        server.close();
        throw e;
      }
    }

    /** Starts the process and does not wait for anything. */
    ServerUnderTest launch() {
      try {
        Path dir =
            directory.isPresent() ? directory.get() : Files.createTempDirectory("conformance-");
        for (Map.Entry<String, String> file : files.entrySet()) {
          Path path = dir.resolve(file.getKey());
          Files.createDirectories(path.getParent());
          Files.writeString(path, file.getValue().replace("${dir}", dir.toString()));
        }
        List<String> command = new ArrayList<>(List.of(executable.toString()));
        if (testDefaults) {
          command.addAll(List.of("-a", "127.0.0.1", "-p", "-1", "--ports_file_dir", "" + dir));
        }
        if (files.containsKey("server.conf")) {
          command.addAll(List.of("-c", dir.resolve("server.conf").toString()));
        }
        flags.forEach(flag -> command.add(flag.replace("${dir}", dir.toString())));
        ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
        builder.environment().putAll(environment);
        builder.redirectOutput(dir.resolve("stdout").toFile());
        builder.redirectError(dir.resolve("stderr").toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        return new ServerUnderTest(process, dir, directory.isEmpty());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A builder for the server under test; aborts the test when there is none. */
  static Builder builder() {
    return builder(ServerIdentity.required().executable());
  }

  static Builder builder(Path executable) {
    return new Builder(executable);
  }

  private void awaitReady(Duration patience, boolean portsFile) {
    await(
        "the server to be ready",
        patience,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(
                "exited with " + process.exitValue() + " instead of serving:\n" + log() + stdout());
          }
          return portsFile ? readPortsFile() || readPortsFromLog() : saysReady();
        });
  }

  private boolean saysReady() {
    return log().contains("Server is ready");
  }

  /** Where no ports file comes within a second of being ready, the log lines name the ports. */
  private boolean readPortsFromLog() {
    if (!saysReady()) {
      return false;
    }
    long now = System.nanoTime();
    readySinceNanos = readySinceNanos == 0 ? now : readySinceNanos;
    if (now - readySinceNanos < PORTS_FILE_PATIENCE.toNanos()) {
      return false;
    }
    Map<String, String> lines =
        Map.of(
            "nats",
            "Listening for client connections on ",
            "monitoring",
            "Starting http monitor on ");
    String listeners =
        lines.entrySet().stream()
            .flatMap(
                line ->
                    Pattern.compile(line.getValue() + "(\\S+:\\d+)")
                        .matcher(log())
                        .results()
                        .map(m -> "\"" + line.getKey() + "\":[\"" + m.group(1) + "\"]"))
            .collect(Collectors.joining(",", "{", "}"));
    ports = Json.parse(listeners);
    return true;
  }

  private boolean readPortsFile() {
    try (Stream<Path> files = Files.list(directory)) {
      Optional<Path> file =
          files.filter(f -> f.toString().endsWith("_" + process.pid() + ".ports")).findFirst();
      String text = file.isPresent() ? Files.readString(file.get()) : "";
      if (!text.strip().endsWith("}")) {
        return false;
      }
      ports = Json.parse(text);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port of a listener as the ports file names it: nats, monitoring, cluster, websocket. */
  int port(String listener) {
    String url = ports.texts(listener).get(0);
    return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
  }

  int clientPort() {
    return port("nats");
  }

  int monitoringPort() {
    return port("monitoring");
  }

  Json ports() {
    return ports;
  }

  /** A raw connection to the client port; nothing is read or written yet. */
  RawClient connect() {
    return RawClient.connect(clientPort());
  }

  /** A raw connection that has finished the opening dialogue with the given CONNECT options. */
  RawClient connect(String connectJson) {
    return connect().open(connectJson);
  }

  /** Whether the client port takes a TCP connection now. */
  boolean acceptsConnections() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clientPort())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** {@code GET} on the monitoring port. */
  Monitoring monitoring() {
    return new Monitoring("http://127.0.0.1:" + monitoringPort());
  }

  long pid() {
    return process.pid();
  }

  Path directory() {
    return directory;
  }

  /** A file in the server's directory. */
  Path file(String name) {
    return directory.resolve(name);
  }

  /** Replaces the text of {@code server.conf}, for a reload. */
  void rewriteConfig(String text) {
    try {
      Files.writeString(file("server.conf"), text.replace("${dir}", directory.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the server wrote to stderr so far. */
  String log() {
    return read("stderr");
  }

  String stdout() {
    return read("stdout");
  }

  private String read(String name) {
    try {
      return Files.readString(file(name), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until stderr has a match of the pattern, and returns it. */
  Matcher awaitLog(String regex) {
    Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
    await("log to match " + regex, PATIENCE, () -> pattern.matcher(log()).find());
    Matcher matcher = pattern.matcher(log());
    if (!matcher.find()) {
      throw new AssertionError("log changed while reading");
    }
    return matcher;
  }

  /** Sends a signal by its name without SIG: {@code TERM}, {@code HUP}, {@code USR2}. */
  void signal(String name) {
    try {
      int status =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new AssertionError("kill -" + name + " " + pid() + " failed with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the process to end and returns its exit status. */
  int awaitExit() {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still running after " + PATIENCE + ":\n" + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void await(String what, Duration patience, BooleanSupplier condition) {
    try {
      Awaitility.await(what)
          .atMost(patience)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(10))
          .until(condition::getAsBoolean);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("waited " + patience + " for " + what + "; log:\n" + log(), e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      RUNNING.remove(process);
      if (ownsDirectory) {
        deleteDirectory();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void deleteDirectory() throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}

package io.myelin.bench.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the command line asks for.
 *
 * @param workloads ids in order; empty: all
 * @param runs rounds for every workload; empty: each workload's own number
 * @param warmUp load before measuring starts
 * @param waitingWarmUp the same where every client waits for each answer: calls are few, and a
 *     compiler that counts calls needs longer
 * @param measure how long is measured
 * @param steady length of the steady workload
 * @param targets labels of the servers that take turns
 * @param ours our server's program
 * @param reference the reference's program, if it was named
 * @param serverArguments added to the command of every NATS server
 * @param windowBytes published bytes that may be under way
 * @param connections for the idle-connection workload
 * @param starts how often a server is started in a run of the start workload
 * @param json takes the figures
 * @param svg takes the plot
 * @param logs directory for the servers' output
 * @param stores directory for the streams of the servers; decides which disk is measured
 * @param list only list the workloads
 */
record LoadOptions(
    List<String> workloads,
    OptionalInt runs,
    Duration warmUp,
    Duration waitingWarmUp,
    Duration measure,
    Duration steady,
    List<String> targets,
    Path ours,
    Optional<Path> reference,
    List<String> serverArguments,
    int windowBytes,
    int connections,
    int starts,
    Optional<Path> json,
    Optional<Path> svg,
    Path logs,
    Path stores,
    boolean list) {

  static final String USAGE =
      """
      usage: bench/run [workload...] [options]
        --runs N             rounds, ours and reference in turn (default 5; steady 1)
        --seconds S          measuring time (default 3)
        --warmup S           warm-up time before it (default 2; 10 where clients wait for each answer)
        --steady-seconds S   length of "steady" (default 120)
        --ours PROGRAM       our server (default bin/nats-server of this repository)
        --reference PROGRAM  the reference (default $NATS_SERVER_BIN, else nats-server on PATH)
        --with-relay         the byte relay takes part as a third server
        --with-always        the reference takes part once more, with sync_interval: always
        --servers A,B,...    which take part, of ours, reference, relay, always
        --server-arg ARG     one more argument for both servers; may be repeated
        --window-mib N       published bytes under way at most (default 32)
        --connections N      for "idle-mem" (default 10000)
        --starts N           starts in a run of "start" (default 5)
        --json FILE          figures as JSON
        --svg FILE           plot as SVG
        --logs DIR           output of the servers (default a temporary directory)
        --stores DIR         streams of the servers (default a directory in that of the logs)
        --list               list the workloads
      """;

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException with a text for the user if it is wrong
   */
  static LoadOptions parse(List<String> arguments) {
    return new CommandLine(arguments).read();
  }

  /** The same for a run that nobody looks at: no longer than it takes to compile the client. */
  LoadOptions forPractice() {
    return new LoadOptions(
        workloads,
        runs,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        steady,
        targets,
        ours,
        reference,
        serverArguments,
        windowBytes,
        connections,
        starts,
        json,
        svg,
        logs,
        stores,
        list);
  }

  private static final class CommandLine {
    private final List<String> arguments;
    private int at;
    private final List<String> workloads = new ArrayList<>();
    private OptionalInt runs = OptionalInt.empty();
    private Duration warmUp = Duration.ofSeconds(2);
    private Duration waitingWarmUp = Duration.ofSeconds(10);
    private Duration measure = Duration.ofSeconds(3);
    private Duration steady = Duration.ofMinutes(2);
    private final List<String> targets =
        new ArrayList<>(List.of(ServerTarget.OURS, ServerTarget.REFERENCE));
    private Path ours = Path.of("bin", "nats-server");
    private Optional<Path> reference =
        Optional.ofNullable(System.getenv("NATS_SERVER_BIN")).map(Path::of);
    private final List<String> serverArguments = new ArrayList<>();
    private int windowMebibytes = 32;
    private int connections = 10_000;
    private int starts = 5;
    private Optional<Path> json = Optional.empty();
    private Optional<Path> svg = Optional.empty();
    private Path logs = Path.of(System.getProperty("java.io.tmpdir"), "myelin-bench");
    private Optional<Path> stores = Optional.empty();
    private boolean list;

    CommandLine(List<String> arguments) {
      this.arguments = arguments;
    }

    LoadOptions read() {
      while (at < arguments.size()) {
        String argument = arguments.get(at++);
        if (argument.startsWith("-")) {
          option(argument);
        } else {
          workloads.add(argument);
        }
      }
      return new LoadOptions(
          List.copyOf(workloads),
          runs,
          warmUp,
          waitingWarmUp,
          measure,
          steady,
          List.copyOf(targets),
          ours,
          reference,
          List.copyOf(serverArguments),
          Math.multiplyExact(windowMebibytes, 1 << 20),
          connections,
          starts,
          json,
          svg,
          logs,
          stores.orElse(logs.resolve("stores")),
          list);
    }

    private void option(String name) {
      switch (name) {
        case "--runs" -> runs = OptionalInt.of(number(name));
        case "--seconds" -> measure = seconds(name);
        case "--warmup" -> waitingWarmUp = warmUp = seconds(name);
        case "--steady-seconds" -> steady = seconds(name);
        case "--ours" -> ours = Path.of(value(name));
        case "--reference" -> reference = Optional.of(Path.of(value(name)));
        case "--with-relay" -> add(ServerTarget.RELAY);
        case "--with-always" -> add(ServerTarget.ALWAYS);
        case "--servers" -> setTargets(value(name));
        case "--server-arg" -> serverArguments.add(value(name));
        case "--window-mib" -> windowMebibytes = number(name);
        case "--connections" -> connections = number(name);
        case "--starts" -> starts = number(name);
        case "--json" -> json = Optional.of(Path.of(value(name)));
        case "--svg" -> svg = Optional.of(Path.of(value(name)));
        case "--logs" -> logs = Path.of(value(name));
        case "--stores" -> stores = Optional.of(Path.of(value(name)));
        case "--list" -> list = true;
        default -> throw new IllegalArgumentException("unknown option " + name);
      }
    }

    private String value(String name) {
      if (at >= arguments.size()) {
        throw new IllegalArgumentException(name + " needs a value");
      }
      return arguments.get(at++);
    }

    private int number(String name) {
      String value = value(name);
      if (!value.matches("[1-9][0-9]{0,6}")) {
        throw new IllegalArgumentException(name + " needs a positive number, not " + value);
      }
      return Integer.parseInt(value);
    }

    private Duration seconds(String name) {
      String value = value(name);
      if (!value.matches("[0-9]{1,5}([.][0-9]{1,3})?")) {
        throw new IllegalArgumentException(name + " needs a number of seconds, not " + value);
      }
      return Duration.ofMillis(Math.round(Double.parseDouble(value) * 1000));
    }

    private void add(String label) {
      if (!targets.contains(label)) {
        targets.add(label);
      }
    }

    private void setTargets(String labels) {
      List<String> known =
          List.of(
              ServerTarget.OURS, ServerTarget.REFERENCE, ServerTarget.RELAY, ServerTarget.ALWAYS);
      targets.clear();
      for (String label : labels.split(",")) {
        if (!known.contains(label) || targets.contains(label)) {
          throw new IllegalArgumentException("--servers: unknown or doubled " + label);
        }
        targets.add(label);
      }
    }
  }
}

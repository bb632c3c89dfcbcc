package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs the load program. Exit status 0: every run counts; 1: some run does not; 2: the command line
 * is wrong or a server cannot be started.
 */
public final class LoadMain {
  private static final int SOME_RUN_INVALID = 1;
  private static final int USAGE_ERROR = 2;
  private static final int VERSION_LIMIT_MINUTES = 10;

  private final LoadOptions options;
  private final PrintStream out;
  private final PrintStream progress;

  private LoadMain(LoadOptions options, PrintStream out, PrintStream progress) {
    this.options = options;
    this.out = out;
    this.progress = progress;
  }

  /** See {@code bench/README.md} for the arguments. */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> list = List.of(arguments);
    if (list.contains("--help") || list.contains("-h")) {
      System.out.print(LoadOptions.USAGE);
      return;
    }
    int status;
    try {
      status = new LoadMain(LoadOptions.parse(list), System.out, System.err).run();
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.err.print(LoadOptions.USAGE);
      status = USAGE_ERROR;
    } catch (IOException e) {
      System.err.println("bench: " + e.getMessage());
      status = USAGE_ERROR;
    }
    System.exit(status);
  }

  private int run() throws IOException, InterruptedException {
    List<Workload> workloads = Workloads.named(options.workloads());
    if (options.list()) {
      workloads.forEach(w -> out.printf("%-14s %s%n", w.id(), w.title()));
      return 0;
    }
    Files.createDirectories(options.logs());
    Files.createDirectories(options.stores());
    Map<String, String> versions = new LinkedHashMap<>();
    List<ServerTarget> targets = new ArrayList<>();
    for (String label : options.targets()) {
      ServerTarget target = target(label);
      targets.add(target);
      if (!target.isRelay()) {
        versions.put(label, version(target));
      }
    }
    TextReport report = new TextReport(out);
    report.begin(versions, options);
    List<WorkloadResult> results = new ArrayList<>();
    for (Workload workload : workloads) {
      WorkloadResult result = runAll(workload, targets);
      results.add(result);
      report.add(result);
      write(versions, results);
    }
    report.end(results);
    return results.stream().allMatch(r -> r.invalidRuns().isEmpty()) ? 0 : SOME_RUN_INVALID;
  }

  private void write(Map<String, String> versions, List<WorkloadResult> results)
      throws IOException {
    if (options.json().isPresent()) {
      Files.writeString(options.json().get(), JsonReport.of(versions, options, results));
    }
    if (options.svg().isPresent()) {
      Files.writeString(options.svg().get(), SvgPlot.of(versions, results));
    }
  }

  private ServerTarget target(String label) {
    return switch (label) {
      case ServerTarget.OURS ->
          new ServerTarget(label, ServerTarget.Kind.NATS, List.of(program(options.ours())));
      case ServerTarget.REFERENCE ->
          new ServerTarget(label, ServerTarget.Kind.NATS, List.of(program(reference())));
      case ServerTarget.ALWAYS ->
          new ServerTarget(label, ServerTarget.Kind.NATS, List.of(program(reference())));
      default -> relay();
    };
  }

  private static ServerTarget relay() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ServerTarget(
        ServerTarget.RELAY,
        ServerTarget.Kind.RELAY,
        List.of(
            java,
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Relay.class.getName()));
  }

  private static String program(Path path) {
    if (!Files.isExecutable(path)) {
      throw new IllegalArgumentException("there is no program " + path);
    }
    return path.toAbsolutePath().toString();
  }

  private Path reference() {
    Optional<Path> named = options.reference();
    if (named.isPresent()) {
      return named.get();
    }
    for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      Path candidate = Path.of(directory, "nats-server");
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    throw new IllegalArgumentException(
        "no reference server: set NATS_SERVER_BIN or --reference, or use --servers ours");
  }

  /** Asks the program for its version; a launcher that has to build first does it now. */
  private String version(ServerTarget target) throws IOException, InterruptedException {
    Path answer = options.logs().resolve(target.label() + "-version.log");
    List<String> command = new ArrayList<>(target.command());
    command.add("-v");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(answer.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!process.waitFor(VERSION_LIMIT_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(command + " did not end in " + VERSION_LIMIT_MINUTES + " minutes");
    }
    if (process.exitValue() != 0) {
      throw new IOException(command + " ended with status " + process.exitValue());
    }
    return Files.readString(answer, UTF_8).strip();
  }

  private WorkloadResult runAll(Workload workload, List<ServerTarget> all)
      throws InterruptedException {
    List<ServerTarget> targets = all.stream().filter(workload::runsOn).toList();
    int runs = options.runs().orElse(workload.defaultRuns());
    List<Map<String, Outcome>> rounds = new ArrayList<>();
    if (workload.needsPractice()) {
      Outcome practice =
          runOnce(workload, practiceTarget(targets), options.forPractice(), "practice");
      progress.printf("%s practice: %s%n", workload.id(), TextReport.inShort(practice));
    }
    for (int round = 0; round < runs; round++) {
      Map<String, Outcome> outcomes = new LinkedHashMap<>();
      for (ServerTarget target : targets) {
        Outcome outcome = runOnce(workload, target, options, Integer.toString(round + 1));
        outcomes.put(target.label(), outcome);
        progress.printf(
            "%s %d/%d %s: %s%n",
            workload.id(), round + 1, runs, target.label(), TextReport.inShort(outcome));
      }
      rounds.add(outcomes);
    }
    return new WorkloadResult(workload, targets.stream().map(ServerTarget::label).toList(), rounds);
  }

  /**
   * A server rather than the relay, which lets the client read in larger pieces, and none that is
   * slow by its configuration.
   */
  private static ServerTarget practiceTarget(List<ServerTarget> targets) {
    return targets.reversed().stream()
        .filter(target -> !target.isRelay() && !target.isAlways())
        .findFirst()
        .orElse(targets.getLast());
  }

  private static Outcome runOnce(
      Workload workload, ServerTarget target, LoadOptions options, String round)
      throws InterruptedException {
    String log = workload.id() + "-" + target.label() + "-" + round + ".log";
    RunContext context = new RunContext(target, options, options.logs().resolve(log));
    try {
      return new Outcome.Valid(workload.run(context));
    } catch (IOException | InvalidRunException e) {
      return new Outcome.Invalid(String.valueOf(e.getMessage()));
    }
  }
}

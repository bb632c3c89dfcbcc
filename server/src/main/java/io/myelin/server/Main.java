package io.myelin.server;

import io.myelin.config.CommandLine;
import io.myelin.config.ConfigLoader;
import io.myelin.config.LoadResult;
import io.myelin.config.StartRequest;
import java.util.List;
import java.util.Optional;

/** The program's entry: does what the command line asks for. */
public final class Main {
  private Main() {}

  /**
   * Exits with 0 for an orderly end and 1 for a bad configuration or a failed start (CORE-883).
   *
   * @param arguments nats-server's own flags, or {@code import} and what belongs to that
   */
  public static void main(String[] arguments) throws InterruptedException {
    String program = System.getProperty("myelin.argv0", "nats-server");
    if (arguments.length > 0 && arguments[0].equals("import")) {
      List<String> words = List.of(arguments).subList(1, arguments.length);
      System.exit(new ImportCommand(System.out, System.err).run(program, words));
    }
    StartRequest request = CommandLine.parse(program, Version.COMPATIBLE, List.of(arguments));
    if (request instanceof StartRequest.RunServer run) {
      run(program, run);
    } else if (request instanceof StartRequest.ShowText shown) {
      System.out.print(shown.text());
      System.out.flush();
    } else if (request instanceof StartRequest.Refused refused) {
      exit(refused.message(), refused.exitCode());
    } else if (request instanceof StartRequest.SendSignal signal) {
      send(program, signal);
    } else if (request instanceof StartRequest.CheckConfig check) {
      check(program, check);
    }
  }

  private static void run(String program, StartRequest.RunServer request)
      throws InterruptedException {
    LoadResult result = new ConfigLoader().load(request);
    if (result instanceof LoadResult.Loaded loaded) {
      System.exit(Program.run(program, loaded.options()));
    } else if (result instanceof LoadResult.Failed failed) {
      exit(program + ": " + failed.text() + "\n", 1);
    }
  }

  private static void check(String program, StartRequest.CheckConfig request) {
    ConfigLoader.CheckOutcome outcome = new ConfigLoader().check(program, request);
    exit(outcome.text(), outcome.exitCode());
  }

  private static void send(String program, StartRequest.SendSignal signal) {
    String parameter =
        signal.target().isEmpty() ? signal.command() : signal.command() + "=" + signal.target();
    Optional<String> problem = new SignalSender().send(parameter);
    if (problem.isPresent()) {
      exit(program + ": " + problem.get() + "\n", 1);
    }
  }

  private static void exit(String message, int status) {
    System.err.print(message);
    System.err.flush();
    System.exit(status);
  }
}

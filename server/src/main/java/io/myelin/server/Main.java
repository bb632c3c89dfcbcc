package io.myelin.server;

import io.myelin.config.CommandLine;
import io.myelin.config.ConfigLoader;
import io.myelin.config.LoadResult;
import io.myelin.config.Options;
import io.myelin.config.Problem;
import io.myelin.config.StartRequest;
import io.myelin.config.Unsupported;
import java.util.List;

/**
 * The program: reads the command line, starts the server, and turns signals into what they ask for.
 */
public final class Main {
  private Main() {}

  /**
   * Runs; exits with 0 for an orderly end and 1 for a bad configuration or a failed start
   * (CORE-883).
   */
  public static void main(String[] arguments) {
    String program = System.getProperty("myelin.argv0", "nats-server");
    switch (CommandLine.parse(program, Version.COMPATIBLE, List.of(arguments))) {
      case StartRequest.ShowText shown -> {
        System.out.print(shown.text());
        System.out.flush();
      }
      case StartRequest.Refused refused -> exit(refused.message(), refused.exitCode());
      case StartRequest.SendSignal signal -> send(program, signal);
      case StartRequest.CheckConfig check -> {
        ConfigLoader.CheckOutcome outcome = new ConfigLoader().check(program, check);
        exit(outcome.text(), outcome.exitCode());
      }
      case StartRequest.RunServer run -> run(program, run);
    }
  }

  private static void send(String program, StartRequest.SendSignal signal) {
    String parameter =
        signal.target().isEmpty() ? signal.command() : signal.command() + "=" + signal.target();
    new SignalSender()
        .send(parameter)
        .ifPresent(problem -> exit(program + ": " + problem + "\n", 1));
  }

  private static void run(String program, StartRequest.RunServer run) {
    switch (new ConfigLoader().load(run)) {
      case LoadResult.Failed failed -> exit(program + ": " + failed.text() + "\n", 1);
      case LoadResult.Loaded loaded -> run(program, loaded.options());
    }
  }

  private static void run(String program, Options options) {
    for (Problem warning : options.warnings()) {
      System.err.println(warning.text());
    }
    ServerLog log = ServerLog.system();
    for (Unsupported unsupported : options.unsupported()) {
      log.warn(unsupported.text());
    }
    try {
      Server server = Server.start(options, log);
      for (SignalTraps trap : List.of(SignalTraps.INTERRUPT, SignalTraps.TERMINATE)) {
        trap.set(
                trapped -> {
                  log.info("Trapped \"" + trapped.trappedName() + "\" signal");
                  server.close();
                })
            .ifPresent(log::warn);
      }
      log.info("Server is ready");
      server.awaitClosed();
      System.exit(0);
    } catch (StartupException e) {
      exit(program + ": " + e.getMessage() + "\n", 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void exit(String message, int status) {
    System.err.print(message);
    System.err.flush();
    System.exit(status);
  }
}

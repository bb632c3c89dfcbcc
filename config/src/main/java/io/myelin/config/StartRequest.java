package io.myelin.config;

/** What the command line asks for. */
public sealed interface StartRequest {

  /**
   * Run the server.
   *
   * @param configFile the configuration file, empty for none
   * @param arguments the flags, for {@link ConfigLoader}
   */
  record RunServer(String configFile, Arguments arguments) implements StartRequest {}

  /**
   * Print a text on standard output and exit with 0.
   *
   * @param text the version, the usage or the TLS help, with its last line feed
   */
  record ShowText(String text) implements StartRequest {}

  /**
   * Check a file and exit: {@link ConfigLoader#check}.
   *
   * @param configFile the file
   * @param warningsAllowed whether warnings do not fail the check
   * @param arguments the flags, which are checked together with the file
   */
  record CheckConfig(String configFile, boolean warningsAllowed, Arguments arguments)
      implements StartRequest {}

  /**
   * Send a signal to running servers (CORE-847).
   *
   * @param command the word before {@code =}
   * @param target the pid, pid file or pattern behind it, empty for none
   */
  record SendSignal(String command, String target) implements StartRequest {}

  /**
   * Print a message on standard error and exit.
   *
   * @param message the message, complete and with its last line feed
   * @param exitCode the exit status
   */
  record Refused(String message, int exitCode) implements StartRequest {}

  /** The flags of one command line. Opaque; immutable. */
  final class Arguments {
    /** No flags at all. */
    public static final Arguments NONE = new Arguments(FlagSettings.NONE);

    private final FlagSettings settings;

    Arguments(FlagSettings settings) {
      this.settings = settings;
    }

    FlagSettings settings() {
      return settings;
    }
  }
}

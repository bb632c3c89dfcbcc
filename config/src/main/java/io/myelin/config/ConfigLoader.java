package io.myelin.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Loads a configuration: parses the file, reads it key by key, lays the flags over it, and checks
 * the options against each other. The same steps serve start, {@code -t} and reload. Stateless
 * apart from the environment that it is given.
 */
public final class ConfigLoader {
  private final UnaryOperator<@Nullable String> environment;

  /** Makes a loader that resolves variables from the environment of the process. */
  public ConfigLoader() {
    this(System::getenv);
  }

  /**
   * Makes a loader with an environment of its own.
   *
   * @param environment the value of a variable, or null
   */
  public ConfigLoader(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  /** Loads what the command line asks to run. */
  public LoadResult load(StartRequest.RunServer request) {
    return load(request.configFile(), request.arguments());
  }

  /**
   * Loads a file with flags over it.
   *
   * @param file path of the configuration file, empty for none
   * @param arguments the flags
   */
  public LoadResult load(String file, StartRequest.Arguments arguments) {
    try {
      byte[] text = file.isEmpty() ? new byte[0] : new ConfigFiles().read(file).bytes();
      return checked(read(text, file, arguments.settings()));
    } catch (ConfigSyntaxException e) {
      return new LoadResult.Failed(e.getMessage(), List.of(), List.of());
    }
  }

  /** Loads the file of running options again, under the same flags (CORE-890). */
  public LoadResult reload(Options running) {
    Optional<String> file = running.configFile();
    return file.isPresent()
        ? load(file.get(), new StartRequest.Arguments(running.flags()))
        : new LoadResult.Failed(
            "can only reload config when a file is provided using -c or --config",
            List.of(),
            List.of());
  }

  /**
   * Loads a configuration text.
   *
   * @param text the configuration
   * @param name name to show as its file
   */
  public LoadResult loadText(String text, String name) {
    try {
      return checked(read(text.getBytes(StandardCharsets.UTF_8), name, FlagSettings.NONE));
    } catch (ConfigSyntaxException e) {
      return new LoadResult.Failed(e.getMessage(), List.of(), List.of());
    }
  }

  /**
   * What {@code -t} prints on standard error, and the exit status.
   *
   * @param text the text, with its last line feed
   * @param exitCode 0 if the file is good
   */
  public record CheckOutcome(String text, int exitCode) {}

  /**
   * Checks a file as {@code -t} does: what stands in it, without the flags and without what options
   * demand of each other (CORE-567).
   *
   * @param program name to show before messages
   * @param request what the command line asked for
   */
  public CheckOutcome check(String program, StartRequest.CheckConfig request) {
    String prefix = program + ": ";
    switch (readFile(request.configFile())) {
      case LoadResult.Failed failed -> {
        return new CheckOutcome(prefix + failed.text() + "\n", 1);
      }
      case LoadResult.Loaded loaded -> {
        Options options = loaded.options();
        String warnings = lines(options.warnings());
        if (!warnings.isEmpty() && !request.warningsAllowed()) {
          return new CheckOutcome(prefix + warnings + "\n", 1);
        }
        return new CheckOutcome(
            warnings
                + prefix
                + "configuration file "
                + request.configFile()
                + " is valid ("
                + options.digest()
                + ")\n",
            0);
      }
    }
  }

  private LoadResult readFile(String file) {
    try {
      return read(new ConfigFiles().read(file).bytes(), file, FlagSettings.NONE).result();
    } catch (ConfigSyntaxException e) {
      return new LoadResult.Failed(e.getMessage(), List.of(), List.of());
    }
  }

  /** What was read, and what {@link CrossChecks} is to refuse in it. */
  private record Reading(LoadResult result, List<String> laterErrors) {
    static Reading failed(String text, Problems problems) {
      return new Reading(
          new LoadResult.Failed(text, problems.errors(), problems.warnings()), List.of());
    }
  }

  private static LoadResult checked(Reading reading) {
    if (!(reading.result() instanceof LoadResult.Loaded loaded)) {
      return reading.result();
    }
    String refusal = CrossChecks.refusal(loaded.options(), reading.laterErrors());
    return refusal.isEmpty()
        ? loaded
        : new LoadResult.Failed(refusal, List.of(), loaded.options().warnings());
  }

  private Reading read(byte[] text, String file, FlagSettings flags) throws ConfigSyntaxException {
    Problems problems = new Problems();
    Section fileSection = Section.empty(ServerKeys.block());
    String digest = "";
    if (!file.isEmpty()) {
      ConfigValue.Table tree = ConfigParser.parse(text, file, new ConfigFiles(), environment);
      if (tree.size() == 0) {
        problems.emptyFile(file);
      }
      fileSection = new SectionReader(problems).table(ServerKeys.block(), tree).finish();
      digest = TreeDigest.of(tree);
      checkUsersOfAccounts(fileSection, problems);
      checkStoreDirectory(fileSection, problems);
    }
    if (problems.errorCount() > 0) {
      return Reading.failed(problems.text(), problems);
    }
    Section.Draft draft = fileSection.toDraft().overlay(flags.section());
    String refusal = FlagMerge.apply(draft, fileSection, flags);
    if (!refusal.isEmpty()) {
      return Reading.failed(refusal, problems);
    }
    List<Unsupported> unsupported = new ArrayList<>(problems.unsupported());
    unsupported.addAll(flags.given());
    Options options =
        new Options(
            draft.finish(),
            fileSection,
            file,
            digest,
            problems.warnings(),
            List.copyOf(unsupported),
            flags);
    return new Reading(new LoadResult.Loaded(options), problems.laterErrors());
  }

  /** Users must be unique over all accounts and exclude the single ways (CORE-573). */
  private static void checkUsersOfAccounts(Section section, Problems problems) {
    AuthorizationOptions authorization = section.get(ServerKeys.AUTHORIZATION);
    Set<String> users = new HashSet<>();
    for (UserOptions user : authorization.users()) {
      users.add(user.label());
    }
    for (AccountOptions account : section.get(ServerKeys.ACCOUNTS)) {
      if (account.users().isEmpty()) {
        continue;
      }
      Position at =
          account
              .section()
              .positionOf(AccountKeys.USERS)
              .or(() -> section.positionOf(ServerKeys.ACCOUNTS))
              .orElse(new Position("", 0, 0));
      if (!authorization.user().isEmpty()) {
        problems.error(at, "Can not have a single user/pass and accounts");
      } else if (!authorization.token().isEmpty()) {
        problems.error(at, "Can not have a token and accounts");
      }
      for (UserOptions user : account.users()) {
        if (users.contains(user.label())) {
          problems.error(
              at,
              "Duplicate "
                  + (user.nkey().isEmpty() ? "user" : "nkey")
                  + " \""
                  + user.label()
                  + "\" detected");
        }
      }
    }
  }

  private static void checkStoreDirectory(Section section, Problems problems) {
    Optional<Section> jetStream = section.find(ServerKeys.JETSTREAM);
    if (jetStream.isPresent()
        && section.isSet(ServerKeys.STORE_DIR)
        && jetStream.get().isSet(JetStreamKeys.STORE_DIR)) {
      jetStream
          .get()
          .positionOf(JetStreamKeys.STORE_DIR)
          .ifPresent(at -> problems.error(at, "Duplicate 'store_dir' configuration"));
    }
  }

  private static String lines(List<Problem> problems) {
    StringBuilder text = new StringBuilder();
    for (Problem problem : problems) {
      text.append(problem.text()).append('\n');
    }
    return text.toString();
  }
}

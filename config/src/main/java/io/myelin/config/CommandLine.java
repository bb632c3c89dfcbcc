package io.myelin.config;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses the arguments of the server program (CORE-800 to CORE-825). */
public final class CommandLine {
  private final String program;
  private final String version;
  private final Map<String, Flag> flags = CommandFlags.byName();

  /** By identity: hashing a record would link code at every start. */
  private final IdentityHashMap<Flag, String> values = new IdentityHashMap<>();

  private final IdentityHashMap<Flag, String> givenAs = new IdentityHashMap<>();

  private CommandLine(String program, String version) {
    this.program = program;
    this.version = version;
  }

  /**
   * Parses arguments.
   *
   * @param program name to show before messages, usually {@code nats-server}
   * @param version version to show, without {@code v}
   * @param arguments the arguments
   */
  public static StartRequest parse(String program, String version, List<String> arguments) {
    return new CommandLine(program, version).parse(arguments);
  }

  private StartRequest parse(List<String> arguments) {
    List<String> words = new ArrayList<>();
    String problem = readFlags(arguments, words);
    if (!problem.isEmpty()) {
      return new StartRequest.Refused(problem + "\n" + UsageText.of(program), 2);
    }
    if (isTrue(CommandFlags.VERSION)) {
      return showVersion();
    } else if (isTrue(CommandFlags.HELP)) {
      return new StartRequest.ShowText(UsageText.of(program));
    } else if (isTrue(CommandFlags.HELP_TLS)) {
      return new StartRequest.ShowText(TlsHelpText.of());
    }
    if (!words.isEmpty()) {
      String command = words.getFirst().toLowerCase(Locale.ROOT);
      return switch (command) {
        case "version" -> showVersion();
        case "help" -> new StartRequest.ShowText(UsageText.of(program));
        default -> refused("unrecognized command: \"" + words.getFirst() + "\"");
      };
    }
    String signal = values.getOrDefault(CommandFlags.SIGNAL, "");
    if (!signal.isEmpty()) {
      return signal(signal);
    }
    return run();
  }

  private StartRequest run() {
    String file = values.getOrDefault(CommandFlags.CONFIG, "");
    StartRequest.Arguments arguments = new StartRequest.Arguments(settings());
    if (!isTrue(CommandFlags.TEST)) {
      return new StartRequest.RunServer(file, arguments);
    }
    return file.isEmpty()
        ? refused("must specify [-c, --config] option to check configuration file syntax")
        : new StartRequest.CheckConfig(file, isTrue(CommandFlags.ALLOW_WARNINGS), arguments);
  }

  private StartRequest showVersion() {
    return new StartRequest.ShowText(program + ": v" + version + "\n");
  }

  private StartRequest refused(String reason) {
    return new StartRequest.Refused(program + ": " + reason + "\n", 1);
  }

  private StartRequest signal(String value) {
    int equals = value.indexOf('=');
    if (equals < 0) {
      return new StartRequest.SendSignal(value, "");
    }
    String target = value.substring(equals + 1);
    int rest = target.indexOf('=');
    return rest >= 0
        ? refused(
            "invalid signal parameters: [" + target.substring(rest + 1).replace('=', ' ') + "]")
        : new StartRequest.SendSignal(value.substring(0, equals), target);
  }

  private boolean isTrue(Flag flag) {
    return "true".equals(values.get(flag));
  }

  /** Reads flags up to the first word; returns what is wrong, or the empty string. */
  private String readFlags(List<String> arguments, List<String> words) {
    int at = 0;
    while (at < arguments.size()) {
      String argument = arguments.get(at);
      if (argument.length() < 2 || argument.charAt(0) != '-') {
        break;
      }
      at++;
      if (argument.equals("--")) {
        break;
      }
      int dashes = argument.startsWith("--") ? 2 : 1;
      int equals = argument.indexOf('=');
      String name = argument.substring(dashes, equals < 0 ? argument.length() : equals);
      if (name.isEmpty() || name.charAt(0) == '-' || equals == dashes) {
        return "bad flag syntax: " + argument;
      }
      Flag flag = flags.get(name);
      if (flag == null) {
        return "flag provided but not defined: -" + name + suggestion(name);
      }
      String value = equals < 0 ? null : argument.substring(equals + 1);
      if (value == null && flag.kind() != Flag.Kind.BOOL) {
        if (at == arguments.size()) {
          return "flag needs an argument: -" + name;
        }
        value = arguments.get(at++);
      }
      String problem = store(flag, name, value);
      if (!problem.isEmpty()) {
        return problem;
      }
    }
    words.addAll(arguments.subList(at, arguments.size()));
    return "";
  }

  private String suggestion(String name) {
    String near = NearestName.of(name, flags.keySet());
    return near.isEmpty() ? "" : ", did you mean -" + near + "?";
  }

  private String store(Flag flag, String name, @Nullable String value) {
    String stored = value == null ? "true" : value;
    if (flag.kind() == Flag.Kind.BOOL) {
      switch (stored) {
        case "1", "t", "T", "true", "TRUE", "True" -> stored = "true";
        case "0", "f", "F", "false", "FALSE", "False" -> stored = "false";
        default -> {
          return "invalid boolean value \"" + stored + "\" for -" + name + ": parse error";
        }
      }
    } else if (flag.kind() == Flag.Kind.INT) {
      try {
        stored = Integer.toString(Integer.decode(stored));
      } catch (NumberFormatException e) {
        return "invalid value \"" + stored + "\" for flag -" + name + ": parse error";
      }
    }
    values.put(flag, stored);
    givenAs.put(flag, "-" + name);
    return "";
  }

  private FlagSettings settings() {
    Section.Draft draft = new Section.Draft(ServerKeys.block());
    List<Unsupported> unsupported = new ArrayList<>();
    for (Option<?> option : ServerKeys.block().options()) {
      Flag flag = option.flag();
      String value = flag == null ? null : values.get(flag);
      if (flag == null || value == null || !apply(option, flag, value, draft)) {
        continue;
      }
      if (option.support() != Support.SUPPORTED) {
        unsupported.add(
            new Unsupported(
                givenAs.getOrDefault(flag, "-"),
                option.toString(),
                option.support(),
                option.missingFeature()));
      }
    }
    applyCombined(draft);
    missing(unsupported, CommandFlags.JETSTREAM, ServerKeys.JETSTREAM);
    missing(unsupported, CommandFlags.CLUSTER, ServerKeys.CLUSTER);
    missing(unsupported, CommandFlags.ROUTES, ServerKeys.CLUSTER);
    Map<String, String> special = new LinkedHashMap<>();
    for (Flag flag : CommandFlags.all()) {
      String value = values.get(flag);
      if (value != null) {
        special.put(flag.names().getFirst(), value);
      }
    }
    return new FlagSettings(draft.finish(), Map.copyOf(special), List.copyOf(unsupported));
  }

  /** Reports a flag that asks for a feature that does not exist yet. */
  private void missing(List<Unsupported> unsupported, Flag flag, Option<?> option) {
    String value = values.getOrDefault(flag, "");
    if (option.support() != Support.SUPPORTED && !value.isEmpty() && !value.equals("false")) {
      unsupported.add(
          new Unsupported(
              givenAs.getOrDefault(flag, ""),
              option.toString(),
              option.support(),
              option.missingFeature()));
    }
  }

  /** Sets an option from its flag; zero and the empty string leave it as it is (CORE-801). */
  @SuppressWarnings("unchecked")
  private static boolean apply(Option<?> option, Flag flag, String value, Section.Draft draft) {
    switch (flag.kind()) {
      case BOOL -> draft.set((Option<Boolean>) option, value.equals("true"));
      case TEXT -> {
        if (value.isEmpty()) {
          return false;
        }
        draft.set((Option<String>) option, value);
      }
      case INT -> {
        int number = Integer.parseInt(value);
        if (number == 0) {
          return false;
        }
        if (option.type() == OptionTypes.SIZE) {
          draft.set((Option<Long>) option, (long) number);
        } else {
          draft.set((Option<Integer>) option, number);
        }
      }
    }
    return true;
  }

  private void applyCombined(Section.Draft draft) {
    combined(draft, CommandFlags.DEBUG_TRACE, true, false);
    combined(draft, CommandFlags.VERBOSE, false, true);
    combined(draft, CommandFlags.DEBUG_VERBOSE, true, true);
  }

  private void combined(Section.Draft draft, Flag flag, boolean debug, boolean verbose) {
    String value = values.get(flag);
    if (value == null) {
      return;
    }
    boolean on = value.equals("true");
    draft.set(ServerKeys.TRACE, on);
    if (debug) {
      draft.set(ServerKeys.DEBUG, on);
    }
    if (verbose) {
      draft.set(ServerKeys.TRACE_VERBOSE, on);
    }
  }
}

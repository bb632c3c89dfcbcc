package io.myelin.protocol;

import io.myelin.protocol.DestinationToken.Cut;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the tokens of a transform's destination: {@code $n}, <code>{{name(arguments)}}</code> or
 * text (CORE-371).
 */
final class DestinationTokenParser {
  private static final Pattern CALL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*\\((.*)\\)\\s*}}");
  private static final Pattern COMMA = Pattern.compile(",\\s*");
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,18}");

  private static final String NOT_ENOUGH_ARGUMENTS = "not enough arguments passed to the function";
  private static final String TOO_MANY_ARGUMENTS = "too many arguments passed to the function";
  private static final String INVALID_ARGUMENT =
      "function argument is invalid or in the wrong format";
  private static final String INDEX_OUT_OF_RANGE = "wildcard index out of range";
  private static final String UNKNOWN_FUNCTION = "unknown function";

  /** Token number of each wildcard of the source, from the left. */
  private final List<Integer> wildcards;

  private final boolean sourceIsLiteral;

  DestinationTokenParser(List<Integer> wildcards, boolean sourceIsLiteral) {
    this.wildcards = wildcards;
    this.sourceIsLiteral = sourceIsLiteral;
  }

  /** Functions; either case is allowed for the first letter of each word only. */
  private enum Function {
    WILDCARD("[wW]ildcard"),
    PARTITION("[pP]artition"),
    SPLIT_FROM_LEFT("[sS]plit[fF]rom[lL]eft"),
    SPLIT_FROM_RIGHT("[sS]plit[fF]rom[rR]ight"),
    SLICE_FROM_LEFT("[sS]lice[fF]rom[lL]eft"),
    SLICE_FROM_RIGHT("[sS]lice[fF]rom[rR]ight"),
    SPLIT("[sS]plit"),
    LEFT("[lL]eft"),
    RIGHT("[rR]ight"),
    RANDOM("[rR]andom");

    final Pattern name;

    Function(String name) {
      this.name = Pattern.compile(name);
    }

    static Function named(String name, String token) {
      for (Function function : values()) {
        if (function.name.matcher(name).matches()) {
          return function;
        }
      }
      throw InvalidMappingException.destination(UNKNOWN_FUNCTION, token);
    }
  }

  /** Whether a token has the form of a function call, known or not. */
  static boolean looksLikeFunction(String token) {
    return token.length() > 4 && token.startsWith("{{") && token.endsWith("}}");
  }

  DestinationToken parse(String token) {
    if (token.length() > 1 && token.charAt(0) == '$') {
      String number = token.substring(1);
      return INTEGER.matcher(number).matches()
          ? new DestinationToken.Wildcard(sourceToken(number, token))
          : new DestinationToken.Text(token);
    }
    if (!looksLikeFunction(token)) {
      return new DestinationToken.Text(token);
    }
    Matcher call = CALL.matcher(token);
    if (!call.matches()) {
      throw InvalidMappingException.destination(UNKNOWN_FUNCTION, token);
    }
    Function function = Function.named(call.group(1), token);
    String[] arguments = COMMA.split(call.group(2), -1);
    return switch (function) {
      case WILDCARD -> {
        requireArguments(arguments, 1, token);
        yield new DestinationToken.Wildcard(sourceToken(arguments[0], token));
      }
      case PARTITION -> partition(arguments, token);
      case SPLIT -> {
        requireArguments(arguments, 2, token);
        if (arguments[1].contains(" ")) {
          throw InvalidMappingException.destination(INVALID_ARGUMENT, token);
        }
        yield new DestinationToken.Split(sourceToken(arguments[0], token), arguments[1]);
      }
      case SPLIT_FROM_LEFT -> cut(Cut.Kind.SPLIT_FROM_LEFT, arguments, token);
      case SPLIT_FROM_RIGHT -> cut(Cut.Kind.SPLIT_FROM_RIGHT, arguments, token);
      case SLICE_FROM_LEFT -> cut(Cut.Kind.SLICE_FROM_LEFT, arguments, token);
      case SLICE_FROM_RIGHT -> cut(Cut.Kind.SLICE_FROM_RIGHT, arguments, token);
      case LEFT -> cut(Cut.Kind.LEFT, arguments, token);
      case RIGHT -> cut(Cut.Kind.RIGHT, arguments, token);
      case RANDOM -> {
        requireArguments(arguments, 1, token);
        yield new DestinationToken.RandomNumber(int32(arguments[0], token));
      }
    };
  }

  private DestinationToken cut(Cut.Kind kind, String[] arguments, String token) {
    requireArguments(arguments, 2, token);
    integer(arguments[0], token);
    int lengthBytes = int32(arguments[1], token);
    return new Cut(kind, sourceToken(arguments[0], token), lengthBytes);
  }

  private DestinationToken partition(String[] arguments, String token) {
    int buckets = int32(arguments[0], token);
    List<Integer> tokens = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      long index = integer(arguments[i], token);
      // Position 0 is the subject's first token here: configurations use it.
      tokens.add(index <= 0 && !sourceIsLiteral ? 0 : sourceToken(arguments[i], token));
    }
    return new DestinationToken.Partition(buckets, List.copyOf(tokens));
  }

  private static void requireArguments(String[] arguments, int count, String token) {
    if (arguments.length < count
        || (count == 1 && arguments.length == 1 && arguments[0].isEmpty())) {
      throw InvalidMappingException.destination(NOT_ENOUGH_ARGUMENTS, token);
    }
    if (arguments.length > count) {
      throw InvalidMappingException.destination(TOO_MANY_ARGUMENTS, token);
    }
  }

  /** The source token that the wildcard with this number stands for. */
  private int sourceToken(String argument, String token) {
    long index = integer(argument, token);
    if (sourceIsLiteral) {
      throw InvalidMappingException.destination(INDEX_OUT_OF_RANGE, token);
    }
    if (index < 1 || index > wildcards.size()) {
      throw InvalidMappingException.destination(INDEX_OUT_OF_RANGE, token + ": [" + index + "]");
    }
    return wildcards.get((int) index - 1);
  }

  private static int int32(String argument, String token) {
    long value = integer(argument, token);
    if (value != (int) value) {
      throw InvalidMappingException.destination(INVALID_ARGUMENT, token);
    }
    return (int) value;
  }

  private static long integer(String argument, String token) {
    String trimmed = argument.strip();
    if (!INTEGER.matcher(trimmed).matches()) {
      throw InvalidMappingException.destination(INVALID_ARGUMENT, token);
    }
    return Long.parseLong(trimmed);
  }
}

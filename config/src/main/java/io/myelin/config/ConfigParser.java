package io.myelin.config;

import static io.myelin.config.ConfigScanner.END;
import static io.myelin.config.ConfigScanner.isKeySeparator;
import static io.myelin.config.ConfigScanner.isLineEnd;
import static io.myelin.config.ConfigScanner.isSpace;
import static io.myelin.config.ConfigScanner.shown;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Parses a configuration text into a tree whose entries remember file, line and column (CORE-500 to
 * CORE-525).
 *
 * <p>Bounds: {@value #MAX_DEPTH} nested maps and arrays, {@value #MAX_INCLUDE_DEPTH} nested
 * includes or environment variables, {@value #MAX_VALUES} values with variables written out,
 * {@value ConfigFiles#MAX_FILE_BYTES} bytes a file. Not safe for use by several threads.
 */
final class ConfigParser {
  static final int MAX_DEPTH = 256;
  static final int MAX_INCLUDE_DEPTH = 32;
  static final int MAX_VALUES = 4_000_000;

  private static final String ENVIRONMENT_KEY = "value";

  private final ConfigScanner in;
  private final Shared shared;
  private final int includeDepth;
  private final boolean fromEnvironment;
  private final ArrayDeque<ConfigValue.Table> enclosing = new ArrayDeque<>();

  /** What a parse shares with the includes and environment values that it meets. */
  private static final class Shared {
    final ConfigFiles files;
    final UnaryOperator<@Nullable String> environment;
    final List<String> openVariables = new ArrayList<>();
    long values;
    int depth;

    Shared(ConfigFiles files, UnaryOperator<@Nullable String> environment) {
      this.files = files;
      this.environment = environment;
    }
  }

  private ConfigParser(ConfigScanner in, Shared shared, int includeDepth, boolean fromEnvironment) {
    this.in = in;
    this.shared = shared;
    this.includeDepth = includeDepth;
    this.fromEnvironment = fromEnvironment;
  }

  /**
   * Parses one text.
   *
   * @param text the bytes of the file
   * @param file its path, for positions and for relative includes
   * @param files reads included files
   * @param environment looks up environment variables, null for unknown ones
   * @throws ConfigSyntaxException at the first error
   */
  static ConfigValue.Table parse(
      byte[] text, String file, ConfigFiles files, UnaryOperator<@Nullable String> environment)
      throws ConfigSyntaxException {
    return new ConfigParser(new ConfigScanner(text, file), new Shared(files, environment), 0, false)
        .top();
  }

  private ConfigValue.Table top() throws ConfigSyntaxException {
    ConfigValue.Table table = new ConfigValue.Table();
    enclosing.push(table);
    int openBraces = 0;
    while (true) {
      in.skipSpaceAndComments();
      int b = in.peek();
      if (b == END) {
        if (openBraces > 0) {
          throw in.error("Unexpected EOF.");
        }
        break;
      } else if (b == '{') {
        in.next();
        openBraces++;
        checkDepth(openBraces);
      } else if (b == '}') {
        in.next();
        openBraces = Math.max(0, openBraces - 1);
        if (openBraces == 0) {
          endOfTopBlock();
        }
      } else if ((b == ',' || b == ';') && openBraces > 0) {
        in.next();
      } else {
        topEntry(table);
      }
    }
    enclosing.pop();
    return table;
  }

  /** Behind a top-level closing brace: separators, or the end. */
  private void endOfTopBlock() {
    in.skipBlanks();
    if (in.peek() == ',' || in.peek() == ';') {
      in.next();
    }
  }

  private void topEntry(ConfigValue.Table table) throws ConfigSyntaxException {
    Key key = key(false);
    if (key == null) {
      include(table);
    } else {
      in.skipSpace();
      if (in.peek() == END) {
        Position end = in.position();
        throw new ConfigSyntaxException("config is invalid (" + end.text() + ")");
      }
      if (isKeySeparator(in.peek())) {
        in.next();
        in.skipBlanks();
        if (isLineEnd(in.peek())) {
          throw in.errorAtNext("Expected value but found new line");
        }
      }
      table.put(new ConfigValue.Entry(key.name, value(), key.at));
    }
    in.skipBlanks();
    in.skipComment();
    int b = in.peek();
    if (b == ',' || b == ';') {
      in.next();
    } else if (b != END && b != '}' && !isLineEnd(b)) {
      throw in.errorAtNext(
          "Expected a top-level value to end with a new line, comment or EOF, but got '"
              + shown(b)
              + "' instead.");
    }
  }

  private record Key(String name, Position at) {}

  /** Reads a key; null if it was the keyword {@code include} with white space behind it. */
  private @Nullable Key key(boolean inMap) throws ConfigSyntaxException {
    int b = in.peek();
    if (isKeySeparator(b)) {
      throw in.errorAtNext("Unexpected key separator '" + shown(b) + "'");
    }
    if (b == '"' || b == '\'') {
      in.next();
      Position at = in.position();
      return new Key(in.quotedRaw(b), at);
    }
    Position at = in.position();
    int start = in.offset();
    do {
      in.next();
      b = in.peek();
    } while (b != END && !isSpace(b) && !isKeySeparator(b));
    if (b == END && inMap) {
      throw in.error("Unexpected EOF processing map key.");
    }
    String name = in.textFrom(start);
    if (isSpace(b) && name.equalsIgnoreCase("include")) {
      return null;
    }
    return new Key(name, at);
  }

  private ConfigValue value() throws ConfigSyntaxException {
    if (++shared.values > MAX_VALUES) {
      throw in.error("More than " + MAX_VALUES + " values in one configuration");
    }
    int b = in.peek();
    if (b == '"' || b == '\'' || b == '(' || b == '{' || b == '[') {
      in.next();
    }
    return switch (b) {
      case '{' -> map();
      case '[' -> array();
      case '"' -> new ConfigValue.Text(in.quotedWithEscapes());
      case '\'' -> new ConfigValue.Text(in.quotedRaw('\''));
      case '(' -> new ConfigValue.Text(in.block());
      case '.' -> throw in.errorAtNext("Floats must start with a digit");
      default -> b == '-' || ConfigScanner.isDigit(b) ? UnquotedNumber.read(in) : unquoted();
    };
  }

  private ConfigValue unquoted() throws ConfigSyntaxException {
    int start = in.offset();
    boolean variable = in.peek() == '$';
    while (!ConfigScanner.endsUnquoted(in.peek()) && in.peek() != '\'' && in.peek() != '\\') {
      in.next();
    }
    String plain = in.textFrom(start);
    if (in.peek() == '\\') {
      return new ConfigValue.Text(plain + in.unquotedWithEscapes());
    }
    if (in.peek() == '\'') {
      in.next();
      return new ConfigValue.Text(plain);
    }
    if (variable) {
      return plain.startsWith("$2a$")
          ? new ConfigValue.Text(plain)
          : variable(plain.substring(1), in.line());
    }
    return plain.length() > 5
        ? new ConfigValue.Text(plain)
        : switch (plain.toLowerCase(Locale.ROOT)) {
          case "true", "yes", "on" -> new ConfigValue.Bool(true);
          case "false", "no", "off" -> new ConfigValue.Bool(false);
          default -> new ConfigValue.Text(plain);
        };
  }

  private ConfigValue map() throws ConfigSyntaxException {
    checkDepth(++shared.depth);
    ConfigValue.Table table = new ConfigValue.Table();
    enclosing.push(table);
    while (true) {
      in.skipSpaceAndComments();
      int b = in.peek();
      if (b == END) {
        throw in.error("Unexpected EOF processing map.");
      } else if (b == ']') {
        throw in.errorAtNext("Unexpected array end ']' processing map.");
      } else if (b == '}') {
        in.next();
        break;
      }
      mapEntry(table);
    }
    enclosing.pop();
    shared.depth--;
    return table;
  }

  private void mapEntry(ConfigValue.Table table) throws ConfigSyntaxException {
    Key key = key(true);
    if (key == null) {
      include(table);
    } else {
      in.skipSpace();
      if (isKeySeparator(in.peek())) {
        in.next();
        in.skipSpace();
      }
      int b = in.peek();
      if (b == ',') {
        throw in.errorAtNext("Unexpected map value terminator ','.");
      } else if (b == '}') {
        throw in.errorAtNext("Expected a value for key \"" + key.name + "\" but the map ends");
      } else if (b == END) {
        throw in.error("Unexpected EOF processing map.");
      }
      table.put(new ConfigValue.Entry(key.name, value(), key.at));
    }
    in.skipBlanks();
    in.skipComment();
    int b = in.peek();
    if (b == ',' || b == ';') {
      in.next();
    } else if (b != '}' && !isLineEnd(b)) {
      throw in.errorAtNext(
          "Expected a map value terminator ',' or a map terminator '}', but got '"
              + shown(b)
              + "' instead.");
    }
  }

  private ConfigValue array() throws ConfigSyntaxException {
    checkDepth(++shared.depth);
    ArrayList<ConfigValue.Element> elements = new ArrayList<>();
    while (true) {
      in.skipSpaceAndComments();
      int b = in.peek();
      if (b == ']') {
        in.next();
        break;
      } else if (b == ',') {
        throw in.errorAtNext("Unexpected array value terminator ','.");
      } else if (b == END) {
        throw in.error("Unexpected EOF processing array.");
      }
      elements.add(element());
      in.skipBlanks();
      in.skipComment();
      b = in.peek();
      if (b == ',') {
        in.next();
      } else if (b != ']' && !isLineEnd(b)) {
        throw in.errorAtNext(
            "Expected an array value terminator ',' or an array terminator ']', but got '"
                + shown(b)
                + "' instead.");
      }
    }
    shared.depth--;
    elements.trimToSize();
    return new ConfigValue.Array(elements);
  }

  private ConfigValue.Element element() throws ConfigSyntaxException {
    int b = in.peek();
    Position at = in.position();
    ConfigValue value = value();
    if (b == '{' || b == '[') {
      at = in.position();
    } else if (b == '"' || b == '\'' || b == '(') {
      at = new Position(at.file(), at.line(), at.column() + 1);
    }
    return new ConfigValue.Element(value, at);
  }

  private void include(ConfigValue.Table table) throws ConfigSyntaxException {
    in.skipBlanks();
    String path = includePath();
    if (includeDepth >= MAX_INCLUDE_DEPTH) {
      throw new ConfigSyntaxException(
          "error parsing include file '" + path + "', more than " + MAX_INCLUDE_DEPTH + " nested");
    }
    ConfigValue.Table included;
    try {
      if (fromEnvironment) {
        throw new ConfigSyntaxException("a value of the environment cannot include files");
      }
      ConfigFiles.Source source = shared.files.include(in.file(), path);
      included =
          new ConfigParser(
                  new ConfigScanner(source.bytes(), source.path()), shared, includeDepth + 1, false)
              .top();
    } catch (ConfigSyntaxException e) {
      throw new ConfigSyntaxException(
          "error parsing include file '" + path + "', " + e.getMessage());
    }
    for (ConfigValue.Entry entry : included.entries()) {
      table.put(entry);
    }
  }

  private String includePath() throws ConfigSyntaxException {
    int b = in.peek();
    if (b == '"' || b == '\'') {
      in.next();
      return in.quotedRaw(b);
    }
    String found =
        switch (b) {
          case '[' -> "start of an array";
          case '{' -> "start of a map";
          case '(' -> "start of a block";
          case '\\' -> "escape sequence";
          case '\n', '\r', END -> "new line";
          default -> b == '-' || ConfigScanner.isDigit(b) ? "start of a number" : "";
        };
    if (!found.isEmpty()) {
      throw in.errorAtNext("Expected include value but found " + found);
    }
    int start = in.offset();
    while (true) {
      b = in.peek();
      if (b == END || isSpace(b) || b == ';' || b == '}' || b == '\'') {
        String path = in.textFrom(start);
        if (b == '\'') {
          in.next();
        }
        return path;
      }
      in.next();
    }
  }

  private ConfigValue variable(String name, int line) throws ConfigSyntaxException {
    for (ConfigValue.Table table : enclosing) {
      ConfigValue.Entry entry = table.entry(name);
      if (entry != null) {
        entry.markUsedAsVariable();
        shared.values += weight(entry.value(), shared.depth);
        return entry.value();
      }
    }
    try {
      if (shared.openVariables.size() >= MAX_INCLUDE_DEPTH) {
        throw new ConfigSyntaxException("more than " + MAX_INCLUDE_DEPTH + " nested variables");
      }
      if (shared.openVariables.contains(name)) {
        throw new ConfigSyntaxException("variable reference cycle for '" + name + "'");
      }
      String text = shared.environment.apply(name);
      if (text != null) {
        return environmentValue(name, text);
      }
    } catch (ConfigSyntaxException e) {
      throw new ConfigSyntaxException(
          "variable reference for '"
              + name
              + "' on line "
              + line
              + " could not be parsed: "
              + e.getMessage());
    }
    throw new ConfigSyntaxException(
        "variable reference for '" + name + "' on line " + line + " can not be found");
  }

  private ConfigValue environmentValue(String name, String text) throws ConfigSyntaxException {
    shared.openVariables.add(name);
    byte[] bytes = (ENVIRONMENT_KEY + "=" + text).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    ConfigValue.Table table =
        new ConfigParser(new ConfigScanner(bytes, in.file()), shared, includeDepth, true).top();
    shared.openVariables.removeLast();
    ConfigValue.Entry entry = table.entry(ENVIRONMENT_KEY);
    if (entry == null) {
      throw new ConfigSyntaxException("it holds no value");
    }
    return entry.value();
  }

  /** How many values a variable stands for, so that variables of variables cannot explode. */
  private long weight(ConfigValue value, int depth) throws ConfigSyntaxException {
    long weight = 1;
    if (value instanceof ConfigValue.Array array) {
      checkDepth(depth + 1);
      for (ConfigValue.Element element : array.elements()) {
        weight += weight(element.value(), depth + 1);
      }
    } else if (value instanceof ConfigValue.Table table) {
      checkDepth(depth + 1);
      for (ConfigValue.Entry entry : table.entries()) {
        weight += weight(entry.value(), depth + 1);
      }
    }
    if (shared.values + weight > MAX_VALUES) {
      throw in.error("More than " + MAX_VALUES + " values in one configuration");
    }
    return weight;
  }

  private void checkDepth(int levels) throws ConfigSyntaxException {
    if (levels > MAX_DEPTH) {
      throw in.error("Maps and arrays nested more than " + MAX_DEPTH + " levels");
    }
  }
}

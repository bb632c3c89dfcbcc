package io.myelin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** Loads configuration texts in tests. */
final class Configs {
  static final String FILE = "test.conf";

  private Configs() {}

  /** Loads a text that must be good. */
  static Options load(String text) {
    return load(text, Map.of());
  }

  static Options load(String text, Map<String, String> environment) {
    LoadResult result = new ConfigLoader(environment::get).loadText(text, FILE);
    assertThat(result).isInstanceOf(LoadResult.Loaded.class);
    return ((LoadResult.Loaded) result).options();
  }

  /** Loads a text that must be bad and returns all messages. */
  static String refusal(String text) {
    LoadResult result = new ConfigLoader(name -> null).loadText(text, FILE);
    assertThat(result).isInstanceOf(LoadResult.Failed.class);
    return ((LoadResult.Failed) result).text();
  }

  /** Parses a text into its tree. */
  static ConfigValue.Table tree(String text, Map<String, String> environment)
      throws ConfigSyntaxException {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return ConfigParser.parse(bytes, FILE, new ConfigFiles(), environment::get);
  }

  /** The tree as canonical JSON without the final line feed. */
  static String json(String text) throws ConfigSyntaxException {
    return json(text, Map.of());
  }

  static String json(String text, Map<String, String> environment) throws ConfigSyntaxException {
    return TreeDigest.json(tree(text, environment)).trim();
  }

  static StartRequest parse(String... arguments) {
    return CommandLine.parse("nats-server", "2.14.5", List.of(arguments));
  }

  /** Loads a file text under flags; it must be good. */
  static Options run(String... arguments) {
    StartRequest request = parse(arguments);
    assertThat(request).isInstanceOf(StartRequest.RunServer.class);
    LoadResult result = new ConfigLoader().load((StartRequest.RunServer) request);
    assertThat(result).isInstanceOf(LoadResult.Loaded.class);
    return ((LoadResult.Loaded) result).options();
  }
}

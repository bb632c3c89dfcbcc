package io.myelin.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line of {@code import} says.
 *
 * @param config a configuration file, empty for none
 * @param key as given, empty for that of the configuration
 * @param cipher as given, empty for that of the configuration
 * @param previousKey as given, empty for that of the configuration
 * @param partial whether to go on without what cannot be taken over
 * @param from the store of nats-server; nothing for that of the configuration
 * @param to the new store
 */
record ImportArguments(
    String config,
    String key,
    String cipher,
    String previousKey,
    boolean partial,
    Optional<Path> from,
    Path to) {
  private static final Map<String, String> WITH_VALUE =
      Map.of(
          "-c", "config",
          "--config", "config",
          "--key", "key",
          "--cipher", "cipher",
          "--prev-key", "prev-key");

  static final String USAGE =
      """
      usage: myelin import [options] [<store of nats-server>] <new store>

      Copies the streams and consumers of a store directory that nats-server 2.10 to 2.15 wrote into a
      new store directory of Myelin. Stop nats-server first. Its directory is only read. The new one
      must not exist, or be empty; it is there when everything is in it and on disk, not before.

        -c, --config FILE   a configuration of nats-server: store_dir, key, prev_key and cipher of
                            its jetstream block
        --key KEY           the key that the store is encrypted with; the new store is, too
        --prev-key KEY      an earlier one that some of it may be encrypted with
        --cipher CIPHER     how the new store is encrypted: chacha (the default) or aes
        --partial           go on without what is damaged or unknown, which else ends the import

      Exit status: 0 everything was taken over; 1 nothing was, there is no new store; 2 it was with
      --partial, and something is missing, as the warnings say.
      """;

  /** Says what is wrong with a command line. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  /**
   * Reads a command line.
   *
   * @param arguments behind {@code import}
   */
  static ImportArguments parse(List<String> arguments) throws UsageException {
    Map<String, String> values = new HashMap<>();
    List<String> paths = new ArrayList<>();
    boolean partial = false;
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String option = WITH_VALUE.get(equals < 0 ? word : word.substring(0, equals));
      if (option != null) {
        if (equals < 0 && i + 1 == arguments.size()) {
          throw new UsageException("option " + word + " needs a value");
        }
        values.put(option, equals < 0 ? arguments.get(++i) : word.substring(equals + 1));
      } else if (word.equals("--partial")) {
        partial = true;
      } else if (word.startsWith("-")) {
        throw new UsageException("unknown option " + word);
      } else {
        paths.add(word);
      }
    }
    String config = values.getOrDefault("config", "");
    String cipher = values.getOrDefault("cipher", "");
    if (!List.of("", "chacha", "chachapoly", "aes").contains(cipher)) {
      throw new UsageException("unknown cipher " + cipher + ", known are chacha and aes");
    }
    if (paths.isEmpty() || paths.size() > 2 || (paths.size() == 1 && config.isEmpty())) {
      throw new UsageException("the store of nats-server and the new store are needed");
    }
    return new ImportArguments(
        config,
        values.getOrDefault("key", ""),
        cipher,
        values.getOrDefault("prev-key", ""),
        partial,
        paths.size() == 2 ? Optional.of(Path.of(paths.getFirst())) : Optional.empty(),
        Path.of(paths.getLast()));
  }
}

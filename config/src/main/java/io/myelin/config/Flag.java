package io.myelin.config;

import java.util.List;

/**
 * A command-line flag (CORE-800).
 *
 * @param names the names without dashes, the usual one first
 * @param kind what follows it
 * @param argument what the usage text shows for its value, empty for none
 * @param group the heading that it stands under in the usage text
 * @param help what it does
 */
record Flag(List<String> names, Kind kind, String argument, Group group, String help) {

  /** What a flag's value must be. */
  enum Kind {
    BOOL,
    INT,
    TEXT
  }

  /** Headings of the usage text. */
  enum Group {
    SERVER("Server"),
    LOGGING("Logging"),
    JETSTREAM("JetStream"),
    AUTHORIZATION("Authorization"),
    TLS("TLS"),
    CLUSTER("Cluster"),
    PROFILING("Profiling"),
    COMMON("Common");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  static Flag bool(Group group, String help, String... names) {
    return new Flag(List.of(names), Kind.BOOL, "", group, help);
  }

  static Flag integer(Group group, String argument, String help, String... names) {
    return new Flag(List.of(names), Kind.INT, argument, group, help);
  }

  static Flag text(Group group, String argument, String help, String... names) {
    return new Flag(List.of(names), Kind.TEXT, argument, group, help);
  }
}

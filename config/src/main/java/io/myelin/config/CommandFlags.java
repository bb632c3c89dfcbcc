package io.myelin.config;

import io.myelin.config.Flag.Group;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Flags that are not just the value of one top-level option (CORE-800 to CORE-825). */
final class CommandFlags {
  static final Flag CONFIG = Flag.text(Group.SERVER, "<file>", "Configuration file", "c", "config");
  static final Flag TEST = Flag.bool(Group.SERVER, "Test configuration and exit", "t");
  static final Flag ALLOW_WARNINGS =
      Flag.bool(Group.SERVER, "With -t: warnings do not fail the test", "allow_warnings");
  static final Flag SIGNAL =
      Flag.text(
          Group.SERVER,
          "<signal>[=<pid>]",
          "Send signal to nats-server process (ldm, stop, quit, term, reopen, reload); <pid> can be"
              + " a process id or the path of a PID file",
          "sl",
          "signal");
  static final Flag VERBOSE =
      Flag.bool(Group.LOGGING, "Verbose trace (traces system account as well)", "VV");
  static final Flag DEBUG_TRACE = Flag.bool(Group.LOGGING, "Debug and trace", "DV");
  static final Flag DEBUG_VERBOSE =
      Flag.bool(Group.LOGGING, "Debug and verbose trace (traces system account as well)", "DVV");
  static final Flag JETSTREAM =
      Flag.bool(Group.JETSTREAM, "Enable JetStream functionality", "js", "jetstream");
  static final Flag ROUTES =
      Flag.text(Group.CLUSTER, "<rurl-1, rurl-2>", "Routes to solicit and connect", "routes");
  static final Flag CLUSTER =
      Flag.text(
          Group.CLUSTER,
          "<cluster-url>",
          "Cluster URL for solicited routes; an empty one switches clustering off",
          "cluster",
          "cluster_listen");
  static final Flag CLUSTER_NAME =
      Flag.text(
          Group.CLUSTER,
          "<string>",
          "Cluster Name, if not set one will be dynamically generated",
          "cluster_name");
  static final Flag NO_ADVERTISE =
      Flag.bool(
          Group.CLUSTER, "Do not advertise known cluster information to clients", "no_advertise");
  static final Flag CLUSTER_ADVERTISE =
      Flag.text(
          Group.CLUSTER,
          "<string>",
          "Cluster URL to advertise to other servers",
          "cluster_advertise");
  static final Flag CONNECT_RETRIES =
      Flag.integer(
          Group.CLUSTER,
          "<number>",
          "For implicit routes, number of connect retries",
          "connect_retries");
  static final Flag USER =
      Flag.text(Group.AUTHORIZATION, "<user>", "User required for connections", "user");
  static final Flag PASSWORD =
      Flag.text(Group.AUTHORIZATION, "<password>", "Password required for connections", "pass");
  static final Flag TOKEN =
      Flag.text(
          Group.AUTHORIZATION, "<token>", "Authorization token required for connections", "auth");
  static final Flag TLS =
      Flag.bool(Group.TLS, "Enable TLS, do not verify clients (default: false)", "tls");
  static final Flag TLS_CERT = Flag.text(Group.TLS, "<file>", "Server certificate file", "tlscert");
  static final Flag TLS_KEY =
      Flag.text(Group.TLS, "<file>", "Private key for server certificate", "tlskey");
  static final Flag TLS_VERIFY =
      Flag.bool(Group.TLS, "Enable TLS, verify client certificates", "tlsverify");
  static final Flag TLS_CA =
      Flag.text(Group.TLS, "<file>", "Client certificate CA for verification", "tlscacert");
  static final Flag HELP = Flag.bool(Group.COMMON, "Show this message", "h", "help");
  static final Flag VERSION = Flag.bool(Group.COMMON, "Show version", "v", "version");
  static final Flag HELP_TLS = Flag.bool(Group.COMMON, "TLS help", "help_tls");

  private static final List<Flag> ALL =
      List.of(
          CONFIG,
          TEST,
          ALLOW_WARNINGS,
          SIGNAL,
          VERBOSE,
          DEBUG_TRACE,
          DEBUG_VERBOSE,
          JETSTREAM,
          ROUTES,
          CLUSTER,
          CLUSTER_NAME,
          NO_ADVERTISE,
          CLUSTER_ADVERTISE,
          CONNECT_RETRIES,
          USER,
          PASSWORD,
          TOKEN,
          TLS,
          TLS_CERT,
          TLS_KEY,
          TLS_VERIFY,
          TLS_CA,
          HELP,
          VERSION,
          HELP_TLS);

  private CommandFlags() {}

  /** Returns every flag that no option declares. */
  static List<Flag> all() {
    return ALL;
  }

  /** Returns every flag by each of its names. */
  static Map<String, Flag> byName() {
    Map<String, Flag> flags = new HashMap<>();
    for (Flag flag : ALL) {
      register(flags, flag);
    }
    for (Option<?> option : ServerKeys.block().options()) {
      Flag flag = option.flag();
      if (flag != null) {
        register(flags, flag);
      }
    }
    return flags;
  }

  private static void register(Map<String, Flag> flags, Flag flag) {
    for (String name : flag.names()) {
      if (flags.put(name, flag) != null) {
        throw new IllegalStateException("flag declared twice: -" + name);
      }
    }
  }
}

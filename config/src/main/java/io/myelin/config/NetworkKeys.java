package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.DURATION;
import static io.myelin.config.OptionTypes.INT;
import static io.myelin.config.OptionTypes.SIZE;
import static io.myelin.config.OptionTypes.STRICT_DURATION;
import static io.myelin.config.OptionTypes.TEXT;

import io.myelin.config.Flag.Group;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Top-level options of the client listener, identity, limits and timers (spec, section 15.1). */
abstract class NetworkKeys {
  /** Without limit, for {@link #MAX_CONNECTIONS} and {@link #MAX_PAYLOAD}. */
  public static final int UNLIMITED = -1;

  /** The client port when none is given. */
  public static final int DEFAULT_PORT = 4222;

  static final Block BLOCK = Block.named("");

  /** Host to listen on for clients. */
  public static final Option<String> HOST =
      BLOCK
          .key("host", TEXT)
          .aliases("net")
          .defaultForZero("0.0.0.0")
          .fixed("Host")
          .varz("host")
          .flag(
              Flag.text(
                  Group.SERVER,
                  "<host>",
                  "Bind to host address (default: 0.0.0.0)",
                  "a",
                  "addr",
                  "net"))
          .doc("Host name or address that clients connect to; `0.0.0.0` is every address.")
          .declare();

  /** Port to listen on for clients; -1 is any free port. */
  public static final Option<Integer> PORT =
      BLOCK
          .key("port", INT)
          .defaultForZero(DEFAULT_PORT)
          .fixed("Port")
          .varz("port")
          .min(-1, "port %v is out of range, expected -1 to 65535")
          .max(65535, "port %v is out of range, expected -1 to 65535")
          .flag(
              Flag.integer(
                  Group.SERVER, "<port>", "Use port for clients (default: 4222)", "p", "port"))
          .doc("TCP port that clients connect to; `-1` takes any free port.")
          .declare();

  /** Host and port in one. */
  public static final Option<HostPort> LISTEN =
      BLOCK
          .key("listen", new ListenType(HOST, PORT))
          .fixed("Host")
          .doc("Sets `host` and `port` in one value.")
          .declare();

  /** Name of this server; empty if the server id is to serve as name. */
  public static final Option<String> SERVER_NAME =
      BLOCK
          .key("server_name", new NameType("server name cannot contain spaces"))
          .defaultText("the server id")
          .fixed("ServerName")
          .varz("server_name")
          .flag(
              Flag.text(
                  Group.SERVER,
                  "<server_name>",
                  "Server name (default: auto)",
                  "n",
                  "name",
                  "server_name"))
          .doc("Name shown to clients and in monitoring; no spaces.")
          .declare();

  /** What INFO and connect_urls show instead of host and port, as {@code host[:port]}. */
  public static final Option<String> CLIENT_ADVERTISE =
      BLOCK
          .key("client_advertise", TEXT)
          .reloadable()
          .flag(
              Flag.text(
                  Group.SERVER,
                  "<string>",
                  "Client URL to advertise to other servers",
                  "client_advertise"))
          .doc(
              "`host[:port]` shown to clients and other servers instead of the address listened on.")
          .declare();

  /** Most client connections at a time; {@link #UNLIMITED} for no limit. */
  public static final Option<Integer> MAX_CONNECTIONS =
      BLOCK
          .key("max_connections", INT)
          .aliases("max_conn")
          .defaultTo(65536)
          .reloadable()
          .varz("max_connections")
          .doc(
              "Most client connections at a time, 0 or less for none; a lower value closes random"
                  + " excess connections.")
          .declare();

  /** Largest message, header included, in bytes; {@link #UNLIMITED} for no limit. */
  public static final Option<Long> MAX_PAYLOAD =
      BLOCK
          .key("max_payload", SIZE)
          .defaultForZero(1024L * 1024)
          .max(Integer.MAX_VALUE, "max_payload value is too big")
          .min(Integer.MIN_VALUE, "max_payload value is too small")
          .reloadable()
          .varz("max_payload")
          .doc("Largest message, header and payload together, in bytes.")
          .declare();

  /** Most bytes that may wait for one connection before it is a slow consumer. */
  public static final Option<Long> MAX_PENDING =
      BLOCK
          .key("max_pending", SIZE)
          .defaultForZero(64L * 1024 * 1024)
          .fixed("MaxPending")
          .varz("max_pending")
          .doc(
              "Bytes that may wait to be written to one connection before it is closed as a slow consumer.")
          .declare();

  /** Longest protocol line, in bytes. */
  public static final Option<Long> MAX_CONTROL_LINE =
      BLOCK
          .key("max_control_line", SIZE)
          .defaultForZero(4096L)
          .max(Integer.MAX_VALUE, "max_control_line value is too big")
          .min(Integer.MIN_VALUE, "max_control_line value is too small")
          .reloadable()
          .varz("max_control_line")
          .doc("Longest argument part of a protocol line, `CONNECT` included, in bytes.")
          .declare();

  /** Most subscriptions of one connection; 0 for no limit. */
  public static final Option<Integer> MAX_SUBSCRIPTIONS =
      BLOCK
          .key("max_subscriptions", INT)
          .aliases("max_subs")
          .fixed("MaxSubs")
          .varz("max_subscriptions")
          .doc("Most subscriptions of one connection; 0 is no limit.")
          .declare();

  /** Most tokens in a subscription's subject; 0 for no limit. */
  public static final Option<Integer> MAX_SUB_TOKENS =
      BLOCK
          .key("max_sub_tokens", INT)
          .aliases("max_subscription_tokens")
          .min(0, "max_sub_tokens value can not be negative")
          .max(255, "max_sub_tokens value is too big")
          .fixed("MaxSubTokens")
          .doc("Most tokens in the subject of a subscription, up to 255; 0 is no limit.")
          .declare();

  /** How many closed connections monitoring remembers. */
  public static final Option<Integer> MAX_CLOSED_CLIENTS =
      BLOCK
          .key("max_closed_clients", INT)
          .defaultForZero(10000)
          .fixed("MaxClosedClients")
          .doc("How many closed connections monitoring remembers.")
          .declare();

  /** Time between PINGs on an idle connection. */
  public static final Option<Duration> PING_INTERVAL =
      BLOCK
          .key("ping_interval", DURATION)
          .defaultForZero(Duration.ofMinutes(2))
          .reloadable()
          .varz("ping_interval")
          .doc("Time between PINGs on an idle connection.")
          .declare();

  /** Unanswered PINGs after which a connection is stale. */
  public static final Option<Integer> PING_MAX =
      BLOCK
          .key("ping_max", INT)
          .defaultForZero(2)
          .reloadable()
          .varz("ping_max")
          .doc("Unanswered PINGs after which a connection is closed as stale.")
          .declare();

  /** Longest time that one write to a connection may take. */
  public static final Option<Duration> WRITE_DEADLINE =
      BLOCK
          .key("write_deadline", DURATION)
          .defaultForZero(Duration.ofSeconds(10))
          .reloadable()
          .varz("write_deadline")
          .doc("Longest time that a write to a connection may block before it is a slow consumer.")
          .declare();

  /** What a missed write deadline does: {@code default}, {@code close} or {@code retry}. */
  public static final Option<String> WRITE_TIMEOUT =
      BLOCK
          .key("write_timeout", new WriteTimeoutType())
          .defaultTo("default")
          .fixed("WriteTimeout")
          .varz("write_timeout")
          .doc(
              "What a missed write deadline does to a client: `default` and `close` close, `retry` goes on.")
          .declare();

  /** Whether fast producers are never slowed for a slow consumer. */
  public static final Option<Boolean> NO_FAST_PRODUCER_STALL =
      BLOCK
          .key("no_fast_producer_stall", BOOL)
          .reloadable()
          .doc("Drop messages for a consumer that is far behind instead of slowing the producer.")
          .declare();

  /** Whether message headers are refused. */
  public static final Option<Boolean> NO_HEADER_SUPPORT =
      BLOCK
          .key("no_header_support", BOOL)
          .fixed("NoHeaderSupport")
          .doc("Switch message headers off.")
          .declare();

  /** Whether match results are not cached. */
  public static final Option<Boolean> DISABLE_SUBLIST_CACHE =
      BLOCK
          .key("disable_sublist_cache", BOOL)
          .aliases("no_sublist_cache")
          .fixed("NoSublistCache")
          .doc("Switch the cache of match results off.")
          .declare();

  /** Whether the client listener understands the PROXY protocol. */
  public static final Option<Boolean> PROXY_PROTOCOL =
      BLOCK
          .key("proxy_protocol", BOOL)
          .fixed("ProxyProtocol")
          .doc("Read a PROXY protocol header (v1 or v2), if there is one, from client connections.")
          .declare();

  /** Over how long lame duck mode spreads the closing of connections. */
  public static final Option<Duration> LAME_DUCK_DURATION =
      BLOCK
          .key("lame_duck_duration", STRICT_DURATION)
          .defaultTo(Duration.ofMinutes(2))
          .min(30_000_000_000L, "invalid lame_duck_duration of %v, minimum is 30 seconds")
          .fixed("LameDuckDuration")
          .doc(
              "Over how long lame duck mode spreads the closing of connections; at least 30 seconds.")
          .declare();

  /** How long lame duck mode waits before it closes the first connection. */
  public static final Option<Duration> LAME_DUCK_GRACE_PERIOD =
      BLOCK
          .key("lame_duck_grace_period", STRICT_DURATION)
          .defaultTo(Duration.ofSeconds(10))
          .min(0, "invalid lame_duck_grace_period, needs to be positive")
          .fixed("LameDuckGracePeriod")
          .doc("How long lame duck mode waits before it closes the first connection.")
          .declare();

  /** Labels of this server, trimmed and in lower case. */
  public static final Option<List<String>> SERVER_TAGS =
      BLOCK
          .key("server_tags", new TagsType())
          .reloadableAs("tags")
          .varz("tags")
          .doc(
              "Labels of this server, `key:value` by custom, shown in monitoring and used for placement.")
          .declare();

  /** Free-form facts about this server. */
  public static final Option<Map<String, String>> SERVER_METADATA =
      BLOCK
          .key("server_metadata", new TextMapType())
          .reloadableAs("metadata")
          .varz("metadata")
          .doc("Free-form facts about this server, shown in monitoring.")
          .declare();

  /** Switches of single reference features. */
  public static final Option<Map<String, Boolean>> FEATURE_FLAGS =
      BLOCK
          .key("feature_flags", new FlagMapType())
          .fixed("FeatureFlags")
          .notYet(JetStreamKeys.REPLICATION + ", which all known feature flags belong to,")
          .doc("Switches of single features; unknown names are only logged.")
          .declare();

  /** Every how many failed first connects of a route, gateway or leafnode one is logged. */
  public static final Option<Integer> CONNECT_ERROR_REPORTS =
      BLOCK
          .key("connect_error_reports", INT)
          .defaultForZero(3600)
          .reloadable()
          .doc("Every how many failed first connects to another server one is logged as an error.")
          .declare();

  /** Every how many failed reconnects of a route, gateway or leafnode one is logged. */
  public static final Option<Integer> RECONNECT_ERROR_REPORTS =
      BLOCK
          .key("reconnect_error_reports", INT)
          .defaultForZero(1)
          .reloadable()
          .doc("Every how many failed reconnects to another server one is logged as an error.")
          .declare();

  /** Profiling port of the reference; there is nothing behind it here. */
  public static final Option<Integer> PROF_PORT =
      BLOCK
          .key("prof_port", INT)
          .fixed("ProfPort")
          .ignored("Go profiles do not exist on a JVM; use JDK Flight Recorder")
          .flag(
              Flag.integer(
                  Group.PROFILING, "<port>", "Accepted and ignored: Go profiling port", "profile"))
          .doc("Accepted and ignored: there are no Go profiles on a JVM.")
          .declare();

  /** Block profile rate of the reference; there is nothing behind it here. */
  public static final Option<Integer> PROF_BLOCK_RATE =
      BLOCK
          .key("prof_block_rate", INT)
          .reloadable()
          .ignored("Go profiles do not exist on a JVM; use JDK Flight Recorder")
          .doc("Accepted and ignored: there are no Go profiles on a JVM.")
          .declare();

  NetworkKeys() {}
}

package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.DURATION;
import static io.myelin.config.OptionTypes.INT;
import static io.myelin.config.OptionTypes.TEXT;
import static io.myelin.config.OptionTypes.TEXTS;

import java.time.Duration;
import java.util.List;

/** Keys of the {@code cluster} map (CORE-740 to CORE-751). */
public final class ClusterKeys {
  static final String FEATURE = "clustering";
  static final Block BLOCK = Block.named("cluster").notYet(FEATURE, "Cluster");

  /** Name of the cluster; empty for a generated one. */
  public static final Option<String> NAME =
      BLOCK
          .key("name", new NameType("cluster name cannot contain spaces"))
          .reloadable("cluster")
          .defaultText("generated")
          .doc("Name of the cluster, the same on all its servers; no spaces.")
          .declare();

  private static final ListenKeys LISTENER = ListenKeys.in(BLOCK, "other servers");

  /** Host to listen on. */
  public static final Option<String> HOST = LISTENER.host();

  /** Port to listen on; 0 for none, -1 for any. */
  public static final Option<Integer> PORT = LISTENER.port();

  /** Host and port in one. */
  public static final Option<HostPort> LISTEN = LISTENER.listen();

  /** URLs of other servers of the cluster. */
  public static final Option<List<String>> ROUTES =
      BLOCK
          .key("routes", new UrlsType("route", UrlsType.Form.LIST))
          .reloadable("cluster routes")
          .doc("URLs of other servers of the cluster; one is enough to find the rest.")
          .declare();

  /** How servers of the cluster authenticate. */
  public static final Option<AuthorizationOptions> AUTHORIZATION =
      BLOCK
          .key("authorization", new LinkAuthorizationType("Cluster"))
          .reloadable("cluster")
          .doc("User and password that other servers must give.")
          .declare();

  /** TLS of routes. */
  public static final Option<TlsOptions> TLS =
      BLOCK
          .key("tls", new TlsType(TlsType.Context.PEERS))
          .reloadable("cluster")
          .doc("TLS between the servers; certificates are always verified.")
          .declare();

  /** Address told to other servers. */
  public static final Option<String> ADVERTISE =
      BLOCK
          .key("cluster_advertise", TEXT)
          .aliases("advertise")
          .reloadable("cluster")
          .doc("`host[:port]` told to other servers instead of the address listened on.")
          .declare();

  /** Whether clients are not told of the other servers. */
  public static final Option<Boolean> NO_ADVERTISE =
      BLOCK
          .key("no_advertise", BOOL)
          .reloadable("cluster")
          .doc("Do not tell clients of the other servers.")
          .declare();

  /** Attempts to reach a server learned from others. */
  public static final Option<Integer> CONNECT_RETRIES =
      BLOCK
          .key("connect_retries", INT)
          .reloadable("cluster")
          .doc("How often to retry a server that was learned from others.")
          .declare();

  /** Whether attempts grow apart. */
  public static final Option<Boolean> CONNECT_BACKOFF =
      BLOCK
          .key("connect_backoff", BOOL)
          .reloadable("cluster")
          .doc("Let the time between attempts grow.")
          .declare();

  /** What goes over routes. */
  public static final Option<PermissionsOptions> PERMISSIONS =
      BLOCK
          .key("permissions", new PermissionsType())
          .reloadable("cluster")
          .doc("Subjects that go over routes, as `import` and `export`.")
          .declare();

  /** Connections for each route. */
  public static final Option<Integer> POOL_SIZE =
      BLOCK
          .key("pool_size", INT)
          .defaultForZero(3)
          .reloadable("cluster")
          .doc("Connections for each route; `-1` is a single one.")
          .declare();

  /** Accounts with a connection of their own. */
  public static final Option<List<String>> ACCOUNTS =
      BLOCK
          .key("accounts", TEXTS)
          .reloadable("cluster")
          .defaultText("system account")
          .doc("Accounts that have a connection of their own.")
          .declare();

  /** Compression of routes. */
  public static final Option<CompressionOptions> COMPRESSION =
      BLOCK
          .key("compression", new CompressionType("s2_fast"))
          .defaultTo(CompressionOptions.of("accept"))
          .defaultText("accept")
          .reloadable("cluster")
          .doc(
              "Compression of routes: `off`, `accept`, `s2_auto`, `s2_fast`, `s2_better`, `s2_best`.")
          .declare();

  /** Time between PINGs on routes. */
  public static final Option<Duration> PING_INTERVAL =
      BLOCK
          .key("ping_interval", DURATION)
          .reloadable("cluster")
          .defaultText("that of clients, 30s at most")
          .doc("Time between PINGs on routes; at most 30 seconds.")
          .declare();

  /** Unanswered PINGs after which a route is stale. */
  public static final Option<Integer> PING_MAX =
      BLOCK
          .key("ping_max", INT)
          .reloadable("cluster")
          .defaultText("that of clients")
          .doc("Unanswered PINGs after which a route is closed as stale.")
          .declare();

  /** Write deadline of routes. */
  public static final Option<Duration> WRITE_DEADLINE =
      BLOCK
          .key("write_deadline", DURATION)
          .reloadable("cluster")
          .defaultText("that of clients")
          .doc("Longest time that a write to a route may block.")
          .declare();

  /** What a missed write deadline does. */
  public static final Option<String> WRITE_TIMEOUT =
      BLOCK
          .key("write_timeout", new WriteTimeoutType())
          .reloadable("cluster")
          .defaultText("retry")
          .doc("What a missed write deadline does: `default`, `close` or `retry`.")
          .declare();

  private ClusterKeys() {}
}

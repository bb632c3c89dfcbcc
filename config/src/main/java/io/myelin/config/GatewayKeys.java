package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.DURATION;
import static io.myelin.config.OptionTypes.INT;
import static io.myelin.config.OptionTypes.TEXT;

import java.time.Duration;
import java.util.List;

/** Keys of the {@code gateway} map (CORE-755 to CORE-757). */
public final class GatewayKeys {
  private static final String FEATURE = "gateways between clusters";
  static final Block BLOCK = Block.named("gateway").notYet(FEATURE, "Gateway");
  static final Block REMOTE = Block.named("gateway.gateways[]").notYet(FEATURE, "Gateway");

  /** Name of this cluster among the gateways. */
  public static final Option<String> NAME =
      BLOCK
          .key("name", new NameType("gateway name cannot contain spaces"))
          .doc("Name of this cluster among the gateways.")
          .declare();

  private static final ListenKeys LISTENER = ListenKeys.in(BLOCK, "servers of other clusters");

  /** Host to listen on. */
  public static final Option<String> HOST = LISTENER.host();

  /** Port to listen on; 0 for none, -1 for any. */
  public static final Option<Integer> PORT = LISTENER.port();

  /** Host and port in one. */
  public static final Option<HostPort> LISTEN = LISTENER.listen();

  /** How other gateways authenticate. */
  public static final Option<AuthorizationOptions> AUTHORIZATION =
      BLOCK
          .key("authorization", new LinkAuthorizationType("Gateway"))
          .doc("User and password that other clusters must give.")
          .declare();

  /** TLS of gateways. */
  public static final Option<TlsOptions> TLS =
      BLOCK
          .key("tls", new TlsType(TlsType.Context.PEERS))
          .partlyReloadable("Gateway")
          .doc("TLS between clusters; certificates are always verified.")
          .declare();

  /** Address told to others. */
  public static final Option<String> ADVERTISE =
      BLOCK.key("advertise", TEXT).doc("`host[:port]` told to other clusters.").declare();

  /** Attempts to reach a learned gateway. */
  public static final Option<Integer> CONNECT_RETRIES =
      BLOCK.key("connect_retries", INT).doc("How often to retry a learned gateway.").declare();

  /** Whether attempts grow apart. */
  public static final Option<Boolean> CONNECT_BACKOFF =
      BLOCK.key("connect_backoff", BOOL).doc("Let the time between attempts grow.").declare();

  /** Other clusters. */
  public static final Option<List<Section>> GATEWAYS =
      BLOCK
          .key("gateways", new SectionsType(BlockName.GATEWAY_REMOTE))
          .doc("Other clusters to connect to.")
          .declare();

  /** Whether only configured clusters may connect. */
  public static final Option<Boolean> REJECT_UNKNOWN =
      BLOCK
          .key("reject_unknown_cluster", BOOL)
          .aliases("reject_unknown")
          .doc("Refuse clusters that are not configured.")
          .declare();

  /** Write deadline. */
  public static final Option<Duration> WRITE_DEADLINE =
      BLOCK
          .key("write_deadline", DURATION)
          .defaultText("that of clients")
          .doc("Longest time that a write may block.")
          .declare();

  /** What a missed write deadline does. */
  public static final Option<String> WRITE_TIMEOUT =
      BLOCK
          .key("write_timeout", new WriteTimeoutType())
          .defaultText("retry")
          .doc("What a missed write deadline does.")
          .declare();

  /** Name of another cluster. */
  public static final Option<String> REMOTE_NAME =
      REMOTE.key("name", TEXT).doc("Name of the other cluster.").declare();

  /** URL of another cluster. */
  public static final Option<List<String>> REMOTE_URL =
      REMOTE.key("url", new UrlsType("gateway", UrlsType.Form.ONE)).doc("Its URL.").declare();

  /** URLs of another cluster. */
  public static final Option<List<String>> REMOTE_URLS =
      REMOTE.key("urls", new UrlsType("gateway", UrlsType.Form.LIST)).doc("Its URLs.").declare();

  /** TLS towards another cluster. */
  public static final Option<TlsOptions> REMOTE_TLS =
      REMOTE
          .key("tls", new TlsType(TlsType.Context.PEERS))
          .doc("TLS towards that cluster, if different.")
          .declare();

  private GatewayKeys() {}
}

package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.DURATION;
import static io.myelin.config.OptionTypes.SECRET;
import static io.myelin.config.OptionTypes.TEXT;

import java.time.Duration;
import java.util.List;

/** Keys of one entry of {@code leafnodes.remotes} (CORE-762, CORE-763). */
public final class LeafRemoteKeys {
  static final Block BLOCK =
      Block.named("leafnodes.remotes[]").notYet(LeafnodeKeys.FEATURE, "LeafNode");
  static final Block PROXY_BLOCK =
      Block.named("leafnodes.remotes[].proxy").notYet(LeafnodeKeys.FEATURE, "LeafNode");
  static final Block MIGRATE_BLOCK =
      Block.named("leafnodes.remotes[].jetstream_cluster_migrate")
          .notYet(LeafnodeKeys.FEATURE, "LeafNode");

  /** URLs of the remote. */
  public static final Option<List<String>> URLS =
      BLOCK
          .key("urls", new UrlsType("leafnode", UrlsType.Form.ONE_OR_LIST))
          .aliases("url")
          .doc("URLs of the remote; the port is 7422 if absent.")
          .declare();

  /** Local account. */
  public static final Option<String> ACCOUNT =
      BLOCK
          .key("account", TEXT)
          .aliases("local")
          .defaultText("`$G`")
          .doc("Local account.")
          .declare();

  /** Credentials file. */
  public static final Option<String> CREDENTIALS =
      BLOCK.key("credentials", TEXT).aliases("creds").doc("Credentials file.").declare();

  /** Nkey seed. */
  public static final Option<String> NKEY =
      BLOCK.key("nkey", SECRET).aliases("seed").doc("User nkey seed.").declare();

  /** TLS towards the remote. */
  public static final Option<TlsOptions> TLS =
      BLOCK.key("tls", new TlsType(TlsType.Context.SERVER)).reloadable().doc("TLS.").declare();

  /** Whether this side acts as the hub. */
  public static final Option<Boolean> HUB =
      BLOCK.key("hub", BOOL).doc("This side is the hub, the remote the leaf.").declare();

  /** Subjects that do not come in. */
  public static final Option<List<String>> DENY_IMPORTS =
      BLOCK
          .key("deny_imports", new SubjectsType(false))
          .aliases("deny_import")
          .defaultTo(List.of())
          .doc("Subjects that do not come in.")
          .declare();

  /** Subjects that do not go out. */
  public static final Option<List<String>> DENY_EXPORTS =
      BLOCK
          .key("deny_exports", new SubjectsType(false))
          .aliases("deny_export")
          .defaultTo(List.of())
          .doc("Subjects that do not go out.")
          .declare();

  /** Whether URLs are tried in order. */
  public static final Option<Boolean> NO_RANDOMIZE =
      BLOCK
          .key("no_randomize", BOOL)
          .aliases("dont_randomize")
          .doc("Try the URLs in order.")
          .declare();

  /** Compression towards the remote. */
  public static final Option<CompressionOptions> COMPRESSION =
      BLOCK
          .key("compression", new CompressionType("s2_auto"))
          .defaultTo(CompressionOptions.of("s2_auto"))
          .defaultText("s2_auto")
          .reloadable()
          .doc("Compression, as in `cluster`.")
          .declare();

  /** Time for the remote's INFO. */
  public static final Option<Duration> FIRST_INFO_TIMEOUT =
      BLOCK
          .key("first_info_timeout", DURATION)
          .defaultForZero(Duration.ofSeconds(1))
          .doc("Time for the first INFO of the remote.")
          .declare();

  /** Time for one attempt. */
  public static final Option<Duration> DIAL_TIMEOUT =
      BLOCK
          .key("dial_timeout", DURATION)
          .defaultForZero(Duration.ofSeconds(1))
          .doc("Time for one attempt.")
          .declare();

  /** Whether the remote is left out. */
  public static final Option<Boolean> DISABLED =
      BLOCK.key("disabled", BOOL).reloadable().doc("Do not connect.").declare();

  /** HTTP proxy on the way. */
  public static final Option<Section> PROXY =
      BLOCK.key("proxy", new SectionType(BlockName.LEAF_PROXY)).doc("HTTP proxy.").declare();

  /** Whether only configured URLs are used. */
  public static final Option<Boolean> IGNORE_DISCOVERED_SERVERS =
      BLOCK.key("ignore_discovered_servers", BOOL).doc("Use only the given URLs.").declare();

  /** Whether interest stays apart. */
  public static final Option<Boolean> ISOLATE =
      BLOCK
          .key("isolate_leafnode_interest", BOOL)
          .aliases("isolate")
          .doc("Keep interest of other leaf nodes from this remote.")
          .declare();

  /** Whether the remote is asked to isolate. */
  public static final Option<Boolean> REQUEST_ISOLATION =
      BLOCK.key("request_isolation", BOOL).doc("Ask the remote to isolate this leaf.").declare();

  /** Whether JetStream leaders move away when the remote is lost. */
  public static final Option<Section> JETSTREAM_CLUSTER_MIGRATE =
      BLOCK
          .key(
              "jetstream_cluster_migrate", new BoolOrSectionType(BlockName.LEAF_MIGRATE, migrate()))
          .aliases("js_cluster_migrate")
          .doc("Move JetStream leaders away when the remote is lost.")
          .declare();

  /** Delay of that move. */
  public static final Option<Duration> LEADER_MIGRATE_DELAY =
      MIGRATE_BLOCK.key("leader_migrate_delay", DURATION).doc("Delay of that move.").declare();

  /** WebSocket compression. */
  public static final Option<Boolean> WS_COMPRESSION =
      BLOCK
          .key("ws_compression", BOOL)
          .aliases("ws_compress", "websocket_compress", "websocket_compression")
          .doc("Compression over WebSocket.")
          .declare();

  /** WebSocket masking. */
  public static final Option<Boolean> WS_NO_MASKING =
      BLOCK
          .key("ws_no_masking", BOOL)
          .aliases("websocket_no_masking")
          .doc("No masking over WebSocket.")
          .declare();

  /** Proxy URL. */
  public static final Option<String> PROXY_URL =
      PROXY_BLOCK.key("url", TEXT).doc("URL of the proxy.").declare();

  /** Proxy user. */
  public static final Option<String> PROXY_USERNAME =
      PROXY_BLOCK.key("username", TEXT).doc("User of the proxy.").declare();

  /** Proxy password. */
  public static final Option<String> PROXY_PASSWORD =
      PROXY_BLOCK.key("password", SECRET).doc("Password of the proxy.").declare();

  /** Time for the proxy. */
  public static final Option<Duration> PROXY_TIMEOUT =
      PROXY_BLOCK.key("timeout", DURATION).doc("Time for the proxy.").declare();

  /** TLS towards the proxy. */
  public static final Option<TlsOptions> PROXY_TLS =
      PROXY_BLOCK
          .key("tls", new TlsType(TlsType.Context.SERVER))
          .doc("TLS to the proxy.")
          .declare();

  private LeafRemoteKeys() {}

  private static Option<Boolean> migrate() {
    return MIGRATE_BLOCK.key("(enabled)", BOOL).doc("").declare();
  }
}

package io.myelin.config;

import static io.myelin.config.OptionTypes.TEXT;
import static io.myelin.config.OptionTypes.TEXT_OR_TEXTS;

import java.util.List;
import java.util.Map;

/**
 * The options of the top level of a configuration file (spec, section 15): those declared here and
 * the inherited ones of {@code NetworkKeys}, {@code LoggingKeys} and {@code AccessKeys}.
 */
public final class ServerKeys extends AccessKeys {

  /** JWTs of trusted operators. */
  public static final Option<List<String>> OPERATOR =
      BLOCK
          .key("operator", new OperatorsType())
          .aliases("operators", "root", "roots", "root_operator", "root_operators")
          .fixed("TrustedOperators")
          .notYet(ResolverKeys.OPERATOR)
          .doc("Operator JWT, or the file of one; accounts and users are then known by JWT.")
          .declare();

  /** Public keys of trusted operators. */
  public static final Option<List<String>> TRUSTED_KEYS =
      BLOCK
          .key("trusted_keys", new TrustedKeysType())
          .aliases("trusted")
          .fixed("TrustedKeys")
          .notYet(ResolverKeys.OPERATOR)
          .doc("Public keys of trusted operators.")
          .declare();

  /** Where account JWTs come from. */
  public static final Option<Section> RESOLVER =
      BLOCK
          .key("resolver", new ResolverType())
          .aliases("account_resolver", "accounts_resolver")
          .partlyReloadable("AccountResolver")
          .notYet(ResolverKeys.OPERATOR)
          .doc("Where account JWTs come from: `MEM`, `URL(\"...\")` or a map.")
          .declare();

  /** TLS towards a URL resolver. */
  public static final Option<TlsOptions> RESOLVER_TLS =
      BLOCK
          .key("resolver_tls", new TlsType(TlsType.Context.SERVER))
          .reloadableAs("resolver_tls")
          .notYet(ResolverKeys.OPERATOR)
          .doc("TLS towards a URL resolver.")
          .declare();

  /** Account JWTs by key. */
  public static final Option<Map<String, String>> RESOLVER_PRELOAD =
      BLOCK
          .key("resolver_preload", new PreloadType())
          .reloadableAs("resolver_preload")
          .notYet(ResolverKeys.OPERATOR)
          .doc("Account JWTs that the resolver starts with, by account key.")
          .declare();

  /** Accounts that the resolver may not change. */
  public static final Option<List<String>> RESOLVER_PINNED_ACCOUNTS =
      BLOCK
          .key("resolver_pinned_accounts", TEXT_OR_TEXTS)
          .reloadableAs("resolver_pinned_accounts")
          .notYet(ResolverKeys.OPERATOR)
          .doc("The only accounts that may connect.")
          .declare();

  /** User JWT of clients that give none. */
  public static final Option<String> DEFAULT_SENTINEL =
      BLOCK
          .key("default_sentinel", TEXT)
          .reloadable()
          .notYet(ResolverKeys.OPERATOR)
          .doc("Bearer user JWT of clients that give none.")
          .declare();

  /** Trusted proxies. */
  public static final Option<Section> PROXIES =
      BLOCK
          .key("proxies", new SectionType(BlockName.PROXIES))
          .reloadableAs("proxies")
          .notYet("recognising trusted proxies")
          .doc("Proxies that are trusted, by key.")
          .declare();

  /** JetStream domains by account. */
  public static final Option<Map<String, String>> DEFAULT_JS_DOMAIN =
      BLOCK
          .key("default_js_domain", new TextMapType())
          .fixed("JsAccDefaultDomain")
          .doc("JetStream domain that an account without JetStream asks.")
          .declare();

  /** Revocation state of this server's certificates. */
  public static final Option<Section> OCSP =
      BLOCK
          .key("ocsp", new BoolOrSectionType(BlockName.OCSP, OcspKeys.STAPLE_ENABLED))
          .reloadableAs("OCSP")
          .notYet("checking the revocation of certificates (OCSP)")
          .doc("Staple the revocation state of this server's certificates; a boolean or a map.")
          .declare();

  /** Kept answers of revocation checks. */
  public static final Option<Section> OCSP_CACHE =
      BLOCK
          .key("ocsp_cache", new BoolOrSectionType(BlockName.OCSP_CACHE, OcspKeys.CACHE_ENABLED))
          .reloadableAs("OCSP peer cache")
          .notYet("checking the revocation of certificates (OCSP)")
          .doc("Keep answers of revocation checks; a boolean or a map.")
          .declare();

  /** Cluster. */
  public static final Option<Section> CLUSTER =
      BLOCK
          .key("cluster", new SectionType(BlockName.CLUSTER))
          .partlyReloadable("Cluster")
          .notYet(ClusterKeys.FEATURE)
          .doc("Full mesh of servers that act as one.")
          .declare();

  /** Gateways between clusters. */
  public static final Option<Section> GATEWAY =
      BLOCK
          .key("gateway", new SectionType(BlockName.GATEWAY))
          .partlyReloadable("Gateway")
          .notYet("gateways between clusters")
          .doc("Links between clusters.")
          .declare();

  /** Leaf nodes. */
  public static final Option<Section> LEAFNODES =
      BLOCK
          .key("leafnodes", new SectionType(BlockName.LEAFNODES))
          .aliases("leaf")
          .partlyReloadable("LeafNode")
          .notYet(LeafnodeKeys.FEATURE)
          .doc("Servers that extend this one, and servers that this one extends.")
          .declare();

  /** Directory of JetStream's stores; wins over the one in the {@code jetstream} map. */
  public static final Option<String> STORE_DIR =
      BLOCK
          .key("store_dir", TEXT)
          .aliases("storedir")
          .fixed("StoreDir")
          .flag(
              Flag.text(
                  Flag.Group.JETSTREAM, "<dir>", "Set the storage directory", "sd", "store_dir"))
          .doc("Directory of JetStream's stores, as `jetstream.store_dir`.")
          .declare();

  /** JetStream. */
  public static final Option<Section> JETSTREAM =
      BLOCK
          .key("jetstream", new SwitchableType(BlockName.JETSTREAM, JetStreamKeys.ENABLED))
          .partlyReloadable("JetStream")
          .doc("Streams and consumers: `enabled`, `disabled`, a boolean, or a map, which enables.")
          .declare();

  /** WebSocket listener. */
  public static final Option<Section> WEBSOCKET =
      BLOCK
          .key("websocket", new SectionType(BlockName.WEBSOCKET))
          .aliases("ws")
          .partlyReloadable("Websocket")
          .notYet("WebSocket connections")
          .doc("Listener for clients over WebSocket.")
          .declare();

  /** MQTT listener. */
  public static final Option<Section> MQTT =
      BLOCK
          .key("mqtt", new SectionType(BlockName.MQTT))
          .partlyReloadable("MQTT")
          .notYet("MQTT")
          .doc("Listener for MQTT clients.")
          .declare();

  /** Returns the block with every top-level option declared. */
  static Block block() {
    return BLOCK;
  }

  private ServerKeys() {}
}

package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.DURATION;
import static io.myelin.config.OptionTypes.SECONDS;
import static io.myelin.config.OptionTypes.TEXT;

import io.myelin.protocol.NkeyText;
import java.time.Duration;
import java.util.List;

/** Keys of the {@code leafnodes} map (CORE-760 to CORE-766). */
public final class LeafnodeKeys {
  static final String FEATURE = "leaf nodes";
  static final Block BLOCK = Block.named("leafnodes").notYet(FEATURE, "LeafNode");
  static final Block AUTHORIZATION_BLOCK =
      Block.named("leafnodes.authorization").notYet(FEATURE, "LeafNode");
  static final Block USER_BLOCK =
      Block.named("leafnodes.authorization.users[]").notYet(FEATURE, "LeafNode");

  private static final ListenKeys LISTENER = ListenKeys.in(BLOCK, "leaf nodes");

  /** Host to listen on. */
  public static final Option<String> HOST = LISTENER.host();

  /** Port to listen on; 0 for none, -1 for any. */
  public static final Option<Integer> PORT = LISTENER.port();

  /** Host and port in one. */
  public static final Option<HostPort> LISTEN = LISTENER.listen();

  /** How leaf nodes authenticate. */
  public static final Option<Section> AUTHORIZATION =
      BLOCK
          .key("authorization", new SectionType(BlockName.LEAF_AUTHORIZATION))
          .doc("How leaf nodes authenticate.")
          .declare();

  /** Servers that this one is a leaf of. */
  public static final Option<List<Section>> REMOTES =
      BLOCK
          .key("remotes", new SectionsType(BlockName.LEAF_REMOTE))
          .partlyReloadable("LeafNode")
          .doc("Servers that this one is a leaf of.")
          .declare();

  /** Time between attempts to reach a remote. */
  public static final Option<Duration> RECONNECT =
      BLOCK
          .key("reconnect", DURATION)
          .aliases("reconnect_delay", "reconnect_interval")
          .defaultForZero(Duration.ofSeconds(1))
          .doc("Time between attempts to reach a remote.")
          .declare();

  /** Time for one attempt. */
  public static final Option<Duration> DIAL_TIMEOUT =
      BLOCK
          .key("dial_timeout", DURATION)
          .defaultForZero(Duration.ofSeconds(1))
          .doc("Time for one attempt to reach a remote.")
          .declare();

  /** TLS of leaf nodes. */
  public static final Option<TlsOptions> TLS =
      BLOCK
          .key("tls", new TlsType(TlsType.Context.SERVER))
          .partlyReloadable("LeafNode")
          .doc("TLS of leaf nodes.")
          .declare();

  /** Compression of leaf nodes. */
  public static final Option<CompressionOptions> COMPRESSION =
      BLOCK
          .key("compression", new CompressionType("s2_auto"))
          .defaultTo(CompressionOptions.of("s2_auto"))
          .defaultText("s2_auto")
          .reloadable()
          .doc("Compression of leaf nodes, as in `cluster`.")
          .declare();

  /** Address told to leaf nodes. */
  public static final Option<String> ADVERTISE =
      BLOCK
          .key("leafnode_advertise", TEXT)
          .aliases("advertise")
          .doc("`host[:port]` told to leaf nodes.")
          .declare();

  /** Whether leaf nodes are not told of other servers. */
  public static final Option<Boolean> NO_ADVERTISE =
      BLOCK.key("no_advertise", BOOL).doc("Do not tell leaf nodes of other servers.").declare();

  /** Oldest version that may connect. */
  public static final Option<String> MIN_VERSION =
      BLOCK
          .key("min_version", TEXT)
          .aliases("minimum_version")
          .doc("Oldest server version that may connect, 2.8.0 at least.")
          .declare();

  /** Whether leaf nodes do not see each other's interest. */
  public static final Option<Boolean> ISOLATE =
      BLOCK
          .key("isolate_leafnode_interest", BOOL)
          .aliases("isolate")
          .doc("Keep the interest of leaf nodes from each other.")
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

  private static final LoginKeys LOGIN = LoginKeys.in(AUTHORIZATION_BLOCK);

  /** Name of the single user. */
  public static final Option<String> USER = LOGIN.user();

  /** Password of the single user. */
  public static final Option<String> PASSWORD = LOGIN.password();

  /** Nkey of the single user. */
  public static final Option<String> NKEY =
      AUTHORIZATION_BLOCK
          .key(
              "nkey",
              new PublicNkeyType(
                  NkeyText.Kind.USER, "Not a valid public nkey for leafnode authorization"))
          .doc("Public user nkey, instead of user and password.")
          .declare();

  /** Account that leaf nodes join. */
  public static final Option<String> ACCOUNT = joinedAccount(AUTHORIZATION_BLOCK);

  /** Time to authenticate in. */
  public static final Option<Duration> TIMEOUT =
      AUTHORIZATION_BLOCK.key("timeout", SECONDS).doc("Time to authenticate in.").declare();

  /** Users. */
  public static final Option<List<Section>> USERS =
      AUTHORIZATION_BLOCK
          .key("users", new SectionsType(BlockName.LEAF_USER))
          .doc("Users.")
          .declare();

  /** Whether a trusted proxy is needed. */
  public static final Option<Boolean> PROXY_REQUIRED = proxyRequired(AUTHORIZATION_BLOCK);

  private static final LoginKeys USER_LOGIN = LoginKeys.in(USER_BLOCK);

  /** Name of a user. */
  public static final Option<String> USER_NAME = USER_LOGIN.user();

  /** Password of a user. */
  public static final Option<String> USER_PASSWORD = USER_LOGIN.password();

  /** Account of a user. */
  public static final Option<String> USER_ACCOUNT = joinedAccount(USER_BLOCK);

  /** Whether a user needs a trusted proxy. */
  public static final Option<Boolean> USER_PROXY_REQUIRED = proxyRequired(USER_BLOCK);

  private LeafnodeKeys() {}

  private static Option<String> joinedAccount(Block block) {
    return block.key("account", TEXT).doc("Account that it joins.").declare();
  }

  private static Option<Boolean> proxyRequired(Block block) {
    return block.key("proxy_required", BOOL).doc("A trusted proxy is needed.").declare();
  }
}

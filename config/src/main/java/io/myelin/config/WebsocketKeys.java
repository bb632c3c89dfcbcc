package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.DURATION;
import static io.myelin.config.OptionTypes.SECONDS;
import static io.myelin.config.OptionTypes.SECRET;
import static io.myelin.config.OptionTypes.TEXT;
import static io.myelin.config.OptionTypes.TEXT_OR_TEXTS;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Keys of the {@code websocket} map (CORE-785 to CORE-787). */
public final class WebsocketKeys {
  private static final String FEATURE = "WebSocket connections";
  static final Block BLOCK = Block.named("websocket").notYet(FEATURE, "Websocket");

  /** Keys of the {@code authorization} map in {@code websocket} and {@code mqtt}. */
  static final Block AUTHORIZATION_BLOCK =
      Block.named("websocket.authorization").notYet(FEATURE, "Websocket");

  private static final ListenKeys LISTENER = ListenKeys.in(BLOCK, "WebSocket clients");

  /** Host to listen on. */
  public static final Option<String> HOST = LISTENER.host();

  /** Port to listen on; 0 for none, -1 for any. */
  public static final Option<Integer> PORT = LISTENER.port();

  /** Host and port in one. */
  public static final Option<HostPort> LISTEN = LISTENER.listen();

  /** Address told to clients. */
  public static final Option<String> ADVERTISE =
      BLOCK.key("advertise", TEXT).doc("`host[:port]` told to clients.").declare();

  /** Whether connections are not encrypted. */
  public static final Option<Boolean> NO_TLS =
      BLOCK.key("no_tls", BOOL).doc("Accept connections without TLS.").declare();

  /** TLS. */
  public static final Option<TlsOptions> TLS =
      BLOCK
          .key("tls", new TlsType(TlsType.Context.SERVER))
          .partlyReloadable("Websocket")
          .doc("TLS, needed unless `no_tls`.")
          .declare();

  /** Whether the origin must be this host. */
  public static final Option<Boolean> SAME_ORIGIN =
      BLOCK.key("same_origin", BOOL).doc("The request's origin must be this host.").declare();

  /** Allowed origins. */
  public static final Option<List<String>> ALLOWED_ORIGINS =
      BLOCK
          .key("allowed_origins", TEXT_OR_TEXTS)
          .aliases("allowed_origin", "allow_origins", "allow_origin", "origins", "origin")
          .doc("Allowed origins of requests.")
          .declare();

  /** Time for the handshake. */
  public static final Option<Duration> HANDSHAKE_TIMEOUT =
      BLOCK.key("handshake_timeout", SECONDS).doc("Time for the handshake.").declare();

  /** Whether compression is allowed. */
  public static final Option<Boolean> COMPRESSION =
      BLOCK.key("compression", BOOL).aliases("compress").doc("Allow compression.").declare();

  /** Headers of the upgrade response. */
  public static final Option<Map<String, String>> HEADERS =
      BLOCK.key("headers", new TextMapType()).doc("Headers of the upgrade response.").declare();

  /** Time between WebSocket pings. */
  public static final Option<Duration> PING_INTERVAL =
      BLOCK.key("ping_interval", DURATION).doc("Time between PINGs.").declare();

  /** How clients authenticate here. */
  public static final Option<Section> AUTHORIZATION =
      BLOCK
          .key("authorization", new SectionType(BlockName.SIMPLE_AUTHORIZATION))
          .aliases("authentication")
          .doc("User or token of WebSocket clients.")
          .declare();

  /** User of clients without credentials. */
  public static final Option<String> NO_AUTH_USER =
      BLOCK.key("no_auth_user", TEXT).doc("User of clients without credentials.").declare();

  /** Cookie with a JWT. */
  public static final Option<String> JWT_COOKIE = cookie("jwt_cookie", "JWT");

  /** Cookie with a user name. */
  public static final Option<String> USER_COOKIE = cookie("user_cookie", "user name");

  /** Cookie with a password. */
  public static final Option<String> PASS_COOKIE = cookie("pass_cookie", "password");

  /** Cookie with a token. */
  public static final Option<String> TOKEN_COOKIE = cookie("token_cookie", "token");

  private static final LoginKeys LOGIN = LoginKeys.in(AUTHORIZATION_BLOCK);

  /** Single user. */
  public static final Option<String> USER = LOGIN.user();

  /** Its password. */
  public static final Option<String> PASSWORD = LOGIN.password();

  /** Token. */
  public static final Option<String> TOKEN =
      AUTHORIZATION_BLOCK.key("token", SECRET).doc("The token.").declare();

  /** Time to authenticate in. */
  public static final Option<Duration> TIMEOUT =
      AUTHORIZATION_BLOCK.key("timeout", SECONDS).doc("Time to authenticate in.").declare();

  private WebsocketKeys() {}

  private static Option<String> cookie(String key, String what) {
    return BLOCK.key(key, TEXT).doc("Cookie that holds the " + what + ".").declare();
  }
}

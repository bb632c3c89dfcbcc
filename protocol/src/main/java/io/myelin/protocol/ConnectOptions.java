package io.myelin.protocol;

import java.util.Locale;

/**
 * What a client says of itself in CONNECT (CORE-040 to CORE-054). Missing keys keep the value of
 * the options that the text is decoded over, so that a second CONNECT changes only what it names
 * (CORE-008).
 *
 * @param verbose acknowledge with {@code +OK}
 * @param pedantic check publish subjects
 * @param echo deliver the connection's own messages to it
 * @param headers the client understands headers
 * @param noResponders the client wants a 503 when nobody is interested
 * @param tlsRequired informational
 * @param protocol 0 or 1; 1 allows asynchronous INFO
 * @param proxySignature signature of the nonce by a trusted proxy
 * @param accountNamed {@code account} or {@code new_account} was used (CORE-051)
 */
public record ConnectOptions(
    boolean verbose,
    boolean pedantic,
    boolean echo,
    boolean headers,
    boolean noResponders,
    boolean tlsRequired,
    int protocol,
    String name,
    String lang,
    String version,
    String user,
    String password,
    String token,
    String nkey,
    String signature,
    String jwt,
    String proxySignature,
    boolean accountNamed) {

  /** The options of a connection that has not sent CONNECT (CORE-006). */
  public static final ConnectOptions DEFAULT =
      new ConnectOptions(
          true, true, true, false, false, false, 0, "", "", "", "", "", "", "", "", "", "", false);

  /**
   * Decodes the JSON of a CONNECT over these options. Keys are compared without regard to case,
   * unknown keys are ignored, null keeps what was there.
   *
   * @throws MalformedJsonException when the text is not a JSON object or a known key has a value of
   *     the wrong type (CORE-028)
   */
  public ConnectOptions merge(byte[] json) throws MalformedJsonException {
    Merge merge = new Merge(this);
    new JsonReader(json)
        .object(
            (key, value) -> {
              if (value.kind() != JsonReader.Kind.NULL) {
                merge.field(key.toLowerCase(Locale.ROOT), value);
              }
            });
    return merge.result();
  }

  /**
   * Checks that the text is one valid JSON value, as an INFO from a client has to be (CORE-026).
   */
  public static boolean isJsonObject(byte[] json) {
    try {
      new JsonReader(json).object((key, value) -> {});
      return true;
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  /** The fields while they are being collected. */
  private static final class Merge {
    private boolean verbose;
    private boolean pedantic;
    private boolean echo;
    private boolean headers;
    private boolean noResponders;
    private boolean tlsRequired;
    private int protocol;
    private String name;
    private String lang;
    private String version;
    private String user;
    private String password;
    private String token;
    private String nkey;
    private String signature;
    private String jwt;
    private String proxySignature;
    private boolean accountNamed;

    Merge(ConnectOptions from) {
      verbose = from.verbose;
      pedantic = from.pedantic;
      echo = from.echo;
      headers = from.headers;
      noResponders = from.noResponders;
      tlsRequired = from.tlsRequired;
      protocol = from.protocol;
      name = from.name;
      lang = from.lang;
      version = from.version;
      user = from.user;
      password = from.password;
      token = from.token;
      nkey = from.nkey;
      signature = from.signature;
      jwt = from.jwt;
      proxySignature = from.proxySignature;
      accountNamed = from.accountNamed;
    }

    void field(String key, JsonReader.Value value) throws MalformedJsonException {
      switch (key) {
        case "verbose" -> verbose = flag(key, value);
        case "pedantic" -> pedantic = flag(key, value);
        case "echo" -> echo = flag(key, value);
        case "headers" -> headers = flag(key, value);
        case "no_responders" -> noResponders = flag(key, value);
        case "tls_required" -> tlsRequired = flag(key, value);
        case "protocol" -> protocol = number(key, value);
        case "name" -> name = text(key, value);
        case "lang" -> lang = text(key, value);
        case "version" -> version = text(key, value);
        case "user" -> user = text(key, value);
        case "pass" -> password = text(key, value);
        case "auth_token" -> token = text(key, value);
        case "nkey" -> nkey = text(key, value);
        case "sig" -> signature = text(key, value);
        case "jwt" -> jwt = text(key, value);
        case "proxy_sig" -> proxySignature = text(key, value);
        case "account" -> accountNamed |= !text(key, value).isEmpty();
        case "new_account" -> accountNamed |= flag(key, value);
        default -> {}
      }
    }

    ConnectOptions result() {
      return new ConnectOptions(
          verbose,
          pedantic,
          echo,
          headers,
          noResponders,
          tlsRequired,
          protocol,
          name,
          lang,
          version,
          user,
          password,
          token,
          nkey,
          signature,
          jwt,
          proxySignature,
          accountNamed);
    }

    private static boolean flag(String key, JsonReader.Value value) throws MalformedJsonException {
      return switch (value.kind()) {
        case TRUE -> true;
        case FALSE -> false;
        default -> throw wrongType(key, "a boolean");
      };
    }

    private static int number(String key, JsonReader.Value value) throws MalformedJsonException {
      if (value.kind() != JsonReader.Kind.INTEGER) {
        throw wrongType(key, "an integer");
      }
      try {
        return Integer.parseInt(value.text());
      } catch (NumberFormatException e) {
        throw wrongType(key, "an integer of 32 bits");
      }
    }

    private static String text(String key, JsonReader.Value value) throws MalformedJsonException {
      if (value.kind() != JsonReader.Kind.STRING) {
        throw wrongType(key, "a string");
      }
      return value.text();
    }

    private static MalformedJsonException wrongType(String key, String wanted) {
      return new MalformedJsonException("CONNECT field \"" + key + "\" is not " + wanted);
    }
  }
}

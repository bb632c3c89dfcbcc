package io.myelin.protocol;

import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

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

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Decodes the JSON of a CONNECT over these options. Keys are compared without regard to case,
   * unknown keys are ignored, null keeps what was there.
   *
   * @throws MalformedJsonException when the text is not a JSON object or a known key has a value of
   *     the wrong type (CORE-028)
   */
  public ConnectOptions merge(byte[] json) throws MalformedJsonException {
    Merge merge = new Merge(this);
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedJsonException("CONNECT is not a JSON object");
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName().toLowerCase(Locale.ROOT);
        JsonToken value = parser.nextToken();
        if (value == JsonToken.VALUE_NULL) {
          continue;
        }
        merge.field(key, value, parser);
      }
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("CONNECT goes on after its JSON object");
      }
    } catch (JacksonIOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    } catch (JacksonException e) {
      throw new MalformedJsonException("CONNECT is not valid JSON: " + e.getOriginalMessage());
    }
    return merge.result();
  }

  /**
   * Checks that the text is one valid JSON value, as an INFO from a client has to be (CORE-026).
   */
  public static boolean isJsonObject(byte[] json) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JacksonException e) {
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

    void field(String key, JsonToken value, JsonParser parser) throws MalformedJsonException {
      switch (key) {
        case "verbose" -> verbose = flag(key, value);
        case "pedantic" -> pedantic = flag(key, value);
        case "echo" -> echo = flag(key, value);
        case "headers" -> headers = flag(key, value);
        case "no_responders" -> noResponders = flag(key, value);
        case "tls_required" -> tlsRequired = flag(key, value);
        case "protocol" -> protocol = number(key, value, parser);
        case "name" -> name = text(key, value, parser);
        case "lang" -> lang = text(key, value, parser);
        case "version" -> version = text(key, value, parser);
        case "user" -> user = text(key, value, parser);
        case "pass" -> password = text(key, value, parser);
        case "auth_token" -> token = text(key, value, parser);
        case "nkey" -> nkey = text(key, value, parser);
        case "sig" -> signature = text(key, value, parser);
        case "jwt" -> jwt = text(key, value, parser);
        case "proxy_sig" -> proxySignature = text(key, value, parser);
        case "account" -> accountNamed |= !text(key, value, parser).isEmpty();
        case "new_account" -> accountNamed |= flag(key, value);
        default -> parser.skipChildren();
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

    private static boolean flag(String key, JsonToken value) throws MalformedJsonException {
      return switch (value) {
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        default ->
            throw new MalformedJsonException("CONNECT field \"" + key + "\" is not a boolean");
      };
    }

    private static int number(String key, JsonToken value, JsonParser parser)
        throws MalformedJsonException {
      if (value != JsonToken.VALUE_NUMBER_INT) {
        throw new MalformedJsonException("CONNECT field \"" + key + "\" is not an integer");
      }
      return parser.getIntValue();
    }

    private static String text(String key, JsonToken value, JsonParser parser)
        throws MalformedJsonException {
      if (value != JsonToken.VALUE_STRING) {
        throw new MalformedJsonException("CONNECT field \"" + key + "\" is not a string");
      }
      return parser.getString();
    }
  }
}

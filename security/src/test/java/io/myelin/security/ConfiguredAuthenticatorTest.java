package io.myelin.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.myelin.config.AuthorizationOptions;
import io.myelin.config.ConfigLoader;
import io.myelin.config.ConnectionType;
import io.myelin.config.LoadResult;
import io.myelin.config.Options;
import io.myelin.config.PermissionsOptions;
import io.myelin.config.PermissionsOptions.SubjectRules;
import io.myelin.config.UserOptions;
import io.myelin.protocol.ConnectOptions;
import io.myelin.protocol.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredAuthenticatorTest {
  private static final String KEY = "UBO2MQV67TQTVIRV3XFTEZOACM4WLOCMCDMAWN5QVN5PI2N6JHTVDRON";
  private static final String NONCE = "PXoWU7zWAMt75FY";
  private static final String SIGNED =
      "{'nkey':'"
          + KEY
          + "','sig':'_Hf0oWABdrCjJg2IbH15ly_JXbFcqAbeeJG-lIwanqDdIr8E9evHk9JqT8Tw4vjE6ArjpESilGSLDeSgsgvNBA'}";
  private static final PermissionsOptions FOO_ONLY =
      new PermissionsOptions(
          Optional.of(new SubjectRules(Optional.of(List.of("foo")), List.of())),
          Optional.empty(),
          Optional.empty());

  @TempDir static Path folder;

  private static PasswordWorkers passwords;
  private static X509Certificate certificate;

  @BeforeAll
  static void start() throws IOException, InterruptedException, GeneralSecurityException {
    passwords = new PasswordWorkers();
    certificate = new Keytool(folder).certificate("CN=derek,O=nats");
  }

  @AfterAll
  static void stop() {
    passwords.close();
  }

  private static ConfiguredAuthenticator.Builder builder() {
    return ConfiguredAuthenticator.builder(passwords);
  }

  private static AuthorizationOptions single(String user, String password, String token) {
    return new AuthorizationOptions(
        user, password, token, Optional.empty(), List.of(), Optional.empty(), false);
  }

  private static AuthorizationOptions table(UserOptions... users) {
    return new AuthorizationOptions(
        "", "", "", Optional.empty(), List.of(users), Optional.empty(), false);
  }

  private static UserOptions user(String name, String password, ConnectionType... types) {
    return new UserOptions(name, password, "", Optional.empty(), Set.of(types), false);
  }

  private static UserOptions limited(String name, PermissionsOptions permissions) {
    return new UserOptions(name, "pw", "", Optional.of(permissions), Set.of(), false);
  }

  private static UserOptions nkey(ConnectionType... types) {
    return new UserOptions("", "", KEY, Optional.empty(), Set.of(types), false);
  }

  private static ConnectOptions connect(String json) {
    try {
      return ConnectOptions.DEFAULT.merge(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static AuthResult ask(ConfiguredAuthenticator authenticator, String json) {
    return ask(authenticator, json, ConnectionType.STANDARD);
  }

  private static AuthResult ask(
      ConfiguredAuthenticator authenticator,
      String json,
      ConnectionType type,
      X509Certificate... peer) {
    return authenticator
        .authenticate(new AuthRequest(connect(json), NONCE, type, List.of(peer), "127.0.0.1"))
        .join();
  }

  private static Identity granted(AuthResult result) {
    assertThat(result).isInstanceOf(AuthResult.Granted.class);
    return ((AuthResult.Granted) result).identity();
  }

  private static void assertRefused(AuthResult result) {
    assertThat(result).isInstanceOf(AuthResult.Refused.class);
  }

  @Test
  @DisplayName("SEC-021 CORE-006 nothing required: whatever is offered, everybody is in $G")
  void open() {
    ConfiguredAuthenticator open = builder().build();
    assertThat(open.required()).isFalse();
    assertThat(open.announced()).isFalse();
    assertThat(open.usesNonce()).isFalse();
    Identity identity = granted(ask(open, "{'user':'a','pass':'b','jwt':'x.y.z','sig':'s'}"));
    assertThat(identity).isEqualTo(new Identity("$G", "", "", Permissions.ALL));
  }

  @Test
  @DisplayName("CORE-051 SEC-005 account fields in CONNECT are refused")
  void accountFields() {
    assertRefused(ask(builder().build(), "{'account':'A'}"));
    assertRefused(ask(builder().build(), "{'new_account':true}"));
  }

  @Test
  @DisplayName("CORE-702 SEC-070 token")
  void token() {
    ConfiguredAuthenticator secured = builder().authorization(single("", "", "t0k")).build();
    assertThat(secured.required()).isTrue();
    assertThat(secured.announced()).isTrue();
    assertThat(granted(ask(secured, "{'auth_token':'t0k'}")))
        .isEqualTo(new Identity("$G", "[REDACTED]", "token", Permissions.ALL));
    assertRefused(ask(secured, "{'auth_token':'t0'}"));
    assertRefused(ask(secured, "{'user':'t0k'}"));
    assertRefused(ask(secured, "{}"));
  }

  @Test
  @DisplayName("CORE-701 SEC-071 single user, plain and bcrypt")
  void singleUser() {
    String hash = BCrypt.withDefaults().hashToString(4, "pw".toCharArray());
    for (String password : List.of("pw", hash)) {
      ConfiguredAuthenticator secured =
          builder().authorization(single("derek", password, "")).build();
      assertThat(granted(ask(secured, "{'user':'derek','pass':'pw'}")).label())
          .isEqualTo("user:derek");
      assertRefused(ask(secured, "{'user':'derek','pass':'px'}"));
      assertRefused(ask(secured, "{'user':'derik','pass':'pw'}"));
      assertRefused(ask(secured, "{'user':'derek','pass':'" + hash + "'}"));
      assertThat(secured.hasPlaintextPasswords()).isEqualTo(password.equals("pw"));
    }
  }

  @Test
  @DisplayName("CORE-704 CORE-712 SEC-027 users of the block and of accounts")
  void users() {
    ConfiguredAuthenticator secured =
        builder()
            .authorization(table(user("a", "pa")))
            .account("ONE", List.of(user("b", "pb")))
            .build();
    assertThat(granted(ask(secured, "{'user':'a','pass':'pa'}")).account()).isEqualTo("$G");
    assertThat(granted(ask(secured, "{'user':'b','pass':'pb'}")).account()).isEqualTo("ONE");
    assertRefused(ask(secured, "{'user':'b','pass':'pa'}"));
    assertRefused(ask(secured, "{'user':'c','pass':'pa'}"));
    assertRefused(ask(secured, "{}"));
    assertThat(secured.identityOf("b")).map(Identity::account).contains("ONE");
    assertThat(secured.identityOf("c")).isEmpty();
  }

  @Test
  @DisplayName("CORE-700 CORE-711 CORE-705 everything from one configuration")
  void fromConfiguration() {
    String text =
        """
        no_auth_user: guest
        authorization {
          default_permissions { publish: "foo" }
          users: [
            {user: guest, password: g}
            {user: free, password: f, permissions {}}
          ]
        }
        accounts { A { default_permissions { subscribe: "bar q*" }
                       users: [ {user: b, password: p} ] } }
        """;
    assertThat(new ConfigLoader().loadText(text, "test.conf"))
        .isInstanceOfSatisfying(
            LoadResult.Loaded.class,
            loaded -> {
              ConfiguredAuthenticator secured = builder().options(loaded.options()).build();
              Identity guest = granted(ask(secured, "{}"));
              assertThat(guest.user()).isEqualTo("guest");
              assertThat(guest.permissions().mayPublish("bar")).isFalse();
              Identity free = granted(ask(secured, "{'user':'free','pass':'f'}"));
              assertThat(free.permissions()).isSameAs(Permissions.ALL);
              Identity other = granted(ask(secured, "{'user':'b','pass':'p'}"));
              assertThat(other.account()).isEqualTo("A");
              assertThat(other.permissions().maySubscribe("bar", "")).isFalse();
              assertThat(other.permissions().maySubscribe("bar", "q*")).isTrue();
            });
    ConfiguredAuthenticator none = builder().options(Options.defaults()).build();
    assertThat(none.required()).isFalse();
  }

  @Test
  @DisplayName("CORE-708 users with equal permissions share one instance, also over a reload")
  void sharedPermissions() {
    ConfiguredAuthenticator secured =
        builder().authorization(table(limited("a", FOO_ONLY), limited("b", FOO_ONLY))).build();
    Permissions permissions = granted(ask(secured, "{'user':'a','pass':'pw'}")).permissions();
    assertThat(permissions.mayPublish("foo")).isTrue();
    assertThat(permissions.mayPublish("bar")).isFalse();
    assertThat(granted(ask(secured, "{'user':'b','pass':'pw'}")).permissions())
        .isSameAs(permissions);
    ConfiguredAuthenticator reloaded =
        builder()
            .authorization(table(limited("c", FOO_ONLY)))
            .keepingPermissionsOf(secured)
            .build();
    assertThat(granted(ask(reloaded, "{'user':'c','pass':'pw'}")).permissions())
        .isSameAs(permissions);
  }

  @Test
  @DisplayName("SEC-206 SEC-022 nkey users sign the nonce")
  void nkeys() {
    ConfiguredAuthenticator secured =
        builder().authorization(table(nkey(), user("a", "pa"))).build();
    assertThat(secured.usesNonce()).isTrue();
    Identity identity = granted(ask(secured, SIGNED));
    assertThat(identity.user()).isEqualTo(KEY);
    assertThat(identity.label()).isEqualTo("nkey:" + KEY);
    assertRefused(ask(secured, "{'nkey':'" + KEY + "'}"));
    assertRefused(ask(secured, "{'nkey':'UNKNOWN','user':'a','pass':'pa'}"));
    assertThat(granted(ask(secured, "{'user':'a','pass':'pa'}")).user()).isEqualTo("a");
  }

  @Test
  @DisplayName("SEC-022 an nkey is ignored where only password users exist")
  void nkeyIgnored() {
    ConfiguredAuthenticator secured = builder().authorization(table(user("a", "pa"))).build();
    assertThat(granted(ask(secured, "{'nkey':'U','user':'a','pass':'pa'}")).user()).isEqualTo("a");
  }

  @Test
  @DisplayName("CORE-709 SEC-103 SEC-112 connection types")
  void connectionTypes() {
    ConfiguredAuthenticator secured =
        builder()
            .authorization(
                table(
                    user("ws", "p", ConnectionType.WEBSOCKET),
                    user("std", "p", ConnectionType.STANDARD),
                    nkey(ConnectionType.MQTT)))
            .build();
    assertRefused(ask(secured, "{'user':'ws','pass':'p'}"));
    assertThat(ask(secured, "{'user':'ws','pass':'p'}", ConnectionType.WEBSOCKET))
        .isInstanceOf(AuthResult.Granted.class);
    assertRefused(ask(secured, "{'user':'std','pass':'p'}", ConnectionType.IN_PROCESS));
    assertRefused(ask(secured, SIGNED));
  }

  @Test
  @DisplayName("CORE-007 CORE-710 SEC-170 SEC-171 no_auth_user")
  void noAuthUser() {
    ConfiguredAuthenticator secured =
        builder()
            .authorization(table(user("guest", "g", ConnectionType.STANDARD), user("a", "pa")))
            .noAuthUser("guest")
            .build();
    assertThat(secured.required()).isTrue();
    assertThat(secured.announced()).isFalse();
    assertThat(secured.allowsAnonymous()).isTrue();
    assertThat(granted(ask(secured, "{}")).user()).isEqualTo("guest");
    assertThat(granted(ask(secured, "{'jwt':'x','sig':'y','nkey':'U'}")).user()).isEqualTo("guest");
    assertThat(granted(ask(secured, "{'user':'a','pass':'pa'}")).user()).isEqualTo("a");
    assertRefused(ask(secured, "{'user':'a','pass':'wrong'}"));
    assertRefused(ask(secured, "{'auth_token':'x'}"));
    assertRefused(ask(secured, "{'pass':'x'}"));
    assertRefused(ask(secured, "{}", ConnectionType.WEBSOCKET));
  }

  @Test
  @DisplayName("SEC-170 SEC-172 an nkey as no_auth_user needs a CONNECT but no signature")
  void noAuthNkey() {
    ConfiguredAuthenticator secured =
        builder().authorization(table(nkey())).noAuthUser(KEY).build();
    assertThat(secured.allowsAnonymous()).isFalse();
    assertThat(secured.announced()).isFalse();
    assertThat(granted(ask(secured, "{}")).user()).isEqualTo(KEY);
    assertRefused(ask(secured, "{'nkey':'U'}"));
  }

  @Test
  @DisplayName("SEC-173 no_auth_user has to exist")
  void unknownNoAuthUser() {
    ConfiguredAuthenticator.Builder builder =
        builder().authorization(table(user("a", "pa"))).noAuthUser("b");
    assertThatThrownBy(builder::build)
        .hasMessage(
            "no_auth_user: \"b\" not present as user or nkey in authorization block or account"
                + " configuration");
  }

  @Test
  @DisplayName("SEC-462 users of the system account alone leave the server open")
  void automaticUser() {
    ConfiguredAuthenticator secured =
        builder().systemAccount("SYS").account("SYS", List.of(user("admin", "p"))).build();
    assertThat(secured.announced()).isTrue();
    assertThat(secured.allowsAnonymous()).isTrue();
    Identity identity = granted(ask(secured, "{}"));
    assertThat(identity.account()).isEqualTo("$G");
    assertThat(identity.user()).matches("nats-[0-9A-Za-z]{8}");
    assertThat(granted(ask(secured, "{'user':'admin','pass':'p'}")).account()).isEqualTo("SYS");
    ConfiguredAuthenticator more =
        builder()
            .systemAccount("SYS")
            .account("SYS", List.of(user("admin", "p")))
            .account("A", List.of())
            .build();
    assertRefused(ask(more, "{}"));
  }

  @Test
  @DisplayName("CORE-663 SEC-685 SEC-026 the certificate names the user")
  void certificateNamesUser() {
    ConfiguredAuthenticator secured =
        builder()
            .authorization(table(user("CN=derek,O=nats", "")))
            .mappedTypes(Set.of(ConnectionType.STANDARD))
            .build();
    assertThat(secured.hasPlaintextPasswords()).isFalse();
    assertThat(granted(ask(secured, "{}", ConnectionType.STANDARD, certificate)).user())
        .isEqualTo("CN=derek,O=nats");
    assertThat(granted(ask(secured, "{'user':'x'}", ConnectionType.STANDARD, certificate)).user())
        .isEqualTo("CN=derek,O=nats");
    assertRefused(ask(secured, "{'user':'CN=derek,O=nats'}"));
    assertRefused(ask(secured, "{'user':'CN=derek,O=nats'}", ConnectionType.WEBSOCKET));

    ConfiguredAuthenticator both =
        builder()
            .authorization(table(user("CN=derek,O=nats", "pw")))
            .mappedTypes(Set.of(ConnectionType.STANDARD))
            .build();
    assertRefused(ask(both, "{}", ConnectionType.STANDARD, certificate));
    assertThat(ask(both, "{'pass':'pw'}", ConnectionType.STANDARD, certificate))
        .isInstanceOf(AuthResult.Granted.class);
  }

  @Test
  @DisplayName("SEC-632 without a trusted proxy, users that need one are refused")
  void proxyRequired() {
    UserOptions proxied = new UserOptions("a", "p", "", Optional.empty(), Set.of(), true);
    ConfiguredAuthenticator secured =
        builder().authorization(table(proxied)).noAuthUser("a").build();
    assertThat(secured.allowsAnonymous()).isFalse();
    assertRefused(ask(secured, "{'user':'a','pass':'p'}"));
    assertRefused(ask(secured, "{}"));
  }

  @Test
  @DisplayName("SEC-077 a bcrypt comparison is not done by the caller and can be called off")
  void bcryptOnWorker() {
    String hash = BCrypt.withDefaults().hashToString(8, "pw".toCharArray());
    ConfiguredAuthenticator secured = builder().authorization(table(user("a", hash))).build();
    AuthRequest request =
        new AuthRequest(
            connect("{'user':'a','pass':'pw'}"),
            NONCE,
            ConnectionType.STANDARD,
            List.of(),
            "127.0.0.1");
    CompletableFuture<AuthResult> answer = secured.authenticate(request);
    assertThat(answer).isNotDone();
    answer.cancel(false);
    assertThat(secured.authenticate(request).join()).isInstanceOf(AuthResult.Granted.class);
  }
}

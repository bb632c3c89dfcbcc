package io.myelin.security;

import io.myelin.config.AuthorizationOptions;
import io.myelin.config.ConnectionType;
import io.myelin.config.Options;
import io.myelin.config.PermissionsOptions;
import io.myelin.config.ServerKeys;
import io.myelin.config.TlsOptions;
import io.myelin.config.UserOptions;
import io.myelin.protocol.ConnectOptions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Users, keys, passwords and tokens of the configuration file (CORE-700 to CORE-712, SEC-020). An
 * immutable snapshot; a reload builds another with {@link Builder#keepingPermissionsOf}, so that
 * users whose permissions stay the same keep the same {@link Permissions}. Thread-safe.
 */
public final class ConfiguredAuthenticator implements Authenticator {
  /** What monitoring shows in place of a token. */
  private static final String REDACTED = "[REDACTED]";

  private static final System.Logger LOG = System.getLogger("io.myelin.security");

  private static final Identity EVERYBODY =
      new Identity(KnownUser.GLOBAL_ACCOUNT, "", "", Permissions.ALL);
  private static final Identity TOKEN_HOLDER =
      new Identity(KnownUser.GLOBAL_ACCOUNT, REDACTED, "token", Permissions.ALL);

  /** The user of a server whose only other users are those of the system account (SEC-462). */
  private static final class AutomaticUser {
    private static final String ALPHABET =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SUFFIX_LENGTH = 8;

    /** Drawn once a process, so that reloads keep the user. */
    static final String NAME = newName();

    private static String newName() {
      StringBuilder name = new StringBuilder("nats-");
      new SecureRandom()
          .ints(SUFFIX_LENGTH, 0, ALPHABET.length())
          .forEach(i -> name.append(ALPHABET.charAt(i)));
      return name.toString();
    }
  }

  private final PasswordWorkers passwords;
  private final AuthorizationOptions authorization;
  private final StoredSecret password;
  private final StoredSecret token;
  private final Map<String, KnownUser> users;
  private final Map<String, KnownUser> nkeys;
  private final CertificateUsers certificateUsers;
  private final Set<ConnectionType> mappedTypes;
  private final @Nullable KnownUser noAuthUser;
  private final boolean automatic;
  private final Map<PermissionsOptions, Permissions> permissions;

  private ConfiguredAuthenticator(Builder from) {
    passwords = from.passwords;
    authorization = from.authorization;
    password = StoredSecret.of(authorization.password());
    token = StoredSecret.of(authorization.token());
    mappedTypes = Set.copyOf(from.mappedTypes);
    Map<PermissionsOptions, Permissions> compiled = new HashMap<>();
    Map<String, KnownUser> named = new LinkedHashMap<>();
    Map<String, KnownUser> keyed = new LinkedHashMap<>();
    from.accountByUser.forEach(
        (user, account) -> {
          Permissions granted =
              user.permissions()
                  .map(options -> compiled.computeIfAbsent(options, from::permissions))
                  .orElse(Permissions.ALL);
          KnownUser known = KnownUser.of(user, account, granted, mappedTypes);
          (user.nkey().isEmpty() ? named : keyed).put(known.name(), known);
        });
    automatic = from.needsAutomaticUser();
    if (automatic) {
      named.put(AutomaticUser.NAME, from.automaticUser());
    }
    String fallback = automatic ? AutomaticUser.NAME : from.noAuthUser;
    KnownUser fallbackUser = named.getOrDefault(fallback, keyed.get(fallback));
    if (fallbackUser == null && !fallback.isEmpty()) {
      throw new IllegalArgumentException(
          "no_auth_user: \""
              + fallback
              + "\" not present as user or nkey in authorization block or account configuration");
    }
    noAuthUser = fallbackUser;
    users = Map.copyOf(named);
    nkeys = Map.copyOf(keyed);
    certificateUsers = new CertificateUsers(named);
    permissions = Map.copyOf(compiled);
  }

  /** Starts to build one; without anything else it lets everybody in. */
  public static Builder builder(PasswordWorkers passwords) {
    return new Builder(passwords);
  }

  @Override
  public boolean required() {
    return authorization.isRequired() || !users.isEmpty() || !nkeys.isEmpty();
  }

  @Override
  public boolean announced() {
    return required() && (noAuthUser == null || automatic);
  }

  @Override
  public boolean usesNonce() {
    return !nkeys.isEmpty();
  }

  @Override
  public boolean allowsAnonymous() {
    return noAuthUser != null
        && users.containsKey(noAuthUser.name())
        && !noAuthUser.proxyRequired();
  }

  /** Whether some configured password is neither a hash nor that of nobody (SEC-066). */
  public boolean hasPlaintextPasswords() {
    return isPlaintext(password)
        || users.values().stream()
            .anyMatch(
                user ->
                    user.secret() instanceof StoredSecret.Plain
                        && !user.certificateOnly()
                        && !user.name().equals(automatic ? AutomaticUser.NAME : ""));
  }

  private static boolean isPlaintext(StoredSecret secret) {
    return secret instanceof StoredSecret.Plain plain && !plain.isEmpty();
  }

  /**
   * The identity that a user name or nkey stands for now; a reload asks whether it is still known.
   */
  public Optional<Identity> identityOf(String userOrNkey) {
    return Optional.ofNullable(users.getOrDefault(userOrNkey, nkeys.get(userOrNkey)))
        .map(KnownUser::identity);
  }

  @Override
  public CompletableFuture<AuthResult> authenticate(AuthRequest request) {
    ConnectOptions shown = request.options();
    if (shown.accountNamed()) {
      return refused("CONNECT names an account, which only the configuration may");
    }
    if (!required()) {
      return granted(EVERYBODY);
    }
    KnownUser fallback = fallback(shown);
    if (!nkeys.isEmpty() && !shown.nkey().isEmpty()) {
      return byNkey(request, shown);
    }
    if (fallback != null && nkeys.containsKey(fallback.name())) {
      return fallback.allows(request.connectionType())
          ? admitted(fallback)
          : wrongType(fallback, request);
    }
    if (!users.isEmpty() && mappedTypes.contains(request.connectionType())) {
      return byCertificate(request, shown);
    }
    if (fallback != null) {
      return fallback.allows(request.connectionType())
          ? admitted(fallback)
          : wrongType(fallback, request);
    }
    if (!users.isEmpty() && !shown.user().isEmpty()) {
      return byName(request, shown);
    }
    return bySingleSecret(shown);
  }

  /** The user of those who show nothing (SEC-170, SEC-171). */
  private @Nullable KnownUser fallback(ConnectOptions shown) {
    boolean nothingShown =
        shown.user().isEmpty() && shown.password().isEmpty() && shown.token().isEmpty();
    return nothingShown ? noAuthUser : null;
  }

  private CompletableFuture<AuthResult> byNkey(AuthRequest request, ConnectOptions shown) {
    KnownUser user = nkeys.get(shown.nkey());
    if (user == null) {
      return refused("unknown nkey");
    }
    if (!user.allows(request.connectionType())) {
      return wrongType(user, request);
    }
    return NkeySignatures.verifies(user.name(), request.nonce(), shown.signature())
        ? admitted(user)
        : refused("signature of the nonce does not verify for " + user);
  }

  private CompletableFuture<AuthResult> byCertificate(AuthRequest request, ConnectOptions shown) {
    if (request.peerCertificates().isEmpty()) {
      return refused("a client certificate has to name the user, but there is none");
    }
    CertificateSubject subject = CertificateSubject.of(request.peerCertificates().getFirst());
    Optional<KnownUser> user = certificateUsers.find(subject, request.connectionType());
    if (user.isEmpty()) {
      return refused("the client certificate names no user that may connect this way");
    }
    if (!shown.user().isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "User \"{0}\" found in connect proto, but user required from cert",
          shown.user());
    }
    return compared(user.get(), shown.password());
  }

  private CompletableFuture<AuthResult> byName(AuthRequest request, ConnectOptions shown) {
    KnownUser user = users.get(shown.user());
    if (user == null) {
      return refused("unknown user");
    }
    if (!user.allows(request.connectionType())) {
      return wrongType(user, request);
    }
    if (user.certificateOnly() && !isNoAuthUser(user)) {
      return refused(user + " has no password and can only be named by a certificate");
    }
    return compared(user, shown.password());
  }

  private boolean isNoAuthUser(KnownUser user) {
    return noAuthUser != null && noAuthUser.name().equals(user.name());
  }

  /** The single user or the token (SEC-070, SEC-071). */
  private CompletableFuture<AuthResult> bySingleSecret(ConnectOptions shown) {
    if (authorization.proxyRequired()) {
      return refused("a trusted proxy is required");
    }
    if (!authorization.token().isEmpty()) {
      return compared(token, shown.token(), TOKEN_HOLDER, "wrong token");
    }
    if (!authorization.user().isEmpty()) {
      Identity identity =
          new Identity(
              KnownUser.GLOBAL_ACCOUNT,
              authorization.user(),
              "user:" + authorization.user(),
              Permissions.ALL);
      return authorization.user().equals(shown.user())
          ? compared(password, shown.password(), identity, "wrong password")
          : refused("unknown user");
    }
    return refused("no credentials that this server asks for");
  }

  private CompletableFuture<AuthResult> compared(KnownUser user, String offered) {
    return user.proxyRequired()
        ? proxyRequired(user)
        : compared(user.secret(), offered, user.identity(), "wrong password of " + user);
  }

  private CompletableFuture<AuthResult> compared(
      StoredSecret stored, String offered, Identity identity, String mismatch) {
    CompletableFuture<Boolean> comparison = passwords.matches(stored, offered);
    CompletableFuture<AuthResult> answer =
        comparison.thenApply(
            matches ->
                matches ? new AuthResult.Granted(identity) : new AuthResult.Refused(mismatch));
    var unused =
        answer.whenComplete(
            (result, failure) -> {
              if (answer.isCancelled()) {
                comparison.cancel(false);
              }
            });
    return answer;
  }

  private static CompletableFuture<AuthResult> admitted(KnownUser user) {
    return user.proxyRequired() ? proxyRequired(user) : granted(user.identity());
  }

  private static CompletableFuture<AuthResult> proxyRequired(KnownUser user) {
    return refused(user + " has to come through a trusted proxy");
  }

  private static CompletableFuture<AuthResult> wrongType(KnownUser user, AuthRequest request) {
    return refused(user + " may not connect as " + request.connectionType());
  }

  private static CompletableFuture<AuthResult> granted(Identity identity) {
    return CompletableFuture.completedFuture(new AuthResult.Granted(identity));
  }

  private static CompletableFuture<AuthResult> refused(String reason) {
    return CompletableFuture.completedFuture(new AuthResult.Refused(reason));
  }

  /** Collects what the configuration says. Not thread-safe. */
  public static final class Builder {
    private final PasswordWorkers passwords;
    private final Map<UserOptions, String> accountByUser = new LinkedHashMap<>();
    private AuthorizationOptions authorization = AuthorizationOptions.NONE;
    private final List<String> accounts = new ArrayList<>();
    private String systemAccount = "";
    private String noAuthUser = "";
    private Set<ConnectionType> mappedTypes = Set.of();
    private Map<PermissionsOptions, Permissions> previousPermissions = Map.of();

    private Builder(PasswordWorkers passwords) {
      this.passwords = passwords;
    }

    /** All that a configuration says of clients of the client listener. */
    public Builder options(Options options) {
      authorization(options.get(ServerKeys.AUTHORIZATION));
      options.get(ServerKeys.ACCOUNTS).forEach(one -> account(one.name(), one.users()));
      systemAccount(options.get(ServerKeys.SYSTEM_ACCOUNT));
      noAuthUser(options.get(ServerKeys.NO_AUTH_USER));
      boolean mapped = options.find(ServerKeys.TLS).filter(TlsOptions::verifyAndMap).isPresent();
      return mappedTypes(mapped ? Set.of(ConnectionType.STANDARD) : Set.of());
    }

    /** The {@code authorization} block; its users belong to {@code $G}. */
    public Builder authorization(AuthorizationOptions options) {
      options.users().forEach(user -> accountByUser.put(user, KnownUser.GLOBAL_ACCOUNT));
      authorization = options;
      return this;
    }

    /** An account with its users. */
    public Builder account(String name, List<UserOptions> users) {
      accounts.add(name);
      users.forEach(user -> accountByUser.put(user, name));
      return this;
    }

    /** Name of the system account; users in it alone leave the server open (SEC-462). */
    public Builder systemAccount(String name) {
      systemAccount = name;
      return this;
    }

    /** The user or nkey of those who show nothing, empty for none (CORE-710). */
    public Builder noAuthUser(String name) {
      noAuthUser = name;
      return this;
    }

    /** The connection types whose listener has {@code verify_and_map} (CORE-663). */
    public Builder mappedTypes(Set<ConnectionType> types) {
      mappedTypes = types;
      return this;
    }

    /** Equal permissions keep the instance that they had before the reload. */
    public Builder keepingPermissionsOf(ConfiguredAuthenticator previous) {
      previousPermissions = previous.permissions;
      return this;
    }

    /**
     * Builds the snapshot.
     *
     * @throws IllegalArgumentException when {@code no_auth_user} names nobody (SEC-173)
     */
    public ConfiguredAuthenticator build() {
      return new ConfiguredAuthenticator(this);
    }

    private Permissions permissions(PermissionsOptions options) {
      Permissions before = previousPermissions.get(options);
      return before != null ? before : CompiledPermissions.of(options);
    }

    private boolean needsAutomaticUser() {
      return noAuthUser.isEmpty()
          && !authorization.isRequired()
          && !accountByUser.isEmpty()
          && accounts.stream().allMatch(systemAccount::equals);
    }

    private KnownUser automaticUser() {
      return new KnownUser(
          AutomaticUser.NAME,
          StoredSecret.of(""),
          Set.of(),
          false,
          false,
          new Identity(
              KnownUser.GLOBAL_ACCOUNT,
              AutomaticUser.NAME,
              "user:" + AutomaticUser.NAME,
              Permissions.ALL));
    }
  }
}

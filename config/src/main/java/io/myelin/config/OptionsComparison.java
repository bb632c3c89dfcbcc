package io.myelin.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares options one by one; the first change that cannot be applied ends it. */
final class OptionsComparison {
  private static final String REFUSED = "config reload not supported for ";

  private final Options running;
  private final Options next;
  private final List<OptionsDiff.Change> changes = new ArrayList<>();
  private String refusal = "";

  OptionsComparison(Options running, Options next) {
    this.running = running;
    this.next = next;
  }

  OptionsDiff result() {
    for (Option<?> option : ServerKeys.block().options()) {
      if (!(option.type() instanceof ListenType)) {
        compare(option);
      }
      if (!refusal.isEmpty()) {
        return new OptionsDiff.Refused(refusal);
      }
    }
    return new OptionsDiff.Changes(List.copyOf(changes));
  }

  private void compare(Option<?> option) {
    if (option == ServerKeys.TLS) {
      tls();
    } else if (option == ServerKeys.AUTHORIZATION) {
      authorization();
    } else if (option == ServerKeys.JETSTREAM) {
      jetStream();
    } else if (option == ServerKeys.CLUSTER) {
      cluster();
    } else if (option == ServerKeys.STORE_DIR) {
      storeDirectory();
    } else if (!same(option, running.section(), next.section())) {
      changed(option);
    }
  }

  private void changed(Option<?> option) {
    if (option == ServerKeys.PORT && next.get(ServerKeys.PORT) == -1) {
      return;
    }
    if (option == ServerKeys.NO_AUTH_USER) {
      noAuthUser();
    } else if (option == ServerKeys.RESOLVER) {
      resolver();
    } else if (option == ServerKeys.GATEWAY || option == ServerKeys.WEBSOCKET) {
      onlyCertificates(option);
    } else if (option == ServerKeys.MQTT || option == ServerKeys.LEAFNODES) {
      nested(option);
    } else if (option == ServerKeys.NO_FAST_PRODUCER_STALL) {
      boolean off = next.get(ServerKeys.NO_FAST_PRODUCER_STALL);
      applied(option, "fast producers will " + (off ? "not " : "") + "be stalled");
    } else if (option.reload() == Reload.APPLIED) {
      applied(option, line(option, next.section()));
    } else {
      refuse(option);
    }
  }

  private static String line(Option<?> option, Section section) {
    return option.reloadedBare()
        ? option.reloadedName()
        : option.reloadedName() + " = " + section.shown(option);
  }

  private void applied(Option<?> option, String what) {
    changes.add(new OptionsDiff.Change(option, "Reloaded: " + what));
  }

  private void refuse(Option<?> option) {
    refuse(option.referenceField(), running.section().shown(option), next.section().shown(option));
  }

  private void refuse(String field, Object old, Object now) {
    refusal = REFUSED + field + ": old=" + old + ", new=" + now;
  }

  /** Whether an option has the same value; the order of a list is no difference (CORE-894). */
  private static boolean same(Option<?> option, Section a, Section b) {
    return same(a.find(option).orElse(null), b.find(option).orElse(null));
  }

  private static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return a == b;
    }
    if (a instanceof List<?> x && b instanceof List<?> y && !isOrdered(x)) {
      return x.size() == y.size() && new HashSet<>(x).equals(new HashSet<>(y));
    }
    if (a instanceof Section x && b instanceof Section y) {
      return sameExcept(x, y, List.of());
    }
    return a.equals(b);
  }

  /** The order of mappings decides which of them applies. */
  private static boolean isOrdered(List<?> list) {
    return !list.isEmpty() && list.getFirst() instanceof MappingOptions;
  }

  private static boolean sameExcept(Section a, Section b, List<Option<?>> ignored) {
    for (Option<?> option : a.block().options()) {
      if (!ignored.contains(option) && !same(option, a, b)) {
        return false;
      }
    }
    return true;
  }

  /** Certificates may have changed although their names did not: TLS is applied every time. */
  private void tls() {
    Optional<TlsOptions> old = running.find(ServerKeys.TLS);
    Optional<TlsOptions> now = next.find(ServerKeys.TLS);
    int oldLimit = old.map(TlsOptions::connectionRateLimit).orElse(0);
    int newLimit = now.map(TlsOptions::connectionRateLimit).orElse(0);
    if (oldLimit != newLimit) {
      refuse("TLSRateLimit", oldLimit, newLimit);
      return;
    }
    if (now.isEmpty()) {
      if (old.isPresent()) {
        applied(ServerKeys.TLS, "tls = disabled");
      }
      return;
    }
    applied(ServerKeys.TLS, "tls = enabled");
    if (old.isEmpty()) {
      return;
    }
    TlsOptions before = old.get();
    TlsOptions after = now.get();
    if (!before.timeout().equals(after.timeout())) {
      applied(ServerKeys.TLS, "tls timeout = " + seconds(after.timeout()));
    }
    if (!before.pinnedCerts().equals(after.pinnedCerts())) {
      applied(ServerKeys.TLS, after.pinnedCerts().size() + " pinned_certs");
    }
    if (before.handshakeFirst() != after.handshakeFirst()) {
      applied(ServerKeys.TLS, "Client TLS handshake first: " + after.handshakeFirst());
    }
    if (!before.handshakeFirstFallback().equals(after.handshakeFirstFallback())) {
      applied(
          ServerKeys.TLS,
          "Client TLS handshake first fallback delay: "
              + GoDuration.format(after.handshakeFirstFallback()));
    }
  }

  private static String seconds(java.time.Duration duration) {
    String text = Double.toString(duration.toNanos() / 1e9);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private void authorization() {
    AuthorizationOptions old = running.get(ServerKeys.AUTHORIZATION);
    AuthorizationOptions now = next.get(ServerKeys.AUTHORIZATION);
    Option<?> option = ServerKeys.AUTHORIZATION;
    if (!old.user().equals(now.user())) {
      applied(option, "authorization username");
    }
    if (!old.password().equals(now.password())) {
      applied(option, "authorization password");
    }
    if (!old.token().equals(now.token())) {
      applied(option, "authorization token");
    }
    if (!running.authTimeout().equals(next.authTimeout())) {
      applied(option, "authorization timeout = " + seconds(next.authTimeout()));
    }
    if (!same(named(old, false), named(now, false))) {
      applied(option, "authorization users");
    }
    if (!same(named(old, true), named(now, true))) {
      applied(option, "authorization nkey users");
    }
    if (old.proxyRequired() != now.proxyRequired()) {
      refuse("ProxyRequired", old.proxyRequired(), now.proxyRequired());
    }
  }

  private static List<UserOptions> named(AuthorizationOptions authorization, boolean byNkey) {
    List<UserOptions> users = new ArrayList<>();
    for (UserOptions user : authorization.users()) {
      if (user.nkey().isEmpty() != byNkey) {
        users.add(user);
      }
    }
    return users;
  }

  /** The name may only go together with its user (CORE-710). */
  private void noAuthUser() {
    String old = running.get(ServerKeys.NO_AUTH_USER);
    boolean removed = next.get(ServerKeys.NO_AUTH_USER).isEmpty();
    if (!removed || CrossChecks.hasUser(next, old)) {
      refuse(ServerKeys.NO_AUTH_USER);
    } else {
      applied(ServerKeys.NO_AUTH_USER, "no_auth_user");
    }
  }

  private void resolver() {
    if (running.isSet(ServerKeys.RESOLVER) && next.isSet(ServerKeys.RESOLVER)) {
      applied(ServerKeys.RESOLVER, "accounts");
    } else {
      refusal = "config reload does not support moving to or from an account resolver";
    }
  }

  private void onlyCertificates(Option<?> option) {
    List<Option<?>> tls = List.of(GatewayKeys.TLS, WebsocketKeys.TLS);
    Section old = section(running, option);
    Section now = section(next, option);
    if (sameExcept(old, now, tls)) {
      applied(option, option.name() + " tls");
    } else {
      refuse(option);
    }
  }

  /** Compares a block key by key; what is declared as reloadable is applied. */
  private void nested(Option<?> option) {
    Section old = section(running, option);
    Section now = section(next, option);
    for (Option<?> key : old.block().options()) {
      if (key.type() instanceof ListenType || same(key, old, now)) {
        continue;
      }
      if (key.reload() == Reload.REFUSED) {
        String field = option.referenceField();
        refusal =
            option == ServerKeys.LEAFNODES
                ? REFUSED
                    + field
                    + ": field \""
                    + camelCase(key.name())
                    + "\": old="
                    + old.shown(key)
                    + ", new="
                    + now.shown(key)
                : REFUSED + field + ": old=" + old + ", new=" + now;
        return;
      }
      applied(option, line(key, now));
    }
  }

  private static String camelCase(String key) {
    StringBuilder name = new StringBuilder();
    boolean upper = true;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '_') {
        upper = true;
      } else {
        name.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return name.toString();
  }

  /** The section of a block option; an empty one if it is not configured. */
  private static Section section(Options options, Option<?> option) {
    Object value = options.find(option).orElse(null);
    Block block = option.type().nested();
    if (value instanceof Section section) {
      return section;
    }
    if (block == null) {
      throw new IllegalArgumentException(option + " is no block");
    }
    return Section.empty(block);
  }

  private void cluster() {
    Section old = section(running, ServerKeys.CLUSTER);
    Section now = section(next, ServerKeys.CLUSTER);
    String oldHost = old.get(ClusterKeys.HOST);
    int newPort = now.get(ClusterKeys.PORT);
    if (!oldHost.equals(now.get(ClusterKeys.HOST))) {
      refuse("cluster host", oldHost, now.get(ClusterKeys.HOST));
    } else if (newPort != -1 && old.get(ClusterKeys.PORT) != newPort) {
      refuse("cluster port", old.get(ClusterKeys.PORT), newPort);
    } else {
      List<Option<?>> apart = List.of(ClusterKeys.ROUTES, ClusterKeys.PORT, ClusterKeys.LISTEN);
      if (!sameExcept(old, now, apart)) {
        applied(ServerKeys.CLUSTER, "cluster");
      }
      if (!same(ClusterKeys.ROUTES, old, now)) {
        applied(ServerKeys.CLUSTER, "cluster routes");
      }
    }
  }

  private void storeDirectory() {
    boolean on = section(running, ServerKeys.JETSTREAM).get(JetStreamKeys.ENABLED);
    boolean stays = section(next, ServerKeys.JETSTREAM).get(JetStreamKeys.ENABLED);
    String now = next.storeDirectory();
    if (!on || !stays || running.storeDirectory().equals(now)) {
      return;
    }
    refusal = REFUSED + (now.isEmpty() ? "jetstream storage dir" : "jetstream storage directory");
  }

  /** Limits go up only, unless JetStream is switched off (CORE-895). */
  private void jetStream() {
    Section old = section(running, ServerKeys.JETSTREAM);
    Section now = section(next, ServerKeys.JETSTREAM);
    boolean on = old.get(JetStreamKeys.ENABLED);
    boolean stays = now.get(JetStreamKeys.ENABLED);
    if (on != stays) {
      applied(ServerKeys.JETSTREAM, "JetStream");
      return;
    }
    if (!on) {
      return;
    }
    List<Option<Long>> limits =
        List.of(JetStreamKeys.MAX_MEMORY_STORE, JetStreamKeys.MAX_FILE_STORE);
    for (Option<Long> limit : limits) {
      jetStreamLimit(limit, old.get(limit), now.get(limit));
    }
    for (Option<?> key : old.block().options()) {
      boolean apart = limits.contains(key) || key == JetStreamKeys.STORE_DIR;
      if (apart || !refusal.isEmpty() || same(key, old, now)) {
        continue;
      }
      if (key.reload() == Reload.APPLIED) {
        applied(ServerKeys.JETSTREAM, line(key, now));
      } else if (key == JetStreamKeys.LIMITS) {
        applied(ServerKeys.JETSTREAM, "JetStream limits");
      } else {
        refuse(key.referenceField(), old.shown(key), now.shown(key));
      }
    }
  }

  private void jetStreamLimit(Option<Long> limit, long old, long now) {
    if (old == now || !refusal.isEmpty()) {
      return;
    }
    if (old == JetStreamKeys.DYNAMIC) {
      refusal = REFUSED + "jetstream dynamic max memory and store";
    } else if (now == JetStreamKeys.DYNAMIC) {
      refusal = REFUSED + "jetstream max memory and max store";
    } else if (now < old) {
      refusal = REFUSED + "decreasing jetstream max memory and store";
    } else {
      String name = limit == JetStreamKeys.MAX_MEMORY_STORE ? "max_mem_store" : "max_file_store";
      applied(ServerKeys.JETSTREAM, "JetStream " + name + " = " + ByteText.of(now));
    }
  }
}

package io.myelin.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The flags that change the {@code cluster} block (CORE-820 to CORE-822). */
final class ClusterFlags {
  private ClusterFlags() {}

  /** Changes the draft; returns why the flags are refused, or the empty string. */
  static String apply(Section.Draft draft, Section file, FlagSettings flags) {
    boolean any =
        flags.isGiven("cluster")
            || flags.isGiven("routes")
            || !flags.special("cluster_name").isEmpty()
            || !flags.special("cluster_advertise").isEmpty()
            || flags.isGiven("no_advertise")
            || !flags.special("connect_retries").isEmpty();
    if (!any) {
      return "";
    }
    if (flags.isGiven("cluster") && flags.special("cluster").isEmpty()) {
      draft.clear(ServerKeys.CLUSTER);
      return routesWithoutListener(flags, false);
    }
    Section from = file.find(ServerKeys.CLUSTER).orElseGet(() -> Section.empty(ClusterKeys.BLOCK));
    Section.Draft cluster = from.toDraft();
    if (flags.isGiven("cluster")) {
      String refusal = listener(cluster, from, flags.special("cluster"));
      if (!refusal.isEmpty()) {
        return refusal;
      }
    }
    plainFlags(cluster, flags);
    boolean listens = cluster.finish().get(ClusterKeys.PORT) != 0;
    String refusal = routesWithoutListener(flags, listens);
    if (!refusal.isEmpty()) {
      return refusal;
    }
    if (flags.isGiven("routes")) {
      cluster.set(ClusterKeys.ROUTES, routes(flags.special("routes")));
    }
    draft.set(ServerKeys.CLUSTER, cluster.finish());
    return "";
  }

  private static void plainFlags(Section.Draft cluster, FlagSettings flags) {
    if (!flags.special("cluster_name").isEmpty()) {
      cluster.set(ClusterKeys.NAME, flags.special("cluster_name"));
    }
    if (!flags.special("cluster_advertise").isEmpty()) {
      cluster.set(ClusterKeys.ADVERTISE, flags.special("cluster_advertise"));
    }
    if (flags.isGiven("no_advertise")) {
      cluster.set(ClusterKeys.NO_ADVERTISE, flags.special("no_advertise").equals("true"));
    }
    if (!flags.special("connect_retries").isEmpty()) {
      cluster.set(ClusterKeys.CONNECT_RETRIES, Integer.parseInt(flags.special("connect_retries")));
    }
  }

  private static String routesWithoutListener(FlagSettings flags, boolean listens) {
    return listens || flags.special("routes").isEmpty()
        ? ""
        : "solicited routes require cluster capabilities, e.g. --cluster";
  }

  private static List<String> routes(String value) {
    List<String> routes = new ArrayList<>();
    for (String route : value.split(",", -1)) {
      if (!route.isBlank()) {
        routes.add(route.trim());
      }
    }
    return List.copyOf(routes);
  }

  /** Reads {@code scheme://[user:password@]host:port}. */
  private static String listener(Section.Draft cluster, Section from, String url) {
    int scheme = url.indexOf("://");
    String rest = scheme < 0 ? url : url.substring(scheme + 3);
    int at = rest.lastIndexOf('@');
    String address = rest.substring(at + 1);
    if (address.endsWith("/")) {
      address = address.substring(0, address.length() - 1);
    }
    int colon = address.lastIndexOf(':');
    if (colon < 0) {
      return "could not parse cluster address \"" + url + "\": missing port in address";
    }
    String host = address.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      cluster.set(ClusterKeys.PORT, Integer.parseInt(address.substring(colon + 1)));
    } catch (NumberFormatException e) {
      return "could not parse port \"" + address.substring(colon + 1) + "\"";
    }
    cluster.set(ClusterKeys.HOST, host);
    AuthorizationOptions old =
        from.find(ClusterKeys.AUTHORIZATION).orElse(AuthorizationOptions.NONE);
    String user = "";
    String password = "";
    if (at >= 0) {
      String login = rest.substring(0, at);
      int separator = login.indexOf(':');
      if (separator < 0) {
        return "expected cluster password to be set";
      }
      user = login.substring(0, separator);
      password = login.substring(separator + 1);
    }
    cluster.set(
        ClusterKeys.AUTHORIZATION,
        new AuthorizationOptions(
            user, password, "", old.timeout(), List.of(), Optional.empty(), false));
    return "";
  }
}

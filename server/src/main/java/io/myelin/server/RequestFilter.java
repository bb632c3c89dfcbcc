package io.myelin.server;

import io.myelin.config.ServerKeys;
import io.myelin.jetstream.JetStream;
import java.util.List;
import java.util.Locale;

/** Which servers a request is for: one that does not match stays silent (OPS-208). */
record RequestFilter(
    String serverName,
    String host,
    String cluster,
    String domain,
    List<String> tags,
    boolean exact) {

  static RequestFilter of(RequestBody body) throws ReportException {
    return new RequestFilter(
        body.text("server_name"),
        body.text("host"),
        body.text("cluster"),
        body.text("domain"),
        body.texts("tags"),
        body.flag("exact_match"));
  }

  boolean matches(ServerHost server) {
    List<String> own = server.options().get(ServerKeys.SERVER_TAGS);
    return matches(serverName, server.serverName())
        && matches(host, server.options().get(ServerKeys.HOST))
        && matches(cluster, "")
        && (domain.isEmpty() || domain.equals(domainOf(server)))
        && tags.stream().map(tag -> tag.toLowerCase(Locale.ROOT)).allMatch(own::contains);
  }

  private static String domainOf(ServerHost server) {
    JetStream jetStream = server.jetStream();
    return jetStream == null ? "" : jetStream.settings().domain();
  }

  private boolean matches(String wanted, String value) {
    return wanted.isEmpty() || (exact ? value.equals(wanted) : value.contains(wanted));
  }
}

package io.myelin.server;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which report is behind which path of the monitoring port (OPS-008 to OPS-016). */
final class HttpReports {
  private static final String INDENT = "  ";
  private static final Set<String> LATER =
      Set.of("/stacksz", "/ipqueuesz", "/raftz", "/debug/vars");

  /** Makes the answer to one request. */
  @FunctionalInterface
  private interface Endpoint {
    HttpAnswer answer(HttpQuery query) throws ReportException;
  }

  private final MonitoredServer server;
  private final ServerReports reports;
  private final String basePath;
  private final Map<String, Endpoint> endpoints = new TreeMap<>();

  /**
   * @param basePath {@code /}, or a clean path without trailing slash
   */
  HttpReports(MonitoredServer server, ServerReports reports, String basePath) {
    this.server = server;
    this.reports = reports;
    this.basePath = basePath;
    endpoints.put("/", query -> HttpAnswer.html(MonitoringIndex.html(basePath)));
    endpoints.put("/varz", query -> pretty(reports.varz()::write));
    endpoints.put("/connz", query -> pretty(reports.connz().report(ConnzOptions.of(query))));
    endpoints.put("/subsz", this::subscriptions);
    endpoints.put("/accountz", query -> pretty(reports.accounts().accountz(query.text("acc"))));
    endpoints.put("/accstatz", this::accountTotals);
    endpoints.put("/routez", query -> pretty(reports.absent()::routez));
    endpoints.put("/gatewayz", query -> pretty(reports.absent()::gatewayz));
    endpoints.put("/leafz", query -> pretty(reports.absent()::leafz));
    endpoints.put("/jsz", query -> pretty(reports.jsz().report(JszReport.Options.of(query))));
    endpoints.put("/healthz", this::health);
  }

  /** Answers a request for a path of the URI, not decoded, with the parameters behind it. */
  HttpAnswer answer(String path, HttpQuery query) {
    String clean = canonical(path);
    if (!clean.equals(path)) {
      return HttpAnswer.redirect(clean);
    }
    String below = withoutBase(path);
    String name = below.equals("/subscriptionsz") ? "/subsz" : below;
    if (LATER.contains(name)) {
      return HttpAnswer.text(404, name + " is not available in this version\n");
    }
    Endpoint endpoint = endpoints.get(name);
    if (endpoint == null) {
      return HttpAnswer.text(404, "404 page not found\n");
    }
    server.countHttpRequest(name);
    try {
      return endpoint.answer(query);
    } catch (ReportException e) {
      return HttpAnswer.text(400, e.reason());
    }
  }

  private String withoutBase(String path) {
    if (basePath.equals("/")) {
      return path;
    }
    if (path.equals(basePath)) {
      return "/";
    }
    boolean below = path.startsWith(basePath + "/") && path.length() > basePath.length() + 1;
    return below ? path.substring(basePath.length()) : "";
  }

  /** The path without double slashes and dots; a slash at the end stays. */
  static String canonical(String path) {
    if (!path.contains("//") && !path.contains("/.")) {
      return path.isEmpty() ? "/" : path;
    }
    ArrayDeque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/")) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    String clean = "/" + String.join("/", parts);
    return path.endsWith("/") && clean.length() > 1 ? clean + "/" : clean;
  }

  private static HttpAnswer pretty(ReportJson.Fields fields) {
    return HttpAnswer.json(200, ReportJson.pretty(INDENT, fields));
  }

  private HttpAnswer subscriptions(HttpQuery query) throws ReportException {
    return pretty(reports.subsz().report(SubszReport.Options.of(query)));
  }

  private HttpAnswer accountTotals(HttpQuery query) throws ReportException {
    return pretty(reports.accounts().accstatz(List.of(), query.flag("unused")));
  }

  private HttpAnswer health(HttpQuery query) throws ReportException {
    HealthzReport.Health health = reports.healthz().check(HealthzReport.Options.of(query));
    if (!health.healthy()) {
      server.host().serverLog().warn("Healthcheck failed: " + health.error());
    }
    return HttpAnswer.json(
        health.statusCode(), ReportJson.compact(json -> health.write(json, false)));
  }
}

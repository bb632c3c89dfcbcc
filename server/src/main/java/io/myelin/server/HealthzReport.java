package io.myelin.server;

import java.util.List;

/** {@code /healthz}: whether the server does its work (OPS-150 to OPS-164). */
final class HealthzReport {
  /** Ways to check less; without JetStream there is no less. */
  private static final List<String> SHORTCUTS =
      List.of("js-enabled", "js-enabled-only", "js-server-only", "js-meta-only");

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int UNAVAILABLE = 500;

  /**
   * What is asked.
   *
   * @param account narrows the check to an account, empty for all
   * @param stream narrows it to a stream of the account, empty for all
   * @param consumer narrows it to a consumer of the stream, empty for all
   * @param details name all problems, not only the first
   */
  record Options(String account, String stream, String consumer, boolean details) {

    static Options of(HttpQuery query) throws ReportException {
      for (String name : SHORTCUTS) {
        query.flag(name);
      }
      return new Options(
          query.text("account"),
          query.text("stream"),
          query.text("consumer"),
          query.flag("details"));
    }

    static Options of(RequestBody body) throws ReportException {
      for (String name : SHORTCUTS) {
        body.flag(name);
      }
      return new Options(
          body.text("account"), body.text("stream"), body.text("consumer"), body.flag("details"));
    }
  }

  /**
   * The outcome.
   *
   * @param statusCode as in HTTP
   * @param type what kind of problem, empty when healthy
   * @param error what is wrong, empty when healthy
   */
  record Health(int statusCode, String type, String error, boolean details) {

    boolean healthy() {
      return statusCode == OK;
    }

    /** Writes it; {@code withCode} in the form of the system account (OPS-157). */
    void write(ReportJson json, boolean withCode) {
      json.text("status", healthy() ? "ok" : "error");
      if (withCode) {
        json.number("status_code", statusCode);
      }
      if (healthy()) {
        return;
      }
      if (!details) {
        json.text("error", error);
        return;
      }
      json.objects(
          "errors",
          List.of(this),
          (one, health) -> {
            one.text("type", health.type());
            one.text("error", health.error());
          });
    }
  }

  private final MonitoredServer server;

  HealthzReport(MonitoredServer server) {
    this.server = server;
  }

  /** Checks in the order of OPS-160; without JetStream the listeners are all there is to check. */
  Health check(Options options) {
    if (!options.stream().isEmpty() && options.account().isEmpty()) {
      return badRequest("\"account\" must not be empty when checking stream health", options);
    }
    if (!options.consumer().isEmpty() && options.stream().isEmpty()) {
      return badRequest("\"stream\" must not be empty when checking consumer health", options);
    }
    if (!server.acceptingClients()) {
      return new Health(
          UNAVAILABLE,
          "CONNECTION",
          "failed to be ready for connections after 1ms: server",
          options.details());
    }
    return new Health(OK, "", "", options.details());
  }

  private static Health badRequest(String error, Options options) {
    return new Health(BAD_REQUEST, "BAD_REQUEST", error, options.details());
  }
}

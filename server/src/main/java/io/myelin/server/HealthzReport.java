package io.myelin.server;

import io.myelin.jetstream.JetStream;
import io.myelin.jetstream.JetStreamInspection;
import io.myelin.jetstream.JetStreamInspection.BrokenStream;
import java.util.ArrayList;
import java.util.List;

/** {@code /healthz}: whether the server does its work (OPS-150 to OPS-164). */
final class HealthzReport {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int NOT_READY = 500;
  private static final int UNAVAILABLE = 503;

  /**
   * What is asked.
   *
   * @param serverOnly do not look at JetStream
   * @param enabledOnly only look whether JetStream runs
   * @param account narrows the check to an account, empty for all
   * @param stream narrows it to a stream of the account, empty for all
   * @param consumer narrows it to a consumer of the stream, empty for all
   * @param details name all problems, not only the first
   */
  record Options(
      boolean serverOnly,
      boolean enabledOnly,
      String account,
      String stream,
      String consumer,
      boolean details) {

    static Options of(HttpQuery query) throws ReportException {
      query.flag("js-meta-only");
      return new Options(
          query.flag("js-server-only"),
          query.flag("js-enabled-only") || query.flag("js-enabled"),
          query.text("account"),
          query.text("stream"),
          query.text("consumer"),
          query.flag("details"));
    }

    static Options of(RequestBody body) throws ReportException {
      body.flag("js-meta-only");
      return new Options(
          body.flag("js-server-only"),
          body.flag("js-enabled-only") || body.flag("js-enabled"),
          body.text("account"),
          body.text("stream"),
          body.text("consumer"),
          body.flag("details"));
    }
  }

  /** What kind of thing a problem is about (OPS-159). */
  enum Kind {
    CONNECTION,
    BAD_REQUEST,
    JETSTREAM,
    ACCOUNT,
    STREAM,
    CONSUMER
  }

  /** One thing that is wrong; names are empty where they do not apply. */
  record Finding(Kind kind, String account, String stream, String consumer, String error) {
    static Finding of(Kind kind, String error) {
      return new Finding(kind, "", "", "", error);
    }

    private void write(ReportJson json) {
      json.text("type", kind.name());
      json.textIfAny("account", account);
      json.textIfAny("stream", stream);
      json.textIfAny("consumer", consumer);
      json.text("error", error);
    }
  }

  /**
   * The outcome.
   *
   * @param statusCode as in HTTP
   * @param findings what is wrong; the first only unless details were asked for
   */
  record Health(int statusCode, List<Finding> findings, boolean details) {

    static Health good(boolean details) {
      return new Health(OK, List.of(), details);
    }

    boolean healthy() {
      return findings.isEmpty();
    }

    /** What is wrong, in words for the log; empty when healthy. */
    String error() {
      if (healthy()) {
        return "";
      }
      return details ? findings.size() + " errors" : '"' + findings.getFirst().error() + '"';
    }

    private String status() {
      if (healthy()) {
        return "ok";
      }
      boolean unavailable = statusCode == UNAVAILABLE || statusCode == NOT_FOUND;
      return unavailable && !details ? "unavailable" : "error";
    }

    /** Writes it; {@code withCode} in the form of the system account (OPS-157). */
    void write(ReportJson json, boolean withCode) {
      json.text("status", status());
      if (withCode) {
        json.number("status_code", statusCode);
      }
      if (healthy()) {
        return;
      }
      if (details) {
        json.objects("errors", findings, (one, finding) -> finding.write(one));
      } else {
        json.text("error", findings.getFirst().error());
      }
    }
  }

  private final MonitoredServer server;

  HealthzReport(MonitoredServer server) {
    this.server = server;
  }

  /** Checks in the order of OPS-160. */
  Health check(Options options) {
    if (!options.stream().isEmpty() && options.account().isEmpty()) {
      return one(
          options,
          BAD_REQUEST,
          Finding.of(
              Kind.BAD_REQUEST, "\"account\" must not be empty when checking stream health"));
    }
    if (!options.consumer().isEmpty() && options.stream().isEmpty()) {
      return one(
          options,
          BAD_REQUEST,
          Finding.of(
              Kind.BAD_REQUEST, "\"stream\" must not be empty when checking consumer health"));
    }
    if (!server.acceptingClients()) {
      return one(
          options,
          NOT_READY,
          Finding.of(Kind.CONNECTION, "failed to be ready for connections after 1ms: server"));
    }
    if (options.serverOnly() || !server.options().jetStreamEnabled()) {
      return Health.good(options.details());
    }
    JetStream jetStream = server.host().jetStream();
    if (jetStream == null) {
      return one(options, UNAVAILABLE, Finding.of(Kind.JETSTREAM, "JetStream not enabled (10076)"));
    }
    return options.enabledOnly()
        ? Health.good(options.details())
        : assets(jetStream.inspection(), options);
  }

  private static Health assets(JetStreamInspection inspection, Options options) {
    String account = options.account();
    String stream = options.stream();
    String consumer = options.consumer();
    if (!account.isEmpty()) {
      if (inspection.account(account) == null) {
        return missing(options, Kind.ACCOUNT, "JetStream account \"" + account + "\" not found");
      }
      if (!stream.isEmpty() && !inspection.hasStream(account, stream)) {
        return missing(
            options,
            Kind.STREAM,
            "JetStream stream \"" + stream + "\" not found on account \"" + account + "\"");
      }
      if (!consumer.isEmpty() && !inspection.hasConsumer(account, stream, consumer)) {
        return missing(
            options,
            Kind.CONSUMER,
            "JetStream consumer \""
                + consumer
                + "\" not found for stream \""
                + stream
                + "\" on account \""
                + account
                + "\"");
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (BrokenStream broken : inspection.brokenStreams()) {
      boolean asked =
          (account.isEmpty() || account.equals(broken.account()))
              && (stream.isEmpty() || stream.equals(broken.stream()));
      if (asked && (findings.isEmpty() || options.details())) {
        findings.add(
            new Finding(
                Kind.STREAM,
                broken.account(),
                broken.stream(),
                "",
                "JetStream stream '"
                    + broken.account()
                    + " > "
                    + broken.stream()
                    + "' "
                    + broken.problem()));
      }
    }
    return findings.isEmpty()
        ? Health.good(options.details())
        : new Health(UNAVAILABLE, findings, options.details());
  }

  private static Health missing(Options options, Kind kind, String error) {
    return one(
        options,
        NOT_FOUND,
        new Finding(kind, options.account(), options.stream(), options.consumer(), error));
  }

  private static Health one(Options options, int statusCode, Finding finding) {
    return new Health(statusCode, List.of(finding), options.details());
  }
}

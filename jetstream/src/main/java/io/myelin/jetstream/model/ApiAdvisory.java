package io.myelin.jetstream.model;

/** Something happened to the API or the server (STR-584 to STR-586). */
public sealed interface ApiAdvisory extends Advisory {
  /**
   * A request was answered (STR-584).
   *
   * @param server name of the server
   * @param requestSubject where the request was sent
   * @param request its payload; empty for none
   * @param response the answer
   */
  record Audit(
      String server, EventClient client, String requestSubject, String request, String response)
      implements ApiAdvisory {
    @Override
    public String subject() {
      return "$JS.EVENT.ADVISORY.API";
    }

    @Override
    public String type() {
      return StreamAdvisory.TYPE + "api_audit";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.text("server", server)
          .object("client", client::write)
          .text("subject", requestSubject)
          .textIfAny("request", request)
          .text("response", response);
    }
  }

  /** Requests were dropped (STR-585). */
  record LimitReached(String server, long dropped) implements ApiAdvisory {
    @Override
    public String subject() {
      return "$JS.EVENT.ADVISORY.API.LIMIT_REACHED";
    }

    @Override
    public String type() {
      return StreamAdvisory.TYPE + "api_limit_reached";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.text("server", server).int64("dropped", dropped);
    }
  }

  /** There is no room left (STR-586). */
  record OutOfStorage(String server, String serverId, String stream, String cluster)
      implements ApiAdvisory {
    @Override
    public String subject() {
      return "$JS.EVENT.ADVISORY.SERVER.OUT_OF_STORAGE";
    }

    @Override
    public String type() {
      return StreamAdvisory.TYPE + "server_out_of_space";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.text("server", server)
          .text("server_id", serverId)
          .textIfAny("stream", stream)
          .textIfAny("cluster", cluster);
    }
  }
}

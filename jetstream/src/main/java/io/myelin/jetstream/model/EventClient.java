package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who caused an event (section 20 of the streams chapter). Empty components are left out.
 *
 * @param start when it connected
 * @param host its address
 * @param id number of its connection
 * @param account its account
 * @param service the account whose service it used
 * @param user its user
 * @param name what it calls itself
 * @param lang its library
 * @param version the library's version
 * @param rttNanos its last measured round trip
 * @param server name of its server
 * @param cluster name of its server's cluster
 * @param kind kind of its connection
 * @param clientType kind of its protocol
 * @param nameTag tag of its account
 * @param tags tags of its user
 */
public record EventClient(
    Optional<Instant> start,
    String host,
    long id,
    String account,
    String service,
    String user,
    String name,
    String lang,
    String version,
    long rttNanos,
    String server,
    String cluster,
    String kind,
    String clientType,
    String nameTag,
    List<String> tags) {
  /** Copies the list. */
  public EventClient {
    tags = List.copyOf(tags);
  }

  void write(JsonOutput out) {
    out.timeIfAny("start", start)
        .textIfAny("host", host)
        .uint64IfAny("id", id)
        .text("acc", account)
        .textIfAny("svc", service)
        .textIfAny("user", user)
        .textIfAny("name", name)
        .textIfAny("lang", lang)
        .textIfAny("ver", version)
        .int64IfAny("rtt", rttNanos)
        .textIfAny("server", server)
        .textIfAny("cluster", cluster)
        .textIfAny("kind", kind)
        .textIfAny("client_type", clientType)
        .textIfAny("name_tag", nameTag)
        .textsIfAny("tags", tags);
  }
}

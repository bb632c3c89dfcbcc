package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is told of a stream (STR-420).
 *
 * @param config with the version metadata to be shown (STR-068)
 * @param created when the stream was created
 * @param state what it holds
 * @param domain the server's domain; empty for none, or if not to be told
 * @param cluster who leads it; absent in list, create and update of a single server
 * @param mirror how far a mirror is
 * @param sources how far each source is
 * @param alternates the stream and its mirrors, if there are any
 * @param time when this was true
 * @param durability what a PubAck of this stream promises
 */
public record StreamInfo(
    StreamConfig config,
    Instant created,
    StreamState state,
    String domain,
    Optional<ClusterInfo> cluster,
    Optional<SourceInfo> mirror,
    List<SourceInfo> sources,
    List<Alternate> alternates,
    Instant time,
    Optional<Durability> durability) {
  /** Another stream with the same messages (STR-424). */
  public record Alternate(String name, String domain, String cluster) {
    private void write(JsonOutput out) {
      out.text("name", name).textIfAny("domain", domain).text("cluster", cluster);
    }
  }

  /** What an acknowledgement of a publish promises. */
  public enum Durability {
    /** The message is on disk. */
    SYNC("sync"),
    /** The message is on disk within an interval. */
    INTERVAL("interval"),
    /** The message may not be written yet. */
    ASYNC("async");

    private final String text;

    Durability(String text) {
      this.text = text;
    }
  }

  /** Copies the lists. */
  public StreamInfo {
    sources = List.copyOf(sources);
    alternates = List.copyOf(alternates);
  }

  /** Of a stream on its own, as create and update of a single server answer it. */
  public static StreamInfo of(
      StreamConfig config, Instant created, StreamState state, Instant time) {
    return new StreamInfo(
        config,
        created,
        state,
        "",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        time,
        Optional.empty());
  }

  void write(JsonOutput out) {
    out.object("config", json -> StreamConfigJson.write(json, config))
        .time("created", created)
        .object("state", state::write)
        .textIfAny("domain", domain)
        .objectIfAny("cluster", cluster, (json, it) -> it.write(json))
        .objectIfAny("mirror", mirror, (json, it) -> it.write(json))
        .objectsIfAny("sources", sources, (json, it) -> it.write(json))
        .objectsIfAny("alternates", alternates, (json, it) -> it.write(json))
        .time("ts", time);
    durability.ifPresent(it -> out.text("durability", it.text));
  }
}

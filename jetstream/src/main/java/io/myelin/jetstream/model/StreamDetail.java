package io.myelin.jetstream.model;

import java.util.List;

/**
 * What monitoring tells of a stream (OPS-143).
 *
 * @param info the stream, with stored metadata only
 * @param consumers its consumers; empty also if not asked for
 * @param directConsumers consumers of mirrors and sources; empty also if not asked for
 */
public record StreamDetail(
    StreamInfo info, List<ConsumerInfo> consumers, List<ConsumerInfo> directConsumers) {
  /** Copies the lists. */
  public StreamDetail {
    consumers = List.copyOf(consumers);
    directConsumers = List.copyOf(directConsumers);
  }

  /**
   * The detail as a JSON object.
   *
   * @param withConfig whether configurations are shown, of the stream and of its consumers
   */
  public byte[] encode(boolean withConfig) {
    return JsonOutput.bytes(
        out -> {
          out.text("name", info.config().name())
              .time("created", info.created())
              .objectIfAny("cluster", info.cluster(), (json, it) -> it.write(json));
          if (withConfig) {
            out.object("config", json -> StreamConfigJson.write(json, info.config()));
          }
          out.object("state", info.state()::write)
              .objectsIfAny("consumer_detail", consumers, (json, it) -> it.write(json, withConfig))
              .objectsIfAny(
                  "direct_consumer_detail",
                  directConsumers,
                  (json, it) -> it.write(json, withConfig))
              .objectIfAny("mirror", info.mirror(), (json, it) -> it.write(json))
              .objectsIfAny("sources", info.sources(), (json, it) -> it.write(json));
        });
  }
}

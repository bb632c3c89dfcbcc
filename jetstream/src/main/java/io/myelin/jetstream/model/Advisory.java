package io.myelin.jetstream.model;

import java.time.Instant;

/**
 * Something that happened, as published to whoever listens (STR-580 to STR-586, CON-550 to
 * CON-559).
 */
public sealed interface Advisory permits StreamAdvisory, ConsumerAdvisory, ApiAdvisory {
  /** Where it is published. */
  String subject();

  /** The value of {@code type}. */
  String type();

  /** Writes the members behind the common ones, except the domain. */
  void writeMembers(JsonOutput out);

  /**
   * The event as JSON.
   *
   * @param id unique among all events
   * @param time when it happened
   * @param domain the server's domain; empty for none
   */
  default byte[] encode(String id, Instant time, String domain) {
    return JsonOutput.bytes(
        json -> {
          json.text("type", type()).text("id", id).time("timestamp", time);
          writeMembers(json);
          json.textIfAny("domain", domain);
        });
  }
}

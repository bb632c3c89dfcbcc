package io.myelin.jetstream.model;

/**
 * How an origin of another account or domain is reached (STR-471).
 *
 * @param apiPrefix what stands for {@code $JS.API}
 * @param deliverPrefix prefix of the subjects it delivers to; empty for the own ones
 */
public record ExternalStream(String apiPrefix, String deliverPrefix) {
  static final JsonShape SHAPE = JsonShape.members().text("api", "deliver");

  static ExternalStream read(JsonFields in) {
    return new ExternalStream(in.text("api"), in.text("deliver"));
  }

  void write(JsonOutput out) {
    out.text("api", apiPrefix).text("deliver", deliverPrefix);
  }
}

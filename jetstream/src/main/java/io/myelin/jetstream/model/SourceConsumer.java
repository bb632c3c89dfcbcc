package io.myelin.jetstream.model;

/**
 * A consumer of the origin that was made beforehand (STR-472).
 *
 * @param name the consumer's name
 * @param deliverSubject where it delivers
 */
public record SourceConsumer(String name, String deliverSubject) {
  static final JsonShape SHAPE = JsonShape.members().text("name", "deliver_subject");

  static SourceConsumer read(JsonFields in) {
    return new SourceConsumer(in.text("name"), in.text("deliver_subject"));
  }

  void write(JsonOutput out) {
    out.textIfAny("name", name).textIfAny("deliver_subject", deliverSubject);
  }
}

package io.myelin.jetstream.model;

/**
 * Where stored messages are published again (STR-222, STR-490).
 *
 * @param source which subjects
 * @param destination the template of the new subject
 * @param headersOnly whether without payload
 */
public record Republish(String source, String destination, boolean headersOnly) {
  static final JsonShape SHAPE = JsonShape.members().text("src", "dest").flag("headers_only");

  static Republish read(JsonFields in) {
    return new Republish(in.text("src"), in.text("dest"), in.flag("headers_only"));
  }

  void write(JsonOutput out) {
    out.textIfAny("src", source).text("dest", destination).flagIfSet("headers_only", headersOnly);
  }
}

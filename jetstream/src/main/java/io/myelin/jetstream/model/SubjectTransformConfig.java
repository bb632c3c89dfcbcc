package io.myelin.jetstream.model;

/**
 * A mapping of subjects (STR-221).
 *
 * @param source the pattern; empty for all subjects
 * @param destination the template; empty to leave matching subjects as they are
 */
public record SubjectTransformConfig(String source, String destination) {
  static final JsonShape SHAPE = JsonShape.members().text("src", "dest");

  static SubjectTransformConfig read(JsonFields in) {
    return new SubjectTransformConfig(in.text("src"), in.text("dest"));
  }

  void write(JsonOutput out) {
    out.text("src", source).text("dest", destination);
  }
}

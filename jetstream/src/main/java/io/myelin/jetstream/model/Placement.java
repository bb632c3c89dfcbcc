package io.myelin.jetstream.model;

import java.util.List;

/**
 * Where in a cluster a stream is to be (STR-216).
 *
 * @param cluster name of the cluster; empty for any
 * @param tags tags that a server must have
 * @param preferred a server; only for step-downs
 */
public record Placement(String cluster, List<String> tags, String preferred) {
  static final JsonShape SHAPE = JsonShape.members().text("cluster", "preferred").texts("tags");

  /** Copies the list. */
  public Placement {
    tags = List.copyOf(tags);
  }

  /** Whether it says nothing. */
  public boolean isEmpty() {
    return cluster.isEmpty() && tags.isEmpty() && preferred.isEmpty();
  }

  static Placement read(JsonFields in) {
    return new Placement(in.text("cluster"), in.texts("tags"), in.text("preferred"));
  }

  void write(JsonOutput out) {
    out.textIfAny("cluster", cluster).textsIfAny("tags", tags).textIfAny("preferred", preferred);
  }
}

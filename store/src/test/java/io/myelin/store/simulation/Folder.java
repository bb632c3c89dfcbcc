package io.myelin.store.simulation;

import java.util.TreeMap;

/** A simulated directory: its names as everybody sees them and as they are on the medium. */
final class Folder implements Node {
  final TreeMap<String, Node> seen = new TreeMap<>();
  final TreeMap<String, Node> durable = new TreeMap<>();
}

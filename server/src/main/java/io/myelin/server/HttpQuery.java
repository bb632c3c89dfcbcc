package io.myelin.server;

import java.util.List;
import java.util.Map;

/** The parameters of a monitoring request, decoded as OPS-013 and OPS-014 say. */
record HttpQuery(Map<String, List<String>> values) {

  /** The first value of a parameter, empty when it is absent. */
  String text(String name) {
    List<String> all = values.get(name);
    return all == null || all.isEmpty() ? "" : all.getFirst();
  }

  boolean flag(String name) throws ReportException {
    String value = text(name);
    return switch (value) {
      case "1", "t", "T", "TRUE", "true", "True" -> true;
      case "", "0", "f", "F", "FALSE", "false", "False" -> false;
      default -> throw undecodable("boolean", name, value);
    };
  }

  int number(String name) throws ReportException {
    String value = text(name);
    if (value.isEmpty()) {
      return 0;
    }
    try {
      return Math.clamp(Long.parseLong(value), Integer.MIN_VALUE, Integer.MAX_VALUE);
    } catch (NumberFormatException e) {
      throw undecodable("int", name, value);
    }
  }

  long unsigned(String name) throws ReportException {
    String value = text(name);
    if (value.isEmpty()) {
      return 0;
    }
    try {
      return Long.parseUnsignedLong(value);
    } catch (NumberFormatException e) {
      throw undecodable("uint64", name, value);
    }
  }

  private static ReportException undecodable(String type, String name, String value) {
    return new ReportException(
        "Error decoding " + type + " for '" + name + "': invalid value \"" + shown(value) + "\"");
  }

  /** A value as it may stand in an answer of one line. */
  static String shown(String value) {
    return value.replaceAll("\\p{Cntrl}", "?");
  }
}

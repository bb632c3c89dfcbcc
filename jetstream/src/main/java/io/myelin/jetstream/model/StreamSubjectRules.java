package io.myelin.jetstream.model;

import io.myelin.protocol.Subjects;
import java.util.List;

/** Which subjects a stream may capture (STR-240 to STR-243). */
final class StreamSubjectRules {
  private static final List<String> API = List.of("$JS.>", "$JSC.>", "$NRG.>");
  private static final String EVENTS = "$JS.EVENT.>";
  private static final String SYSTEM = "$SYS.>";
  private static final String SYSTEM_ACCOUNT = "$SYS.ACCOUNT.>";
  private static final String ALL = ">";

  private StreamSubjectRules() {}

  /**
   * Checks the subjects of a normalised configuration.
   *
   * @throws ApiException 10052
   */
  static void check(StreamConfig config) {
    List<String> subjects = config.subjects();
    for (int i = 0; i < subjects.size(); i++) {
      String subject = subjects.get(i);
      if (!Subjects.isValidPattern(subject)) {
        throw StreamConfigRules.invalid("invalid subject");
      }
      for (String before : subjects.subList(0, i)) {
        if (Subjects.collide(before, subject)) {
          throw StreamConfigRules.invalid(
              "subject \"" + before + "\" overlaps with \"" + subject + "\"");
        }
      }
      checkReserved(subject, config);
    }
  }

  private static void checkReserved(String subject, StreamConfig config) {
    if (subject.equals(ALL)) {
      if (!config.noAck()) {
        throw StreamConfigRules.invalid("capturing all subjects requires no-ack to be true");
      }
      if (config.replicas() > 1) {
        throw StreamConfigRules.invalid("capturing all subjects requires replicas of 1");
      }
    }
    if (config.noAck()) {
      return;
    }
    boolean meetsApi = API.stream().anyMatch(api -> Subjects.collide(subject, api));
    if (meetsApi && !Subjects.isSubsetOf(subject, EVENTS)) {
      throw StreamConfigRules.invalid(
          "subjects that overlap with jetstream api require no-ack to be true");
    }
    if (Subjects.collide(subject, SYSTEM) && !Subjects.isSubsetOf(subject, SYSTEM_ACCOUNT)) {
      throw StreamConfigRules.invalid(
          "subjects that overlap with system api require no-ack to be true");
    }
  }
}

package io.myelin.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a user may publish and subscribe to (CORE-708).
 *
 * @param publish rules for publishing, empty for no restriction; with {@code responses} and no list
 *     of its own it is a rule that allows nothing
 * @param subscribe rules for subscribing, empty for no restriction; entries may be {@code "subject
 *     queue"}
 * @param responses whether and how the user may answer to reply subjects of messages it received
 */
public record PermissionsOptions(
    Optional<SubjectRules> publish,
    Optional<SubjectRules> subscribe,
    Optional<ResponseRules> responses) {

  /**
   * Allowed and denied subjects.
   *
   * @param allow allowed patterns; absent allows everything, present but empty allows nothing
   * @param deny denied patterns, which win over allowed ones
   */
  public record SubjectRules(Optional<List<String>> allow, List<String> deny) {}

  /**
   * The permission to answer.
   *
   * @param maxMessages how many answers one request may get, negative for no limit
   * @param expires for how long after the request, negative for no limit
   */
  public record ResponseRules(int maxMessages, Duration expires) {
    /** One answer within two minutes. */
    public static final ResponseRules DEFAULT = new ResponseRules(1, Duration.ofMinutes(2));
  }
}

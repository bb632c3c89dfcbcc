package io.myelin.jetstream.model;

/** Which start positions go with which deliver policy (CON-133). */
final class StartRules {
  private StartRules() {}

  /**
   * Checks deliver policy, start and filters against each other.
   *
   * @throws ApiException 10094
   */
  static void check(ConsumerConfig config) {
    boolean hasSequence = config.optStartSeq() != 0;
    boolean hasTime = config.optStartTime().isPresent();
    switch (config.deliverPolicy()) {
      case ALL -> refuseStart("all", hasSequence, hasTime);
      case LAST -> refuseStart("last", hasSequence, hasTime);
      case NEW -> refuseStart("new", hasSequence, hasTime);
      case LAST_PER_SUBJECT -> {
        refuseStart("last per subject", hasSequence, hasTime);
        if (config.filters().isEmpty()) {
          throw missing("last per subject", "filter subject");
        }
      }
      case BY_START_SEQUENCE -> {
        if (!hasSequence) {
          throw missing("by start sequence", "start sequence");
        }
        if (hasTime) {
          throw alsoSet("by start sequence", "time");
        }
      }
      case BY_START_TIME -> {
        if (!hasTime) {
          throw missing("by start time", "start time");
        }
        if (hasSequence) {
          throw alsoSet("by start time", "start sequence");
        }
      }
    }
  }

  private static void refuseStart(String policy, boolean hasSequence, boolean hasTime) {
    if (hasSequence) {
      throw alsoSet(policy, "sequence");
    }
    if (hasTime) {
      throw alsoSet(policy, "time");
    }
  }

  private static ApiException alsoSet(String policy, String what) {
    return error(policy, "start " + what + " is also set");
  }

  private static ApiException missing(String policy, String what) {
    return error(policy, what + " is not set");
  }

  private static ApiException error(String policy, String rest) {
    return ApiErrors.CONSUMER_INVALID_POLICY
        .of("consumer delivery policy is deliver " + policy + ", but optional " + rest)
        .exception();
  }
}

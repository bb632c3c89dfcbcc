package io.myelin.config;

import static io.myelin.config.OptionTypes.INT;
import static io.myelin.config.OptionTypes.STRICT_DURATION;

import java.time.Duration;
import java.util.List;

/** Keys of a permissions map (CORE-708). */
final class PermissionsKeys {
  static final Block BLOCK =
      Block.named("permissions").sayingUnknown("Unknown field \"", "\" parsing permissions");

  static final Block SUBJECT_RULES =
      Block.named("permissions.publish")
          .sayingUnknown(
              "Unknown field name \"",
              "\" parsing subject permissions, only 'allow' or 'deny' are permitted");

  static final Block SUBSCRIBE_RULES =
      Block.named("permissions.subscribe")
          .sayingUnknown(
              "Unknown field name \"",
              "\" parsing subject permissions, only 'allow' or 'deny' are permitted");

  static final Block RESPONSES =
      Block.named("permissions.allow_responses")
          .sayingUnknown("Unknown field \"", "\" parsing permissions");

  static final Option<List<String>> PUBLISH_ALLOW = subjects(SUBJECT_RULES, "allow", false);
  static final Option<List<String>> PUBLISH_DENY = subjects(SUBJECT_RULES, "deny", false);
  static final Option<List<String>> SUBSCRIBE_ALLOW = subjects(SUBSCRIBE_RULES, "allow", true);
  static final Option<List<String>> SUBSCRIBE_DENY = subjects(SUBSCRIBE_RULES, "deny", true);

  static final Option<PermissionsOptions.SubjectRules> PUBLISH =
      BLOCK
          .key("publish", new SubjectRulesType(SUBJECT_RULES, PUBLISH_ALLOW, PUBLISH_DENY))
          .aliases("pub", "import")
          .reloadable()
          .doc("Subjects to publish to: one, a list, or a map of `allow` and `deny`.")
          .declare();

  static final Option<PermissionsOptions.SubjectRules> SUBSCRIBE =
      BLOCK
          .key("subscribe", new SubjectRulesType(SUBSCRIBE_RULES, SUBSCRIBE_ALLOW, SUBSCRIBE_DENY))
          .aliases("sub", "export")
          .reloadable()
          .doc("Subjects to subscribe to, likewise; an entry may be `\"subject queue\"`.")
          .declare();

  static final Option<Integer> MAX_RESPONSES =
      RESPONSES
          .key("max", INT)
          .aliases("max_msgs", "max_messages", "max_responses")
          .defaultForZero(1)
          .reloadable()
          .doc("Answers to one request; negative is no limit.")
          .declare();

  static final Option<Duration> EXPIRES =
      RESPONSES
          .key("expires", STRICT_DURATION)
          .aliases("expiration", "ttl")
          .defaultForZero(Duration.ofMinutes(2))
          .reloadable()
          .doc("How long a request may be answered; negative is no limit.")
          .declare();

  static final Option<PermissionsOptions.ResponseRules> ALLOW_RESPONSES =
      BLOCK
          .key("allow_responses", new ResponseRulesType())
          .aliases("publish_allow_responses")
          .reloadable()
          .doc("Let the user answer the requests that it receives: a boolean or a map.")
          .declare();

  private PermissionsKeys() {}

  private static Option<List<String>> subjects(Block block, String key, boolean queueAllowed) {
    return block
        .key(key, new SubjectsType(queueAllowed))
        .reloadable()
        .doc(key.equals("allow") ? "Allowed subjects." : "Denied subjects.")
        .declare();
  }
}

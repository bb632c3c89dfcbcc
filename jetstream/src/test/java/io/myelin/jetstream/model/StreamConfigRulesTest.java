package io.myelin.jetstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members are those of a create request; {@code 'name'} and a subject are added. */
class StreamConfigRulesTest {
  @ParameterizedTest(name = "{0} -> {1} {2}")
  @DisplayName("STR-200..243 what cannot be configured, with the reference's codes and texts")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{`max_age`:-2}|10052|max age can not be negative",
        "{`max_age`:50}|10052|max age needs to be >= 100ms",
        "{`duplicate_window`:1}|10052|duplicates window needs to be >= 100ms",
        "{`duplicate_window`:-1}|10052|duplicates window can not be negative",
        "{`max_age`:1000000000,`duplicate_window`:2000000000}|10052|duplicates window can not be larger then max age",
        "{`num_replicas`:6}|10052|maximum replicas is 5",
        "{`num_replicas`:-1}|10133|replicas count cannot be negative",
        "{`num_replicas`:3}|10074|replicas > 1 not supported in non-clustered mode",
        "{`discard_new_per_subject`:true}|10052|discard new per subject requires discard new policy to be set",
        "{`discard_new_per_subject`:true,`discard`:`new`}|10052|discard new per subject requires max msgs per subject > 0",
        "{`subjects`:[`a..b`]}|10052|invalid subject",
        "{`subjects`:[``]}|10052|invalid subject",
        "{`subjects`:[`q`,`q`]}|10052|subject `q` overlaps with `q`",
        "{`subjects`:[`q.*`,`q.x`]}|10052|subject `q.*` overlaps with `q.x`",
        "{`subjects`:[`>`]}|10052|capturing all subjects requires no-ack to be true",
        "{`subjects`:[`>`],`no_ack`:true,`num_replicas`:3}|10052|capturing all subjects requires replicas of 1",
        "{`subjects`:[`$JS.>`]}|10052|subjects that overlap with jetstream api require no-ack to be true",
        "{`subjects`:[`*.33`]}|10052|subjects that overlap with jetstream api require no-ack to be true",
        "{`subjects`:[`$SYS.>`]}|10052|subjects that overlap with system api require no-ack to be true",
        "{`deny_purge`:true,`allow_rollup_hdrs`:true}|10052|roll-ups require the purge permission",
        "{`subject_delete_marker_ttl`:5}|10052|subject delete marker TTL must be at least 1 second",
        "{`subject_delete_marker_ttl`:-5}|10052|subject delete marker TTL must not be negative",
        "{`allow_msg_counter`:true,`discard`:`new`}|10052|counter stream cannot use discard new",
        "{`allow_msg_counter`:true,`allow_msg_ttl`:true}|10052|counter stream cannot use message TTLs",
        "{`allow_msg_counter`:true,`allow_msg_schedules`:true}|10052|counter stream cannot use message schedules",
        "{`allow_msg_counter`:true,`retention`:`interest`}|10052|counter stream can only use limits retention",
        "{`allow_msg_schedules`:true,`discard`:`new`}|10052|message scheduling cannot use discard new",
        "{`allow_msg_schedules`:true,`sources`:[{`name`:`x`}]}|10187|stream source can not also schedule messages",
        "{`persist_mode`:`async`,`storage`:`memory`}|10052|async persist mode is only supported on file storage",
        "{`persist_mode`:`async`,`num_replicas`:3}|10052|async persist mode is not supported on replicated streams",
        "{`persist_mode`:`async`,`allow_atomic`:true}|10052|async persist mode is not supported with atomic batch publish",
        "{`placement`:{`preferred`:`x`}}|10052|preferred server not permitted in placement",
        "{`republish`:{`src`:`a.*`,`dest`:`r.>`}}|10052|stream configuration for republish with transform from 'a.*' to 'r.>' not valid",
        "{`subjects`:[`RP.>`],`republish`:{`src`:`>`,`dest`:`RP.x`}}|10052|stream configuration for republish destination forms a cycle",
        "{`subjects`:[`RP.>`],`republish`:{`src`:`>`,`dest`:`>`}}|10052|stream configuration for republish destination forms a cycle",
        "{`subject_transform`:{`src`:`a b`,`dest`:`x`}}|10155|stream transform source: invalid subject a b",
        "{`subject_transform`:{`src`:`a.*`,`dest`:`x.$2`}}|10156|stream transform: invalid mapping destination: wildcard index out of range in $2: [2]",
        "{`subject_transform`:{`src`:`a.*`,`dest`:`x.>`}}|10156|stream transform: invalid subject"
      })
  void refused(String json, int errCode, String text) {
    assertRefused(json, false, errCode, text);
  }

  @ParameterizedTest(name = "{0} -> {1} {2}")
  @DisplayName("STR-238 a pedantic request is refused where another one is corrected")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{`max_msgs`:-2}|10157|pedantic mode: max_msgs must be set to -1",
        "{`max_msgs_per_subject`:-2}|10157|pedantic mode: max_msgs_per_subject must be set to -1",
        "{`max_bytes`:-2}|10157|pedantic mode: max_bytes must be set to -1",
        "{`max_msg_size`:-2}|10157|pedantic mode: max_msg_size must be set to -1",
        "{`max_consumers`:-2}|10157|pedantic mode: max_consumers must be set to -1",
        "{`max_age`:1000000000}|10157|pedantic mode: duplicate window cannot be bigger than max age",
        "{`republish`:{`dest`:`r.>`}}|10157|pedantic mode: republish source can not be empty",
        "{`subject_delete_marker_ttl`:1000000000}|10052|subject delete marker cannot be set if message TTLs are disabled",
        "{`subject_delete_marker_ttl`:1000000000,`allow_msg_ttl`:true}|10052|subject delete marker cannot be set if roll-ups are disabled",
        "{`subject_delete_marker_ttl`:1000000000,`allow_msg_ttl`:true,`allow_rollup_hdrs`:true,`deny_purge`:true}|10052|roll-ups require the purge permission",
        "{`allow_msg_schedules`:true}|10052|message scheduling cannot be set if roll-ups are disabled"
      })
  void pedantic(String json, int errCode, String text) {
    assertRefused(json, true, errCode, text);
    if (!json.contains("deny_purge")) {
      assertThat(StreamConfigRules.normalise(config(json), false, ServerLimits.NONE)).isNotNull();
    }
  }

  @ParameterizedTest(name = "{0} -> mirror {1} {2}, source {3} {4}")
  @DisplayName("STR-470..472 origins that cannot be")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{`name`:`a.b`}|10142|mirrored stream name is invalid|10141|sourced stream name is invalid",
        "{`name`:`M`,`filter_subject`:`a b`}|10049|subject filter 'a b' for the mirror invalid subject|10049|subject filter 'a b' for the source: invalid subject",
        "{`name`:`M`,`filter_subject`:`a`,`subject_transforms`:[{`src`:`a`,`dest`:`b`}]}|10150|mirror with multiple subject transforms cannot also have a single subject filter|10144|source with multiple subject transforms cannot also have a single subject filter",
        "{`name`:`M`,`subject_transforms`:[{`src`:`a b`,`dest`:`b`}]}|10151|mirror transform source: invalid subject a b|10145|source transform source: invalid subject a b",
        "{`name`:`M`,`subject_transforms`:[{`src`:`a.*`,`dest`:`b.$2`}]}|10154|mirror transform: invalid mapping destination: wildcard index out of range in $2: [2]|10146|source transform: invalid mapping destination: wildcard index out of range in $2: [2]",
        "{`name`:`M`,`subject_transforms`:[{`src`:`a.*`},{`src`:`a.b`}]}|10152|mirror subject filters can not overlap|10147|source filters can not overlap",
        "{`name`:`M`,`external`:{`api`:`a.*`,`deliver`:`b`}}|10052|stream external api prefix `a.*` must be a valid subject without wildcards|10052|stream external api prefix `a.*` must be a valid subject without wildcards",
        "{`name`:`M`,`external`:{`api`:`$JS.API`,`deliver`:`b`}}|10021|stream external api prefix $JS.API must not overlap with $JS.API|10021|stream external api prefix $JS.API must not overlap with $JS.API",
        "{`name`:`M`,`external`:{`api`:`x`,`deliver`:`b.*`}}|10024|stream external delivery prefix b.* must not contain wildcards|10024|stream external delivery prefix b.* must not contain wildcards",
        "{`name`:`M`,`consumer`:{`name`:`a.b`,`deliver_subject`:`x`}}|10213|stream mirror consumer config is invalid|10215|stream source consumer config is invalid",
        "{`name`:`M`,`consumer`:{`name`:`d`,`deliver_subject`:`x.*`}}|10213|stream mirror consumer config is invalid|10215|stream source consumer config is invalid",
        "{`name`:`M`,`consumer`:{`name`:`d`,`deliver_subject`:`x`},`opt_start_seq`:4}|10213|stream mirror consumer config is invalid|10215|stream source consumer config is invalid",
        "{`name`:`M`,`consumer`:{}}|10213|stream mirror consumer config is invalid|10215|stream source consumer config is invalid"
      })
  void origins(
      String origin, int mirrorCode, String mirrorText, int sourceCode, String sourceText) {
    assertRefused("{`mirror`:" + origin + "}", false, mirrorCode, mirrorText);
    assertRefused("{`sources`:[" + origin + "]}", false, sourceCode, sourceText);
  }

  @ParameterizedTest(name = "{0} -> {1} {2}")
  @DisplayName("STR-217 what a mirror cannot have besides")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "`subjects`:[`mm`]|10034|stream mirrors can not contain subjects",
        "`sources`:[{`name`:`x`}]|10031|stream mirrors can not also contain other sources",
        "`first_seq`:5|10143|stream mirrors can not have first sequence configured",
        "`allow_msg_counter`:true|10173|stream mirrors can not also calculate counters",
        "`allow_atomic`:true|10198|stream mirrors can not also use atomic publishing",
        "`allow_batched`:true|10209|stream mirrors can not also use batch publishing",
        "`allow_msg_schedules`:true|10186|stream mirrors can not also schedule messages",
        "`subject_delete_marker_ttl`:1000000000|10052|subject delete markers forbidden on mirrors"
      })
  void mirrors(String member, int errCode, String text) {
    assertRefused("{`mirror`:{`name`:`O`}," + member + "}", false, errCode, text);
  }

  @Test
  @DisplayName("STR-470, STR-472 the same source, or its durable, twice")
  void duplicateSources() {
    assertRefused(
        "{`sources`:[{`name`:`x`},{`name`:`x`}]}",
        false,
        10140,
        "duplicate source configuration detected");
    String durable = "`consumer`:{`name`:`d`,`deliver_subject`:`x`}";
    assertRefused(
        "{`sources`:[{`name`:`x`,"
            + durable
            + "},{`name`:`x`,"
            + durable
            + ",`subject_transforms`:[{`src`:`a`,`dest`:`b`}]}]}",
        false,
        10216,
        "duplicate stream source consumer detected");
    assertThat(normalised("{`sources`:[{`name`:`x`},{`name`:`x`,`filter_subject`:`a`}]}").sources())
        .hasSize(2);
  }

  @Test
  @DisplayName("STR-204..215 the defaults of an ordinary stream")
  void defaults() {
    StreamConfig config =
        StreamConfigRules.normalise(StreamConfig.named("ORDERS").build(), false, ServerLimits.NONE);
    assertThat(new String(config.toJson(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"name\":\"ORDERS\",\"subjects\":[\"ORDERS\"],\"retention\":\"limits\","
                + "\"max_consumers\":-1,\"max_msgs\":-1,\"max_bytes\":-1,\"max_age\":0,"
                + "\"max_msgs_per_subject\":-1,\"max_msg_size\":-1,\"discard\":\"old\","
                + "\"storage\":\"file\",\"num_replicas\":1,\"duplicate_window\":120000000000,"
                + "\"compression\":\"none\",\"allow_direct\":false,\"mirror_direct\":false,"
                + "\"sealed\":false,\"deny_delete\":false,\"deny_purge\":false,"
                + "\"allow_rollup_hdrs\":false,\"consumer_limits\":{},\"allow_msg_ttl\":false}");
  }

  @Test
  @DisplayName(
      "STR-215 the dedupe window follows max age and the server's cap; mirrors and sources have none")
  void windows() {
    assertThat(normalised("{`max_age`:1000000000}").duplicateWindowNanos()).isEqualTo(1000000000L);
    assertThat(normalised("{`mirror`:{`name`:`x`}}").duplicateWindowNanos()).isZero();
    assertThat(normalised("{`sources`:[{`name`:`x`}]}").duplicateWindowNanos()).isZero();
    ServerLimits capped = new ServerLimits(60_000_000_000L, 0, 0, 0, false);
    StreamConfig config = config("{}");
    assertThat(StreamConfigRules.normalise(config, false, capped).duplicateWindowNanos())
        .isEqualTo(60_000_000_000L);
    assertThatThrownBy(() -> StreamConfigRules.normalise(config, true, capped))
        .hasMessageContaining("duplicate window limits are higher than current limits");
    assertThatThrownBy(
            () ->
                StreamConfigRules.normalise(
                    config("{`duplicate_window`:90000000000}"), false, capped))
        .hasMessageContaining("can not be larger then server limit of 1m0s");
  }

  @Test
  @DisplayName("STR-232, STR-235 delete markers and schedules switch on what they need")
  void switchedOn() {
    StreamConfig markers = normalised("{`subject_delete_marker_ttl`:1500000000,`deny_purge`:true}");
    assertThat(markers.allowMessageTtl()).isTrue();
    assertThat(markers.allowRollup()).isTrue();
    assertThat(markers.denyPurge()).isFalse();
    StreamConfig schedules = normalised("{`allow_msg_schedules`:true,`deny_purge`:true}");
    assertThat(schedules.allowRollup()).isTrue();
    assertThat(schedules.denyPurge()).isFalse();
  }

  @Test
  @DisplayName("STR-216, STR-222 empty placement is dropped, an empty republish source is filled")
  void corrected() {
    assertThat(normalised("{`placement`:{}}").placement()).isEmpty();
    assertThat(normalised("{`republish`:{`dest`:`r.>`}}").republish())
        .contains(new Republish(">", "r.>", false));
    assertThat(
            normalised(
                    "{`subjects`:[`RT.>`],`subject_transform`:{`src`:`RT.>`,`dest`:`RTT.>`},"
                        + "`republish`:{`src`:`>`,`dest`:`>`}}")
                .republish())
        .contains(new Republish("RTT.>", "RTT.>", false));
  }

  @Test
  @DisplayName("STR-122 equal after normalisation, whatever the version metadata")
  void same() {
    StreamConfig one = normalised("{`max_msgs`:0,`metadata`:{`a`:`b`}}");
    StreamConfig two =
        normalised("{`max_msgs`:-1,`duplicate_window`:120000000000,`metadata`:{`a`:`b`}}");
    VersionMetadata versions = new VersionMetadata("2.14.5", 4);
    assertThat(StreamConfigRules.isSame(one, versions.shown(VersionMetadata.stored(two)))).isTrue();
    assertThat(StreamConfigRules.isSame(one, normalised("{`max_msgs`:5}"))).isFalse();
  }

  @Test
  @DisplayName("STR-121 the checks that come first")
  void createChecks() {
    assertThat(refusal(() -> StreamConfigRules.checkCreate("A", StreamConfig.named("B").build())))
        .isEqualTo(ApiErrors.STREAM_MISMATCH.error());
    assertThat(
            refusal(() -> StreamConfigRules.checkCreate("a/b", StreamConfig.named("a/b").build())))
        .isEqualTo(ApiErrors.STREAM_NAME_CONTAINS_PATH_SEPARATORS.error());
    assertThat(
            refusal(
                    () ->
                        StreamConfigRules.checkCreate(
                            "A", StreamConfig.named("A").sealed(true).build()))
                .description())
        .isEqualTo("stream configuration for create can not be sealed");
    assertThat(
            refusal(
                    () ->
                        StreamConfigRules.checkCreate(
                            "A", StreamConfig.named("A").mirrorDirect(true).build()))
                .description())
        .isEqualTo("stream has no mirror but does have mirror direct");
  }

  @ParameterizedTest(name = "{0} + {1} -> {2} {3}")
  @DisplayName("STR-251, STR-252 what an update cannot change")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|{`storage`:`memory`}|10052|stream configuration update can not change storage type",
        "{}|{`retention`:`workqueue`}|10052|stream configuration update can not change retention policy to/from workqueue",
        "{`retention`:`workqueue`}|{}|10052|stream configuration update can not change retention policy to/from workqueue",
        "{`deny_delete`:true}|{}|10052|stream configuration update can not cancel deny message deletes",
        "{`deny_purge`:true}|{}|10052|stream configuration update can not cancel deny purge",
        "{`sealed`:true}|{}|10052|stream configuration update can not unseal a sealed stream",
        "{}|{`allow_msg_counter`:true}|10052|stream configuration update can not change message counter setting",
        "{}|{`persist_mode`:`async`}|10052|stream configuration update can not change persist mode",
        "{`allow_msg_ttl`:true}|{}|10052|message TTL status can not be disabled",
        "{`allow_msg_schedules`:true}|{}|10052|message schedules can not be disabled",
        "{}|{`mirror`:{`name`:`q`}}|10055|stream mirror configuration can not be updated",
        "{`mirror`:{`name`:`q`}}|{`mirror`:{`name`:`r`}}|10055|stream mirror configuration can not be updated",
        "{}|{`name`:`other`}|10052|stream configuration name must match original"
      })
  void updates(String before, String after, int errCode, String text) {
    ApiError error = refusal(() -> StreamUpdateRules.apply(normalised(before), normalised(after)));
    assertThat(error.errCode()).isEqualTo(errCode);
    assertThat(error.description()).isEqualTo(text);
  }

  @Test
  @DisplayName("STR-250, STR-252, STR-256 what an update can change; sealing forces the rest")
  void allowedUpdates() {
    StreamConfig mirror = normalised("{`mirror`:{`name`:`q`}}");
    assertThat(StreamUpdateRules.apply(mirror, normalised("{}")).isMirror()).isFalse();
    StreamConfig sealed =
        StreamUpdateRules.apply(
            normalised("{`max_age`:10000000000,`allow_rollup_hdrs`:true}"),
            normalised("{`max_age`:10000000000,`allow_rollup_hdrs`:true,`sealed`:true}"));
    assertThat(sealed.maxAgeNanos()).isZero();
    assertThat(sealed.discard()).isEqualTo(DiscardPolicy.NEW);
    assertThat(sealed.denyDelete()).isTrue();
    assertThat(sealed.denyPurge()).isTrue();
    assertThat(sealed.allowRollup()).isFalse();
    assertThat(sealed.duplicateWindowNanos()).isEqualTo(10_000_000_000L);
    ApiError again = refusal(() -> StreamUpdateRules.apply(sealed, normalised("{`sealed`:true}")));
    assertThat(again.description())
        .isEqualTo("stream configuration update can not cancel deny message deletes");
  }

  @ParameterizedTest
  @DisplayName("STR-068 the API level that a configuration needs")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|0",
        "{`allow_msg_ttl`:true}|1",
        "{`subject_delete_marker_ttl`:1000000000}|1",
        "{`allow_msg_counter`:true}|2",
        "{`allow_atomic`:true}|2",
        "{`allow_msg_schedules`:true}|2",
        "{`persist_mode`:`async`}|2",
        "{`allow_batched`:true,`allow_atomic`:true}|4"
      })
  void levels(String json, String level) {
    StreamConfig stored =
        VersionMetadata.stored(
            config(json).toBuilder()
                .metadata(Map.of("k", "v", "_nats.ver", "9", "_nats.req.level", "77"))
                .build());
    assertThat(stored.metadata()).containsOnly(entry("k", "v"), entry("_nats.req.level", level));
    assertThat(new VersionMetadata("2.14.5", 4).shown(stored).metadata())
        .containsEntry("_nats.ver", "2.14.5")
        .containsEntry("_nats.level", "4")
        .containsEntry("_nats.req.level", level);
  }

  private static void assertRefused(String json, boolean pedantic, int errCode, String text) {
    ApiError error =
        refusal(() -> StreamConfigRules.normalise(config(json), pedantic, ServerLimits.NONE));
    assertThat(error.errCode()).as(json).isEqualTo(errCode);
    assertThat(error.description()).as(json).isEqualTo(text.replace('`', '"'));
  }

  private static ApiError refusal(ThrowingCallable call) {
    ApiException refusal = catchThrowableOfType(ApiException.class, call);
    assertThat(refusal).isNotNull();
    return refusal.error();
  }

  private static StreamConfig normalised(String json) {
    return StreamConfigRules.normalise(config(json), false, ServerLimits.NONE);
  }

  private static StreamConfig config(String json) {
    StreamConfig config =
        StreamRequests.configure(json.replace('`', '"').getBytes(StandardCharsets.UTF_8), true)
            .config();
    StreamConfigBuilder out = config.toBuilder();
    if (config.name().isEmpty()) {
      out.name("T");
    }
    if (config.subjects().isEmpty() && !config.isMirror() && !json.contains("subjects")) {
      out.subjects(List.of("t.>"));
    }
    return out.build();
  }
}

package io.myelin.jetstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsumerConfigRulesTest {
  private static final StreamConfig STREAM = stream("{`name`:`S`,`subjects`:[`s.>`]}");
  private static final StreamConfig QUEUE =
      stream("{`name`:`W`,`subjects`:[`w.>`],`retention`:`workqueue`}");
  private static final StreamConfig LIMITED =
      stream(
          "{`name`:`L`,`subjects`:[`l.>`],"
              + "`consumer_limits`:{`max_ack_pending`:5,`inactive_threshold`:10000000000}}");

  @ParameterizedTest(name = "{0} -> {1} {2}")
  @DisplayName("CON-120..137 what cannot be configured, with the reference's codes and texts")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{`name`:`a*b`}|10052|consumer name can not contain '.', '*', '>', '\\', '/'",
        "{`name`:`x`,`durable_name`:`a b`}|10052|consumer durable name can not contain '.', '*', '>', '\\', '/'",
        "{`num_replicas`:2}|10074|replicas > 1 not supported in non-clustered mode",
        "{`num_replicas`:-1}|10133|replicas count cannot be negative",
        "{`backoff`:[-1],`ack_policy`:`explicit`}|10184|consumer backoff needs to be positive",
        "{`ack_wait`:-1}|10183|consumer ack wait needs to be positive",
        "{`ack_policy`:`flow_control`}|10218|flow control ack policy requires a push based consumer",
        "{`ack_policy`:`flow_control`,`deliver_subject`:`d`,`max_ack_pending`:-1}|10220|flow control ack policy requires max ack pending",
        "{`ack_policy`:`flow_control`,`deliver_subject`:`d`,`ack_wait`:5}|10221|flow control ack policy requires unset ack wait",
        "{`ack_policy`:`flow_control`,`deliver_subject`:`d`,`backoff`:[5]}|10221|flow control ack policy requires unset ack wait",
        "{`ack_policy`:`flow_control`,`deliver_subject`:`d`,`max_deliver`:5}|10222|flow control ack policy requires unset max deliver",
        "{`ack_policy`:`explicit`,`backoff`:[1,2,3],`max_deliver`:2}|10116|max deliver is required to be > length of backoff values",
        "{`deliver_subject`:`a.*`}|10079|consumer deliver subject has wildcards",
        "{`deliver_subject`:`a..b`}|10112|invalid push consumer deliver subject",
        "{`deliver_subject`:`s.x`}|10081|consumer deliver subject forms a cycle",
        "{`deliver_subject`:`d`,`max_waiting`:5}|10080|consumer in push mode can not set max waiting",
        "{`deliver_subject`:`d`,`max_ack_pending`:5}|10082|consumer requires ack policy for max ack pending",
        "{`deliver_subject`:`d`,`idle_heartbeat`:5}|10083|consumer idle heartbeat needs to be >= 100ms",
        "{`rate_limit_bps`:5}|10086|consumer in pull mode can not have rate limit set",
        "{`idle_heartbeat`:1000000000}|10088|consumer idle heartbeat requires a push based consumer",
        "{`flow_control`:true}|10089|consumer flow control requires a push based consumer",
        "{`max_expires`:5}|10115|consumer max request expires needs to be >= 1ms",
        "{`direct`:true}|10090|consumer direct requires a push based consumer",
        "{`direct`:true,`durable_name`:`x`,`deliver_subject`:`d`}|10091|consumer direct requires an ephemeral consumer",
        "{`filter_subject`:`a`,`filter_subjects`:[`b`]}|10136|consumer cannot have both FilterSubject and FilterSubjects specified",
        "{`filter_subject`:`a..b`}|10052|invalid subject",
        "{`filter_subjects`:[`a`,``]}|10139|consumer filter in FilterSubjects cannot be empty",
        "{`filter_subjects`:[`a.*`,`a.b`]}|10138|consumer subject filters cannot overlap",
        "{`filter_subjects`:[`a`,`a`]}|10138|consumer subject filters cannot overlap",
        "{`opt_start_seq`:1}|10094|consumer delivery policy is deliver all, but optional start sequence is also set",
        "{`opt_start_time`:`0001-01-01T00:00:00Z`}|10094|consumer delivery policy is deliver all, but optional start time is also set",
        "{`deliver_policy`:`last`,`opt_start_seq`:1}|10094|consumer delivery policy is deliver last, but optional start sequence is also set",
        "{`deliver_policy`:`new`,`opt_start_time`:`2020-01-01T00:00:00Z`}|10094|consumer delivery policy is deliver new, but optional start time is also set",
        "{`deliver_policy`:`last_per_subject`,`opt_start_seq`:1,`filter_subject`:`s.>`}|10094|consumer delivery policy is deliver last per subject, but optional start sequence is also set",
        "{`deliver_policy`:`last_per_subject`}|10094|consumer delivery policy is deliver last per subject, but optional filter subject is not set",
        "{`deliver_policy`:`by_start_sequence`}|10094|consumer delivery policy is deliver by start sequence, but optional start sequence is not set",
        "{`deliver_policy`:`by_start_sequence`,`opt_start_seq`:1,`opt_start_time`:`2020-01-01T00:00:00Z`}|10094|consumer delivery policy is deliver by start sequence, but optional start time is also set",
        "{`deliver_policy`:`by_start_time`}|10094|consumer delivery policy is deliver by start time, but optional start time is not set",
        "{`deliver_policy`:`by_start_time`,`opt_start_seq`:1,`opt_start_time`:`2020-01-01T00:00:00Z`}|10094|consumer delivery policy is deliver by start time, but optional start start sequence is also set",
        "{`deliver_subject`:`d`,`flow_control`:true}|10108|consumer with flow control also needs heartbeats",
        "{`name`:`x`,`durable_name`:`y`}|10132|Consumer Durable and Name have to be equal if both are provided",
        "{`deliver_subject`:`d`,`priority_policy`:`overflow`,`priority_groups`:[`a`]}|10178|priority groups can not be used with push consumers",
        "{`priority_policy`:`overflow`}|10159|Setting PriorityPolicy requires at least one PriorityGroup to be set",
        "{`priority_policy`:`overflow`,`priority_groups`:[``]}|10161|Group name cannot be an empty string",
        "{`priority_policy`:`overflow`,`priority_groups`:[`a b`]}|10162|Valid priority group name must match A-Z, a-z, 0-9, -_/=)+ and may not exceed 16 characters",
        "{`priority_policy`:`overflow`,`priority_groups`:[`abcdefghijklmnopq`]}|10162|Valid priority group name must match A-Z, a-z, 0-9, -_/=)+ and may not exceed 16 characters",
        "{`priority_groups`:[`a`]}|10196|consumer can not have priority groups when policy is none",
        "{`priority_timeout`:1000000000}|10197|PinnedTTL cannot be set when PriorityPolicy is none",
        "{`sample_freq`:`x`}|10095|failed to parse consumer sampling configuration: strconv.Atoi: parsing `x`: invalid syntax",
        "{`sample_freq`:`-5`}|10095|failed to parse consumer sampling configuration: <nil>",
        "{`sample_freq`:`5%%`}|10095|failed to parse consumer sampling configuration: strconv.Atoi: parsing `5%`: invalid syntax"
      })
  void refused(String json, int errCode, String text) {
    assertRefused(json, STREAM, false, errCode, text);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @DisplayName("CON-095 a pedantic request is refused where another one is corrected")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{`max_deliver`:-3}|max_deliver must be set to -1",
        "{`max_waiting`:-1}|max_waiting must not be negative",
        "{`max_ack_pending`:-5,`ack_policy`:`explicit`}|max_ack_pending must be set to -1",
        "{`max_batch`:-1}|max_batch must not be negative",
        "{`max_expires`:-1}|max_expires must not be negative",
        "{`max_bytes`:-1}|max_bytes must not be negative",
        "{`idle_heartbeat`:-1}|idle_heartbeat must not be negative",
        "{`inactive_threshold`:-1}|inactive_threshold must not be negative",
        "{`priority_timeout`:-1}|priority_timeout must not be negative",
        "{`backoff`:[5,6],`ack_policy`:`explicit`,`max_deliver`:3}|first backoff value has to equal batch AckWait"
      })
  void pedantic(String json, String text) {
    assertRefused(json, STREAM, true, 10157, "pedantic mode: " + text);
    assertThat(ConsumerConfigRules.normalise(config(json), STREAM, false, ServerLimits.NONE))
        .isNotNull();
  }

  @Test
  @DisplayName("CON-092, CON-093 limits of the stream fill what is unset and cap what is set")
  void streamLimits() {
    ConsumerConfig filled = normalised("{`ack_policy`:`explicit`}", LIMITED);
    assertThat(filled.maxAckPending()).isEqualTo(5);
    assertThat(filled.inactiveThresholdNanos()).isEqualTo(10_000_000_000L);
    assertThat(
            normalised("{`ack_policy`:`explicit`,`max_ack_pending`:-1}", LIMITED).maxAckPending())
        .isEqualTo(-1);
    assertThat(normalised("{`durable_name`:`d`}", LIMITED).inactiveThresholdNanos())
        .isEqualTo(10_000_000_000L);
    assertRefused(
        "{`ack_policy`:`explicit`}",
        LIMITED,
        true,
        10157,
        "pedantic mode: max_ack_pending must be set if it's configured in stream limits");
    assertRefused(
        "{`ack_policy`:`explicit`,`max_ack_pending`:5}",
        LIMITED,
        true,
        10157,
        "pedantic mode: inactive_threshold must be set if it's configured in stream limits");
    assertRefused(
        "{`ack_policy`:`explicit`,`max_ack_pending`:6}",
        LIMITED,
        false,
        10121,
        "consumer max ack pending exceeds system limit of 5");
    assertRefused(
        "{`inactive_threshold`:20000000000}",
        LIMITED,
        false,
        10153,
        "consumer inactive threshold exceeds system limit of 10s");
    assertRefused(
        "{`ack_policy`:`none`,`deliver_subject`:`q`}",
        LIMITED,
        false,
        10082,
        "consumer requires ack policy for max ack pending");
  }

  @Test
  @DisplayName("CON-092, CON-131 limits of the server")
  void serverLimits() {
    ServerLimits limits = new ServerLimits(0, 50, 20, 7, false);
    ConsumerConfig config =
        ConsumerConfigRules.normalise(config("{`ack_policy`:`all`}"), STREAM, false, limits);
    assertThat(config.maxAckPending()).isEqualTo(20);
    assertThat(config.maxRequestBatch()).isEqualTo(7);
    assertThat(
            refusal(
                    () ->
                        ConsumerConfigRules.normalise(
                            config("{`max_batch`:8}"), STREAM, false, limits))
                .description())
        .isEqualTo("consumer max request batch exceeds server limit of 7");
  }

  @Test
  @DisplayName("CON-067..096 the defaults")
  void defaults() {
    assertThat(json(normalised("{`name`:`C`}", STREAM)))
        .isEqualTo(
            "{\"name\":\"C\",\"deliver_policy\":\"all\",\"ack_policy\":\"none\",\"max_deliver\":-1,"
                + "\"replay_policy\":\"instant\",\"max_waiting\":512,"
                + "\"inactive_threshold\":5000000000,\"num_replicas\":0}");
    assertThat(json(normalised("{`name`:`C`,`durable_name`:`C`,`ack_policy`:`explicit`}", STREAM)))
        .isEqualTo(
            "{\"durable_name\":\"C\",\"name\":\"C\",\"deliver_policy\":\"all\","
                + "\"ack_policy\":\"explicit\",\"ack_wait\":30000000000,\"max_deliver\":-1,"
                + "\"replay_policy\":\"instant\",\"max_waiting\":512,\"max_ack_pending\":1000,"
                + "\"num_replicas\":0}");
    ConsumerConfig flowControl =
        normalised("{`ack_policy`:`flow_control`,`deliver_subject`:`d`}", STREAM);
    assertThat(flowControl.flowControl()).isTrue();
    assertThat(flowControl.idleHeartbeatNanos()).isEqualTo(1_000_000_000L);
    assertThat(flowControl.maxAckPending()).isEqualTo(1000);
    assertThat(flowControl.ackWaitNanos()).isZero();
    assertThat(
            normalised("{`priority_policy`:`pinned_client`,`priority_groups`:[`a`]}", STREAM)
                .priorityTimeoutNanos())
        .isEqualTo(120_000_000_000L);
    assertThat(
            normalised("{`ack_policy`:`explicit`,`backoff`:[5,6],`ack_wait`:1000000000}", STREAM)
                .ackWaitNanos())
        .isEqualTo(5);
  }

  @Test
  @DisplayName("CON-138 what work queues ask of their consumers")
  void workQueues() {
    assertRefused(
        "{}",
        QUEUE,
        false,
        10084,
        "consumer in pull mode requires explicit ack policy on workqueue stream");
    List<List<String>> others = List.of(List.of("w.a"));
    assertQueue("{`ack_policy`:`all`}", others, ApiErrors.CONSUMER_WQ_REQUIRES_EXPLICIT_ACK);
    assertQueue(
        "{`ack_policy`:`explicit`,`deliver_policy`:`new`}",
        others,
        ApiErrors.CONSUMER_WQ_CONSUMER_NOT_DELIVER_ALL);
    assertQueue("{`ack_policy`:`explicit`}", others, ApiErrors.CONSUMER_WQ_MULTIPLE_UNFILTERED);
    assertQueue(
        "{`ack_policy`:`explicit`,`filter_subject`:`w.*`}",
        others,
        ApiErrors.CONSUMER_WQ_CONSUMER_NOT_UNIQUE);
    assertQueue(
        "{`ack_policy`:`explicit`,`filter_subject`:`w.b`}",
        List.of(List.of()),
        ApiErrors.CONSUMER_WQ_CONSUMER_NOT_UNIQUE);
    WorkQueueRules.checkNew(
        normalised("{`ack_policy`:`explicit`,`filter_subject`:`w.b`}", QUEUE), others);
  }

  @ParameterizedTest(name = "{0} + {1} -> {2}")
  @DisplayName("CON-150 what an update cannot change")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|{`deliver_policy`:`new`}|deliver policy can not be updated",
        "{}|{`mem_storage`:true}|storage type can not be updated",
        "{`deliver_policy`:`by_start_sequence`,`opt_start_seq`:1}|{`deliver_policy`:`by_start_sequence`,`opt_start_seq`:2}|start sequence can not be updated",
        "{`deliver_policy`:`by_start_time`,`opt_start_time`:`2020-01-01T00:00:00Z`}|{`deliver_policy`:`by_start_time`,`opt_start_time`:`2021-01-01T00:00:00Z`}|start time can not be updated",
        "{}|{`ack_policy`:`all`}|ack policy can not be updated",
        "{}|{`replay_policy`:`original`}|replay policy can not be updated",
        "{`deliver_subject`:`d`,`idle_heartbeat`:1000000000}|{`deliver_subject`:`d`,`idle_heartbeat`:2000000000}|heart beats can not be updated",
        "{`deliver_subject`:`d`,`idle_heartbeat`:1000000000}|{`deliver_subject`:`d`,`idle_heartbeat`:1000000000,`flow_control`:true}|flow control can not be updated",
        "{}|{`deliver_subject`:`d`}|can not update pull consumer to push based",
        "{`deliver_subject`:`d`}|{}|can not update push consumer to pull based",
        "{`max_waiting`:5}|{}|max waiting can not be updated"
      })
  void updates(String before, String after, String text) {
    ApiError error =
        refusal(
            () -> ConsumerUpdateRules.check(normalised(before, STREAM), normalised(after, STREAM)));
    assertThat(error).isEqualTo(new ApiError(500, 10012, text));
  }

  @Test
  @DisplayName(
      "CON-152 the same instant at another offset, and changeable members, are no obstacle")
  void allowedUpdates() {
    ConsumerUpdateRules.check(
        normalised(
            "{`deliver_policy`:`by_start_time`,`opt_start_time`:`2020-01-01T00:00:00Z`}", STREAM),
        normalised(
            "{`deliver_policy`:`by_start_time`,`opt_start_time`:`2020-01-01T01:00:00+01:00`,"
                + "`description`:`d`,`filter_subject`:`s.q`,`max_deliver`:4,`headers_only`:true}",
            STREAM));
  }

  @Test
  @DisplayName("CON-038 an ephemeral created without threshold equals itself")
  void same() {
    ConsumerConfig stored =
        new VersionMetadata("2.14.5", 4)
            .shown(
                VersionMetadata.stored(
                    ConsumerConfigRules.withInactiveThreshold(normalised("{`name`:`C`}", STREAM))));
    assertThat(ConsumerConfigRules.isSame(stored, normalised("{`name`:`C`}", STREAM))).isTrue();
    assertThat(ConsumerConfigRules.isSame(stored, normalised("{`name`:`C`,`max_batch`:3}", STREAM)))
        .isFalse();
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @DisplayName("CON-031..036 subject and request must agree")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "CREATE.S|{`durable_name`:`x`}|10020",
        "DURABLE.CREATE.S.x|{}|10018",
        "DURABLE.CREATE.S.x|{`durable_name`:`y`}|10017",
        "CREATE.S.x|{`durable_name`:`y`}|10017",
        "CREATE.S.x.s.a|{}|10131",
        "CREATE.S.x.s.a|{`filter_subject`:`s.b`}|10131",
        "CREATE.S.x.s.a|{`filter_subjects`:[`s.a`]}|10137",
        "CREATE.S.a/b|{}|10127",
        "CREATE.T.x|{}|10056",
        "CREATE.S.x.s.a|{`filter_subject`:`s.a`}|0",
        "CREATE.S.x|{`name`:`other`}|0",
        "DURABLE.CREATE.S.x|{`durable_name`:`x`,`name`:`other`}|0"
      })
  void subjects(String subject, String json, int errCode) {
    ConsumerCreateSubject parsed =
        ConsumerCreateSubject.parse("$JS.API.CONSUMER." + subject).orElseThrow();
    ConsumerRequests.Create request =
        new ConsumerRequests.Create(
            "S", config(json), ConsumerRequests.Action.CREATE_OR_UPDATE, false);
    if (errCode == 0) {
      assertThat(parsed.apply(request).config().name()).isEqualTo("x");
    } else {
      assertThat(refusal(() -> parsed.apply(request)).errCode()).isEqualTo(errCode);
    }
  }

  @Test
  @DisplayName("CON-004 a durable create with too many tokens is no create")
  void notASubject() {
    assertThat(ConsumerCreateSubject.parse("$JS.API.CONSUMER.DURABLE.CREATE.S.x.y")).isEmpty();
    assertThat(ConsumerCreateSubject.parse("$JS.API.CONSUMER.CREATE")).isEmpty();
  }

  private static void assertQueue(String json, List<List<String>> others, ApiErrors expected) {
    ConsumerConfig config = normalised(json, QUEUE);
    assertThat(refusal(() -> WorkQueueRules.checkNew(config, others))).isEqualTo(expected.error());
  }

  private static void assertRefused(
      String json, StreamConfig stream, boolean pedantic, int errCode, String text) {
    ApiError error =
        refusal(
            () -> ConsumerConfigRules.normalise(config(json), stream, pedantic, ServerLimits.NONE));
    assertThat(error.errCode()).as(json).isEqualTo(errCode);
    assertThat(error.description()).as(json).isEqualTo(text.replace('`', '"'));
  }

  private static ApiError refusal(ThrowingCallable call) {
    ApiException refusal = catchThrowableOfType(ApiException.class, call);
    assertThat(refusal).isNotNull();
    return refusal.error();
  }

  private static ConsumerConfig normalised(String json, StreamConfig stream) {
    return ConsumerConfigRules.withInactiveThreshold(
        ConsumerConfigRules.normalise(config(json), stream, false, ServerLimits.NONE));
  }

  private static ConsumerConfig config(String json) {
    String request = "{`stream_name`:`S`,`config`:" + json + "}";
    return ConsumerRequests.create(request.replace('`', '"').getBytes(StandardCharsets.UTF_8), true)
        .config();
  }

  private static StreamConfig stream(String json) {
    return StreamConfigRules.normalise(
        StreamRequests.configure(json.replace('`', '"').getBytes(StandardCharsets.UTF_8), true)
            .config(),
        false,
        ServerLimits.NONE);
  }

  private static String json(ConsumerConfig config) {
    return new String(config.toJson(), StandardCharsets.UTF_8);
  }
}

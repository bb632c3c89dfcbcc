package io.myelin.jetstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiResponsesTest {
  private static final Instant CREATED = Instant.parse("2026-08-21T13:50:11.4Z");
  private static final Instant NOW = Instant.parse("2026-08-21T13:50:11.401Z");
  private static final String TYPE = "{\"type\":\"io.nats.jetstream.api.v1.";

  @Test
  @DisplayName("STR-128 the worked example of a create")
  void workedExample() {
    String text = Schemas.valid(ApiResponses.streamCreate(info(), true));
    assertThat(text)
        .isEqualTo(
            TYPE
                + "stream_create_response\",\"config\":{\"name\":\"ORDERS\","
                + "\"subjects\":[\"orders.\\u003e\"],\"retention\":\"limits\","
                + "\"max_consumers\":-1,\"max_msgs\":-1,\"max_bytes\":-1,\"max_age\":0,"
                + "\"max_msgs_per_subject\":-1,\"max_msg_size\":-1,\"discard\":\"old\","
                + "\"storage\":\"file\",\"num_replicas\":1,\"duplicate_window\":120000000000,"
                + "\"compression\":\"none\",\"allow_direct\":false,\"mirror_direct\":false,"
                + "\"sealed\":false,\"deny_delete\":false,\"deny_purge\":false,"
                + "\"allow_rollup_hdrs\":false,\"consumer_limits\":{},\"allow_msg_ttl\":false,"
                + "\"metadata\":{\"_nats.level\":\"4\",\"_nats.req.level\":\"0\","
                + "\"_nats.ver\":\"2.14.5\"}},\"created\":\"2026-08-21T13:50:11.4Z\","
                + "\"state\":{\"messages\":0,\"bytes\":0,\"first_seq\":0,"
                + "\"first_ts\":\"0001-01-01T00:00:00Z\",\"last_seq\":0,"
                + "\"last_ts\":\"0001-01-01T00:00:00Z\",\"consumer_count\":0},"
                + "\"ts\":\"2026-08-21T13:50:11.401Z\",\"did_create\":true}");
  }

  @ParameterizedTest
  @DisplayName("STR-060, CON-014 what failed answers have besides the error")
  @CsvSource(
      delimiter = '|',
      value = {
        "STREAM_INFO|,\"total\":0,\"offset\":0,\"limit\":0",
        "STREAM_NAMES|,\"total\":0,\"offset\":0,\"limit\":0,\"streams\":null",
        "STREAM_LIST|,\"total\":0,\"offset\":0,\"limit\":0,\"streams\":[]",
        "STREAM_PURGE|,\"purged\":0",
        "STREAM_RESTORE|,\"deliver_subject\":\"\"",
        "STREAM_DELETE|''",
        "CONSUMER_NAMES|,\"total\":0,\"offset\":0,\"limit\":0,\"consumers\":[]",
        "CONSUMER_LIST|,\"total\":0,\"offset\":0,\"limit\":0,\"consumers\":[]",
        "CONSUMER_PAUSE|,\"paused\":false,\"pause_until\":\"0001-01-01T00:00:00Z\"",
        "CONSUMER_RESET|,\"reset_seq\":0",
        "CONSUMER_INFO|''"
      })
  void failures(ResponseType type, String rest) {
    String text =
        new String(
            ApiResponses.failed(type, ApiErrors.STREAM_NOT_FOUND.error()), StandardCharsets.UTF_8);
    assertThat(text)
        .isEqualTo(
            "{\"type\":\""
                + type.text()
                + "\",\"error\":{\"code\":404,\"err_code\":10059,"
                + "\"description\":\"stream not found\"}"
                + rest
                + "}");
  }

  @Test
  @DisplayName("STR-103, STR-104, STR-105 names, list and info of streams")
  void streams() {
    assertThat(text(ApiResponses.streamNames(Page.of(0, 0, Page.NAMES), List.of())))
        .endsWith("\"limit\":1024,\"streams\":null}");
    Schemas.valid(ApiResponses.streamNames(Page.of(1, 0, Page.NAMES), List.of("ORDERS")));
    Schemas.valid(
        ApiResponses.streamList(Page.of(1, 0, Page.DETAILS), List.of(info()), List.of(), Map.of()));
    assertThat(
            text(
                ApiResponses.streamList(
                    Page.of(0, 5, Page.DETAILS),
                    List.of(),
                    List.of("X"),
                    Map.of("X", "decoding error"))))
        .endsWith(
            "\"total\":0,\"offset\":0,\"limit\":256,\"streams\":[],\"missing\":[\"X\"],"
                + "\"offline\":{\"X\":\"decoding error\"}}");
    Schemas.valid(ApiResponses.streamInfo(Page.NONE, fullInfo()));
    Schemas.valid(ApiResponses.streamUpdate(fullInfo()));
  }

  @Test
  @DisplayName("STR-106..111 the smaller answers about streams")
  void smallStreamAnswers() {
    assertThat(Schemas.valid(ApiResponses.success(ResponseType.STREAM_DELETE)))
        .endsWith("_response\",\"success\":true}");
    assertThat(Schemas.valid(ApiResponses.streamPurge(3)))
        .endsWith("\"success\":true,\"purged\":3}");
    byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
    assertThat(Schemas.valid(ApiResponses.message("ms.x", 1, new byte[0], hello, CREATED)))
        .endsWith(
            "\"message\":{\"subject\":\"ms.x\",\"seq\":1,\"data\":\"aGVsbG8=\","
                + "\"time\":\"2026-08-21T13:50:11.4Z\"}}");
    Schemas.valid(ApiResponses.streamSnapshot(info().config(), StreamState.EMPTY));
    Schemas.valid(ApiResponses.streamRestore("$JS.SNAPSHOT.RESTORE.S.x"));
  }

  @Test
  @DisplayName("STR-040 account information, flat and with tiers")
  void account() {
    AccountUsage usage = new AccountUsage(1, 2, 3, 4, 5, 6, AccountUsage.Limits.NONE);
    assertThat(
            Schemas.valid(
                ApiResponses.accountInfo(new AccountInfo(usage, "", 4, 182, 164, 0, Map.of()))))
        .isEqualTo(
            TYPE
                + "account_info_response\",\"memory\":1,\"storage\":2,\"reserved_memory\":3,"
                + "\"reserved_storage\":4,\"streams\":5,\"consumers\":6,"
                + "\"limits\":{\"max_memory\":-1,\"max_storage\":-1,\"max_streams\":-1,"
                + "\"max_consumers\":-1,\"max_ack_pending\":-1,\"memory_max_stream_bytes\":-1,"
                + "\"storage_max_stream_bytes\":-1,\"max_bytes_required\":false},"
                + "\"api\":{\"level\":4,\"total\":182,\"errors\":164}}");
    Schemas.valid(
        ApiResponses.accountInfo(
            new AccountInfo(usage, "hub", 4, 1, 0, 2, Map.of("R1", usage, "R3", usage))));
  }

  @Test
  @DisplayName("CON-490 consumer info has its members in order")
  void consumerInfo() {
    String text = Schemas.valid(ApiResponses.consumerInfo(consumer(Optional.empty(), List.of())));
    assertThat(text)
        .isEqualTo(
            TYPE
                + "consumer_info_response\",\"stream_name\":\"S\",\"name\":\"C\","
                + "\"created\":\"2026-08-21T13:50:11.4Z\",\"config\":{\"name\":\"C\","
                + "\"deliver_policy\":\"all\",\"ack_policy\":\"none\",\"max_deliver\":-1,"
                + "\"replay_policy\":\"instant\",\"max_waiting\":512,\"num_replicas\":0},"
                + "\"delivered\":{\"consumer_seq\":1,\"stream_seq\":2,"
                + "\"last_active\":\"2026-08-21T13:50:11.401Z\"},"
                + "\"ack_floor\":{\"consumer_seq\":0,\"stream_seq\":0},\"num_ack_pending\":1,"
                + "\"num_redelivered\":0,\"num_waiting\":2,\"num_pending\":3,"
                + "\"ts\":\"2026-08-21T13:50:11.401Z\"}");
    ConsumerInfo paused =
        consumer(Optional.of(5L), List.of(new ConsumerInfo.PriorityGroup("g", "", GoTime.ZERO)));
    assertThat(Schemas.valid(ApiResponses.consumerReset(paused, 7)))
        .endsWith(
            "\"num_pending\":3,\"paused\":true,\"pause_remaining\":5,"
                + "\"ts\":\"2026-08-21T13:50:11.401Z\",\"priority_groups\":[{\"group\":\"g\","
                + "\"pinned_ts\":\"0001-01-01T00:00:00Z\"}],\"reset_seq\":7}");
  }

  @Test
  @DisplayName("CON-001..012 the other answers about consumers")
  void consumers() {
    ConsumerInfo info = consumer(Optional.empty(), List.of());
    Schemas.valid(ApiResponses.consumerCreate(info));
    Schemas.valid(ApiResponses.consumerNames(Page.of(1, 0, Page.NAMES), List.of("C")));
    Schemas.valid(
        ApiResponses.consumerList(Page.of(1, 0, Page.DETAILS), List.of(info), List.of(), Map.of()));
    Schemas.valid(ApiResponses.success(ResponseType.CONSUMER_DELETE));
    assertThat(
            Schemas.valid(
                ApiResponses.consumerPause(
                    true, Instant.parse("2026-01-01T00:00:00Z"), 3_599_999_000_000L)))
        .isEqualTo(
            TYPE
                + "consumer_pause_response\",\"paused\":true,"
                + "\"pause_until\":\"2026-01-01T00:00:00Z\",\"pause_remaining\":3599999000000}");
    assertThat(Schemas.valid(ApiResponses.consumerUnpin()))
        .isEqualTo(TYPE + "consumer_unpin_response\"}");
  }

  @Test
  @DisplayName("STR-300, STR-301 acknowledgements of publishes")
  void pubAcks() {
    assertThat(ack(PubAck.stored("ORDERS", 17, "")))
        .isEqualTo("{\"stream\":\"ORDERS\",\"seq\":17}");
    assertThat(ack(PubAck.stored("ORDERS", 17, "hub")))
        .isEqualTo("{\"stream\":\"ORDERS\",\"domain\":\"hub\",\"seq\":17}");
    assertThat(ack(PubAck.duplicate("ORDERS", 1, "")))
        .isEqualTo("{\"stream\":\"ORDERS\",\"seq\":1,\"duplicate\": true}");
    assertThat(ack(PubAck.counted("C", 2, "", "-5")))
        .isEqualTo("{\"stream\":\"C\",\"seq\":2,\"val\":\"-5\"}");
    assertThat(ack(PubAck.batch("B", 9, "", "id", 3, false)))
        .isEqualTo("{\"stream\":\"B\",\"seq\":9,\"batch\":\"id\",\"count\":3}");
    assertThat(
            ack(PubAck.refused("ORDERS", "", ApiErrors.STREAM_WRONG_LAST_SEQUENCE.with("seq", 5))))
        .isEqualTo(
            "{\"error\":{\"code\":400,\"err_code\":10071,"
                + "\"description\":\"wrong last sequence: 5\"},\"stream\":\"ORDERS\",\"seq\":0}");
    assertThat(text(PubAck.stored("a\"<\u00e9", -1, "")))
        .isEqualTo("{\"stream\":\"a\\\"\\u003c\u00e9\",\"seq\":18446744073709551615}");
  }

  @Test
  @DisplayName("STR-069 paging clamps the offset")
  void paging() {
    List<String> all = List.of("a", "b", "c");
    assertThat(Page.of(3, 1, 1).of(all)).containsExactly("b");
    assertThat(Page.of(3, -5, 2).of(all)).containsExactly("a", "b");
    assertThat(Page.of(3, 9, 2)).isEqualTo(new Page(3, 3, 2));
    assertThat(Page.of(3, 9, 2).of(all)).isEmpty();
  }

  @Test
  @DisplayName("STR-130 the catalogue is complete and its numbers are unique")
  void catalogue() {
    assertThat(Arrays.stream(ApiErrors.values()).mapToInt(ApiErrors::errCode))
        .hasSize(226)
        .doesNotHaveDuplicates()
        .allMatch(code -> code >= 10002 && code <= 10227);
    assertThat(ApiErrors.STREAM_INVALID_CONFIG.code()).isEqualTo(500);
    assertThat(
            ApiErrors.STREAM_EXTERNAL_API_OVERLAP
                .with("prefix", "a$1", "subject", "b\\")
                .description())
        .isEqualTo("stream external api prefix a$1 must not overlap with b\\");
  }

  private static String ack(byte[] json) {
    String text = text(json);
    Schemas.assertValid(text, "api/v1/pub_ack_response");
    return text;
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  private static StreamInfo info() {
    StreamConfig config =
        StreamConfigRules.normalise(
            StreamConfig.named("ORDERS").subjects(List.of("orders.>")).build(),
            false,
            ServerLimits.NONE);
    return StreamInfo.of(
        new VersionMetadata("2.14.5", 4).shown(VersionMetadata.stored(config)),
        CREATED,
        StreamState.EMPTY,
        NOW);
  }

  private static StreamInfo fullInfo() {
    SourceInfo source =
        new SourceInfo(
            "A",
            Optional.of(new ExternalStream("$JS.x.API", "dd")),
            3,
            7,
            -1,
            Optional.of(ApiErrors.STREAM_NOT_FOUND.error()),
            "a.>",
            List.of());
    StreamState state =
        new StreamState(
            2,
            102,
            1,
            CREATED,
            5,
            NOW,
            1,
            Map.of("ms.x", 2L),
            3,
            List.of(2L, 3L, 4L),
            Optional.of(new StreamState.LostMessages(List.of(9L), 10)),
            1);
    return new StreamInfo(
        info().config(),
        CREATED,
        state,
        "hub",
        Optional.of(ClusterInfo.single("S1")),
        Optional.of(source),
        List.of(source),
        List.of(),
        NOW,
        Optional.of(StreamInfo.Durability.SYNC));
  }

  private static ConsumerInfo consumer(
      Optional<Long> pauseRemainingNanos, List<ConsumerInfo.PriorityGroup> groups) {
    ConsumerConfig config =
        ConsumerConfig.builder().name("C").maxDeliver(-1).maxWaiting(512).build();
    return new ConsumerInfo(
        "S",
        "C",
        CREATED,
        config,
        new SequenceInfo(1, 2, Optional.of(NOW)),
        SequenceInfo.of(0, 0),
        1,
        0,
        2,
        3,
        Optional.empty(),
        false,
        pauseRemainingNanos,
        NOW,
        groups);
  }
}

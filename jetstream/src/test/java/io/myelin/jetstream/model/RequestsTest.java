package io.myelin.jetstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {
  @ParameterizedTest
  @DisplayName("STR-064 payloads that count as empty")
  @ValueSource(strings = {"", "{}", " { } ", "{\n}"})
  void empty(String body) {
    StreamRequests.empty(bytes(body));
    assertThat(refusal(() -> StreamRequests.messageGet(bytes(body), true)))
        .isEqualTo(ApiErrors.BAD_REQUEST.error());
    assertThat(refusal(() -> StreamRequests.restore(bytes(body), true)))
        .isEqualTo(ApiErrors.BAD_REQUEST.error());
  }

  @ParameterizedTest
  @DisplayName("STR-064 payloads that are not empty")
  @ValueSource(strings = {"x", "{\"a\":1}", "{}}", "[]", " ", "{"})
  void notEmpty(String body) {
    assertThat(refusal(() -> StreamRequests.empty(bytes(body))))
        .isEqualTo(ApiErrors.NOT_EMPTY_REQUEST.error());
  }

  @Test
  @DisplayName("STR-064 optional payloads that do not look like JSON are ignored")
  void optional() {
    assertThat(StreamRequests.purge(bytes("garbage"), true)).isEqualTo(StreamRequests.Purge.ALL);
    assertThat(StreamRequests.info(bytes("xx"), true).subjectsFilter()).isEmpty();
    assertThat(StreamRequests.listing(bytes(" {\"offset\":3,\"subject\":\"a.>\"}"), true))
        .isEqualTo(new StreamRequests.Listing(3, "a.>"));
    assertThat(refusal(() -> StreamRequests.listing(bytes("{\"x\":1}"), true)).description())
        .isEqualTo("invalid JSON: json: unknown field \"x\"");
    assertThat(refusal(() -> StreamRequests.listing(bytes("["), true)).errCode()).isEqualTo(10025);
  }

  @Test
  @DisplayName("STR-126 a purge has seq or keep, not both")
  void purge() {
    assertThat(StreamRequests.purge(bytes("{\"filter\":\"a\",\"keep\":2}"), true))
        .isEqualTo(new StreamRequests.Purge("a", 0, 2));
    assertThat(refusal(() -> StreamRequests.purge(bytes("{\"seq\":1,\"keep\":2}"), true)))
        .isEqualTo(ApiErrors.BAD_REQUEST.error());
  }

  @ParameterizedTest
  @DisplayName("STR-430 combinations that a message get may have, or not")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"seq\":1}|true",
        "{\"last_by_subj\":\"a\"}|true",
        "{\"next_by_subj\":\"a\"}|true",
        "{\"next_by_subj\":\"a\",\"seq\":5}|true",
        "{\"next_by_subj\":\"a\",\"start_time\":\"2026-01-01T00:00:00Z\"}|true",
        "{\"start_time\":\"2026-01-01T00:00:00Z\"}|true",
        "{\"seq\":1,\"no_hdr\":true,\"multi_last\":[\"a\"],\"up_to_seq\":4}|true",
        "{\"seq\":1,\"last_by_subj\":\"a\"}|false",
        "{\"seq\":1,\"start_time\":\"2026-01-01T00:00:00Z\"}|false",
        "{\"last_by_subj\":\"a\",\"start_time\":\"2026-01-01T00:00:00Z\"}|false",
        "{\"last_by_subj\":\"a\",\"next_by_subj\":\"a\"}|false",
        "{\"no_hdr\":true}|false",
        "{\"seq\":1,\"batch\":2}|false",
        "{\"seq\":1,\"max_bytes\":2}|false"
      })
  void messageGet(String body, boolean accepted) {
    if (accepted) {
      assertThat(StreamRequests.messageGet(bytes(body), true)).isNotNull();
    } else {
      assertThat(refusal(() -> StreamRequests.messageGet(bytes(body), true)))
          .isEqualTo(ApiErrors.BAD_REQUEST.error());
    }
  }

  @ParameterizedTest
  @DisplayName("STR-442, STR-444 direct gets that are refused, or not")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "''|Empty Request",
        "{}|Empty Request",
        "{|Malformed Request",
        "{\"seq\":}|Malformed Request",
        "{\"seq\":01}|Malformed Request",
        "{\"seq\":0}|Empty Request",
        "{\"seq\":99999999999999999999999}|Malformed Request",
        "{\"seq\":12}|-",
        "{\"seq\":1,\"unknown\":1}|-",
        "{\"seq\":1,\"batch\":5,\"next_by_subj\":\"a\"}|-",
        "{\"multi_last\":[\"a\"],\"batch\":5,\"seq\":3}|-",
        "{\"seq\":1,\"last_by_subj\":\"a\"}|Bad Request",
        "{\"last_by_subj\":\"a\",\"batch\":2}|Bad Request",
        "{\"last_by_subj\":\"a\",\"multi_last\":[\"b\"]}|Bad Request",
        "{\"next_by_subj\":\"a\",\"multi_last\":[\"b\"]}|Bad Request",
        "{\"multi_last\":[\"b\"],\"up_to_seq\":1,\"up_to_time\":\"2026-01-01T00:00:00Z\"}|Bad Request"
      })
  void directGet(String body, String refusal) {
    switch (MessageSelector.directGet(bytes(body))) {
      case MessageSelector.DirectGet.Accepted accepted -> assertThat(refusal).isNull();
      case MessageSelector.DirectGet.Refused refused ->
          assertThat(refused.reason().description()).isEqualTo(refusal);
    }
  }

  @ParameterizedTest
  @DisplayName("STR-444 a sequence alone means the same however it is written")
  @ValueSource(longs = {1, 9, 10, 1234567, 999999999999999999L, Long.MAX_VALUE})
  void directGetBySequence(long sequence) {
    assertThat(MessageSelector.directGet(bytes("{\"seq\":" + sequence + "}")))
        .isEqualTo(MessageSelector.directGet(bytes("{ \"seq\" : " + sequence + " }")));
  }

  @Test
  @DisplayName("STR-443 a direct get by subject may have options only")
  void directGetLast() {
    assertThat(MessageSelector.directGetLast("a.b", bytes("{\"no_hdr\":true}")))
        .isInstanceOfSatisfying(
            MessageSelector.DirectGet.Accepted.class,
            accepted -> {
              assertThat(accepted.selector().lastBySubject()).isEqualTo("a.b");
              assertThat(accepted.selector().noHeaders()).isTrue();
            });
    assertThat(MessageSelector.directGetLast("a.b", bytes("{\"seq\":1}")))
        .isEqualTo(new MessageSelector.DirectGet.Refused(MessageSelector.Refusal.BAD));
    assertThat(MessageSelector.directGetLast("a.b", bytes("")))
        .isInstanceOf(MessageSelector.DirectGet.Accepted.class);
  }

  @Test
  @DisplayName("STR-067 the required API level")
  void requiredLevel() {
    StreamRequests.checkRequiredLevel(Optional.empty(), 4);
    StreamRequests.checkRequiredLevel(Optional.of("4"), 4);
    for (String tooMuch : new String[] {"5", "x", ""}) {
      assertThat(refusal(() -> StreamRequests.checkRequiredLevel(Optional.of(tooMuch), 4)))
          .isEqualTo(ApiErrors.REQUIRED_API_LEVEL.error());
    }
  }

  @Test
  @DisplayName("CON-030 create requests of consumers")
  void consumerCreate() {
    ConsumerRequests.Create request =
        ConsumerRequests.create(
            bytes(
                "{\"stream_name\":\"S\",\"config\":{\"deliver_policy\":\"undefined\"},"
                    + "\"action\":\"update\",\"pedantic\":true}"),
            true);
    assertThat(request.streamName()).isEqualTo("S");
    assertThat(request.action()).isEqualTo(ConsumerRequests.Action.UPDATE);
    assertThat(request.pedantic()).isTrue();
    assertThat(request.config().deliverPolicy()).isEqualTo(DeliverPolicy.ALL);
    assertThat(ConsumerRequests.create(bytes(""), true).streamName()).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("CON-020, CON-030, CON-063..091 texts of refused create requests")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{`action`:`bogus`}|unknown consumer action: `bogus`",
        "{`action`:null}|unknown consumer action: null",
        "{`bogus`:1}|json: unknown field `bogus`",
        "{`config`:{`x`:1}}|json: unknown field `x`",
        "{`config`:{`deliver_policy`:``}}|can not unmarshal `\\`\\``",
        "{`config`:{`ack_policy`:null}}|can not unmarshal `null`",
        "{`config`:{`priority_policy`:`x`}}|unknown priority policy: `x`"
      })
  void refusedCreates(String body, String detail) {
    assertThat(
            refusal(() -> ConsumerRequests.create(bytes(body.replace('`', '"')), true))
                .description())
        .isEqualTo("invalid JSON: " + detail.replace('`', '"'));
  }

  @Test
  @DisplayName("CON-010, CON-026, CON-188 pause, unpin and reset")
  void otherConsumerRequests() {
    assertThat(ConsumerRequests.pauseUntil(bytes(""), true)).isEmpty();
    assertThat(
            ConsumerRequests.pauseUntil(bytes("{\"pause_until\":\"0001-01-01T00:00:00Z\"}"), true))
        .isEmpty();
    assertThat(
            ConsumerRequests.pauseUntil(
                bytes("{\"pause_until\":\"2998-01-01T00:00:00.5+01:00\"}"), true))
        .contains(Instant.parse("2997-12-31T23:00:00.5Z"));
    assertThat(ConsumerRequests.resetSequence(bytes(""))).isZero();
    assertThat(ConsumerRequests.resetSequence(bytes("{\"seq\":7,\"x\":1}"))).isEqualTo(7);
    assertThat(refusal(() -> ConsumerRequests.resetSequence(bytes("garbage"))).errCode())
        .isEqualTo(10025);
    assertThat(ConsumerRequests.unpinGroup(bytes("{\"group\":\"g\",\"x\":1}"))).isEqualTo("g");
    assertThat(refusal(() -> ConsumerRequests.unpinGroup(bytes("{}"))).description())
        .isEqualTo("invalid JSON: consumer group not specified");
    assertThat(refusal(() -> ConsumerRequests.unpinGroup(bytes("{\"group\":\"a b\"}"))))
        .isEqualTo(ApiErrors.CONSUMER_INVALID_GROUP_NAME.error());
  }

  @Test
  @DisplayName(
      "CON-060..091 a consumer configuration with every member keeps the reference's order")
  void everyConsumerMember() {
    String config =
        "{\"durable_name\":\"C1\",\"name\":\"C1\",\"description\":\"\\u003cd\\u003e\","
            + "\"deliver_policy\":\"by_start_time\",\"opt_start_seq\":3,"
            + "\"opt_start_time\":\"2020-01-01T00:00:00.12Z\",\"ack_policy\":\"explicit\","
            + "\"ack_wait\":1000000000,\"max_deliver\":5,\"backoff\":[1000000000,2000000000],"
            + "\"filter_subject\":\"s\",\"filter_subjects\":[\"s.a\",\"s.b\"],"
            + "\"replay_policy\":\"original\",\"rate_limit_bps\":9,\"sample_freq\":\"50%\","
            + "\"max_waiting\":7,\"max_ack_pending\":3,\"flow_control\":true,"
            + "\"headers_only\":true,\"max_batch\":9,\"max_expires\":1000000000,\"max_bytes\":77,"
            + "\"deliver_subject\":\"ds\",\"deliver_group\":\"dg\",\"idle_heartbeat\":1000000000,"
            + "\"inactive_threshold\":10000000000,\"num_replicas\":1,\"mem_storage\":true,"
            + "\"direct\":true,\"sourcing\":true,\"metadata\":{\"a\":\"b\"},"
            + "\"pause_until\":\"2999-01-01T00:00:00Z\",\"priority_groups\":[\"g\"],"
            + "\"priority_policy\":\"pinned_client\",\"priority_timeout\":10000000000}";
    ConsumerConfig read =
        ConsumerRequests.create(bytes("{\"config\":" + config + "}"), true).config();
    assertThat(new String(read.toJson(), StandardCharsets.UTF_8)).isEqualTo(config);
  }

  @Test
  @DisplayName("STR-026, CON-028 stored configurations that this server cannot run")
  void stored() {
    StreamConfig config =
        VersionMetadata.stored(StreamConfig.named("S").allowFastBatches(true).build());
    assertThat(StoredConfig.stream(config.toJson(), 4))
        .isEqualTo(new StoredConfig.Usable<>(config));
    assertThat(StoredConfig.stream(config.toJson(), 2))
        .isEqualTo(
            new StoredConfig.Offline<>(
                "S", "unsupported - required API level: 4, current API level: 2"));
    assertThat(StoredConfig.stream(bytes("{\"name\":\"S\",\"new\":1}"), 4))
        .isEqualTo(
            new StoredConfig.Offline<>(
                "S", "unsupported - config error: json: unknown field \"new\""));
    assertThat(StoredConfig.consumer(bytes("{\"name\":5}"), 4))
        .isInstanceOfSatisfying(
            StoredConfig.Offline.class,
            offline -> assertThat(offline.reason()).startsWith("decoding error: "));
  }

  private static ApiError refusal(ThrowingCallable call) {
    ApiException refusal = catchThrowableOfType(ApiException.class, call);
    assertThat(refusal).isNotNull();
    return refusal.error();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

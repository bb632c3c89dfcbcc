package io.myelin.jetstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamConfigJsonTest {
  private static final String FULL =
      """
      {"name":"FULL","description":"\\u003cd\\u003e\\u0026","subjects":["FULL.a","FULL.b.*"],
      "retention":"limits","max_consumers":5,"max_msgs":10,"max_bytes":10000,"max_age":3600000000000,
      "max_msgs_per_subject":3,"max_msg_size":100,"discard":"new","storage":"memory","num_replicas":1,
      "no_ack":true,"duplicate_window":1000000000,"placement":{"tags":["x"]},
      "sources":[{"name":"A","opt_start_seq":5,"filter_subject":"a.\\u003e",
      "external":{"api":"$JS.x.API","deliver":"dd"}},
      {"name":"B","opt_start_time":"2020-01-01T00:00:00.12Z",
      "subject_transforms":[{"src":"b.*","dest":"c.$1"}]},
      {"name":"D","consumer":{"name":"dur","deliver_subject":"dsub"}}],"compression":"s2","first_seq":7,
      "subject_transform":{"src":"FULL.a","dest":"FULL.z"},
      "republish":{"src":"FULL.\\u003e","dest":"rr.\\u003e","headers_only":true},
      "allow_direct":true,"mirror_direct":false,"discard_new_per_subject":true,"sealed":false,
      "deny_delete":true,"deny_purge":false,"allow_rollup_hdrs":true,
      "consumer_limits":{"inactive_threshold":5000000000,"max_ack_pending":7},"allow_msg_ttl":true,
      "subject_delete_marker_ttl":1000000000,"allow_msg_counter":true,"allow_atomic":true,
      "allow_msg_schedules":true,"persist_mode":"async","allow_batched":true,"metadata":{"a":"1","k":"v"}}\
      """
          .replace("\n", "");

  @Test
  @DisplayName("STR-128 a configuration with every member keeps the reference's order and escapes")
  void everyMember() {
    StreamConfig config = decode(FULL);
    assertThat(new String(config.toJson(), StandardCharsets.UTF_8)).isEqualTo(FULL);
    assertThat(config.subjects()).containsExactly("FULL.a", "FULL.b.*");
    assertThat(config.sources().get(1).optStartTime())
        .contains(Instant.parse("2020-01-01T00:00:00.12Z"));
  }

  @Test
  @DisplayName("STR-063 names match in any case, the last of several wins, null is the default")
  void lenientNames() {
    StreamConfig config =
        decode(
            "{\"NAME\":\"x\",\"max_msgs\":5,\"Max_Msgs\":7,\"max_bytes\":null,\"subjects\":null}");
    assertThat(config.name()).isEqualTo("x");
    assertThat(config.maxMessages()).isEqualTo(7);
    assertThat(config.maxBytes()).isZero();
    assertThat(decode("{\"discard\":\"NEW\"}").discard()).isEqualTo(DiscardPolicy.NEW);
    assertThat(decode("{\"persist_mode\":\"\"}").persistMode()).isEqualTo(PersistMode.DEFAULT);
  }

  @ParameterizedTest
  @DisplayName("STR-063 values of a wrong type or range are error 10025")
  @ValueSource(
      strings = {
        "{\"max_msgs\":1e3}",
        "{\"max_msgs\":5.0}",
        "{\"max_msgs\":\"5\"}",
        "{\"max_msg_size\":5000000000}",
        "{\"first_seq\":-1}",
        "{\"first_seq\":18446744073709551616}",
        "{\"max_age\":\"1s\"}",
        "{\"no_ack\":1}",
        "{\"subjects\":\"x\"}",
        "{\"metadata\":{\"a\":1}}",
        "{\"sources\":[{\"name\":\"q\",\"opt_start_time\":\"yesterday\"}]}",
        "{\"sources\":[{\"name\":\"q\",\"opt_start_time\":\"\"}]}",
        "{\"name\":\"x\",}",
        "{\"name\":\"x\"} x",
        "{\"name\":\"x\"",
        "[]",
        "\"x\""
      })
  void wrongValues(String json) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.error().errCode()).isEqualTo(10025);
              assertThat(e.error().code()).isEqualTo(400);
              assertThat(e.error().description()).startsWith("invalid JSON: ");
            });
  }

  @ParameterizedTest
  @DisplayName("STR-063 enumerations are exact")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"retention\":\"Limits\"}|can not unmarshal \"\\\"Limits\\\"\"",
        "{\"retention\":\"\"}|can not unmarshal \"\\\"\\\"\"",
        "{\"retention\":null}|can not unmarshal \"null\"",
        "{\"storage\":\"\"}|can not unmarshal \"\\\"\\\"\"",
        "{\"compression\":\"\"}|unknown compression algorithm",
        "{\"persist_mode\":\"x\"}|can not unmarshal \"\\\"x\\\"\"",
        "{\"bogus\":1}|json: unknown field \"bogus\"",
        "{\"sources\":[{\"name\":\"q\",\"bogus\":1}]}|json: unknown field \"bogus\""
      })
  void exactTexts(String json, String detail) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> assertThat(e.error().description()).isEqualTo("invalid JSON: " + detail));
  }

  @Test
  @DisplayName("STR-066 without strict, unknown members are ignored, nested ones too")
  void notStrict() {
    StreamConfig config =
        StreamRequests.configure(
                "{\"name\":\"x\",\"bogus\":{\"a\":[1]},\"mirror\":{\"name\":\"o\",\"q\":1}}"
                    .getBytes(StandardCharsets.UTF_8),
                false)
            .config();
    assertThat(config.mirror()).contains(StreamSource.of("o"));
  }

  @Test
  @DisplayName("STR-064 an empty payload or null is a configuration without a name")
  void empty() {
    assertThat(decode("").name()).isEmpty();
    assertThat(decode("null").name()).isEmpty();
  }

  @Test
  @DisplayName("STR-062 numbers without sign keep their upper half")
  void unsigned() {
    StreamConfig config = decode("{\"first_seq\":18446744073709551615}");
    assertThat(config.firstSeq()).isEqualTo(-1L);
    assertThat(new String(config.toJson(), StandardCharsets.UTF_8))
        .contains("\"first_seq\":18446744073709551615");
  }

  private static StreamConfig decode(String json) {
    return StreamRequests.configure(json.getBytes(StandardCharsets.UTF_8), true).config();
  }
}

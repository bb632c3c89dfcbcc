package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Section 19 of the streams chapter: what the clients' key-value and object stores rest on. */
class KeyValueTest {
  private static final String BUCKET =
      "\"subjects\":[\"$KV.%s.>\"],\"max_msgs_per_subject\":%d,\"discard\":\"new\","
          + "\"allow_rollup_hdrs\":true,\"deny_delete\":true,\"allow_direct\":true,"
          + "\"max_msgs\":-1,\"max_consumers\":-1,\"max_bytes\":-1,\"max_msg_size\":-1,"
          + "\"num_replicas\":1,\"duplicate_window\":120000000000,\"storage\":\"memory\"";

  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  @RegisterExtension final Servers servers = new Servers();

  private StreamPublisher publisher;
  private RawClient raw;

  @BeforeEach
  void connect() {
    publisher = StreamPublisher.of(SERVER.get());
    servers.closing(publisher.api().connection());
    raw = servers.closing(SERVER.get().connect(RawClient.MODERN));
    raw.sendLines("SUB in 7");
  }

  private Json bucket(String name, int history, String more) {
    String config = BUCKET.formatted(name, history);
    return publisher.api().create("KV_" + name, more.isEmpty() ? config : config + "," + more);
  }

  private Delivery get(String bucket, String key) {
    raw.sendLines("PUB $JS.API.DIRECT.GET.KV_%1$s.$KV.%1$s.%2$s in 0".formatted(bucket, key), "");
    return Delivery.next(raw);
  }

  @Test
  @DisplayName("STR-520 STR-524 a bucket is a stream whose configuration comes back as it is")
  void bucket() {
    Json config = bucket("plain", 5, "\"compression\":\"s2\"").object("config");
    assertThat(config.texts("subjects")).containsExactly("$KV.plain.>");
    assertThat(config.number("max_msgs_per_subject")).isEqualTo(5);
    assertThat(config.text("discard")).isEqualTo("new");
    assertThat(config.flag("allow_rollup_hdrs") && config.flag("deny_delete")).isTrue();
    assertThat(config.flag("allow_direct")).isTrue();
    assertThat(config.number("max_msgs")).isEqualTo(-1);
    assertThat(config.number("duplicate_window")).isEqualTo(120_000_000_000L);
    assertThat(config.text("compression")).isEqualTo("s2");
    bucket("plain", 5, "\"compression\":\"s2\"");
    publisher
        .api()
        .failToCreate(
            "KV_plain",
            BUCKET.formatted("plain", 6),
            400,
            10058,
            "stream name already in use with a different configuration");
    Json names =
        publisher
            .api()
            .succeed("stream_names_response", "STREAM.NAMES", "{\"subject\":\"$KV.*.>\"}");
    assertThat(names.texts("streams")).contains("KV_plain");
    assertThat(publisher.api().info().object("api").number("level")).isPositive();
  }

  @Test
  @DisplayName("STR-521 STR-T02 a key at its history limit is overwritten")
  void history() {
    bucket("history", 2, "\"max_bytes\":1000");
    for (int i = 1; i <= 5; i++) {
      assertThat(publisher.store("$KV.history.key", "value" + i)).isEqualTo(i);
    }
    assertThat(publisher.state("KV_history").number("messages")).isEqualTo(2);
    assertThat(get("history", "key").payload()).isEqualTo("value5");
    assertThat(publisher.message("KV_history", 4)).isEqualTo("$KV.history.key|value4");
  }

  @Test
  @DisplayName("STR-522 STR-523 STR-T01 put, create, compare and set, delete and purge of keys")
  void operations() {
    bucket("ops", 3, "");
    String expected = "Nats-Expected-Last-Subject-Sequence: ";
    assertThat(publisher.store("$KV.ops.k", "1", expected + 0)).isEqualTo(1);
    publisher.refuse(400, 10071, "wrong last sequence: 1", "$KV.ops.k", "x", expected + 0);
    assertThat(publisher.store("$KV.ops.k", "2", expected + 1)).isEqualTo(2);
    publisher.refuse(400, 10071, "wrong last sequence: 2", "$KV.ops.k", "x", expected + 1);
    Delivery value = get("ops", "k");
    assertThat(value.payload()).isEqualTo("2");
    assertThat(value.header("Nats-Sequence")).isEqualTo("2");
    raw.sendLines("PUB $JS.API.DIRECT.GET.KV_ops in 9", "{\"seq\":1}");
    assertThat(Delivery.next(raw).payload()).isEqualTo("1");
    publisher.store("$KV.ops.k", "", "KV-Operation: DEL");
    Delivery deleted = get("ops", "k");
    assertThat(deleted.header("KV-Operation")).isEqualTo("DEL");
    assertThat(publisher.state("KV_ops").number("messages")).isEqualTo(3);
    publisher.store("$KV.ops.k", "", "KV-Operation: PURGE", "Nats-Rollup: sub");
    assertThat(publisher.state("KV_ops").number("messages")).isEqualTo(1);
    assertThat(get("ops", "k").header("KV-Operation")).isEqualTo("PURGE");
    assertThat(get("ops", "unknown").status()).isEqualTo("404 Message Not Found");
    publisher
        .api()
        .fail("stream_msg_delete_response", "STREAM.MSG.DELETE.KV_ops", "{\"seq\":4}")
        .with(500, 10057, "message delete not permitted");
  }

  @Test
  @DisplayName("STR-523 STR-344 keys with a time to live end in a marker")
  void markers() {
    bucket(
        "ttl",
        1,
        "\"allow_msg_ttl\":true,\"subject_delete_marker_ttl\":60000000000,\"metadata\":{}");
    publisher.store("$KV.ttl.k", "x", "Nats-TTL: 1");
    Awaitility.await()
        .atMost(Duration.ofSeconds(6))
        .untilAsserted(
            () -> assertThat(get("ttl", "k").header("Nats-Marker-Reason")).isEqualTo("MaxAge"));
    Delivery marker = get("ttl", "k");
    assertThat(marker.payload()).isEmpty();
    assertThat(marker.headers())
        .startsWith("Nats-Marker-Reason: MaxAge|Nats-TTL: 1m0s|Nats-Rollup: sub|Nats-Stream:");
  }

  @Test
  @DisplayName("STR-523 the keys of a bucket: last per subject, headers only, then none pending")
  void keys() {
    bucket("keys", 5, "");
    publisher.store("$KV.keys.a", "1");
    publisher.store("$KV.keys.b", "2");
    publisher.store("$KV.keys.a", "3");
    raw.sendLines("SUB watch 8");
    Json created =
        publisher
            .api()
            .succeed(
                "consumer_create_response",
                "CONSUMER.CREATE.KV_keys.watcher.$KV.keys.>",
                ConsumerClient.body(
                    "KV_keys",
                    "\"deliver_policy\":\"last_per_subject\",\"filter_subject\":\"$KV.keys.>\","
                        + "\"deliver_subject\":\"watch\",\"headers_only\":true,"
                        + "\"ack_policy\":\"none\",\"mem_storage\":true,\"num_replicas\":1,"
                        + "\"flow_control\":true,\"idle_heartbeat\":5000000000",
                    ""));
    assertThat(created.number("num_pending")).isEqualTo(2);
    assertThat(created.object("delivered").number("consumer_seq")).isZero();
    Delivery b = Delivery.next(raw);
    assertThat(b.subject()).isEqualTo("$KV.keys.b");
    assertThat(b.pending()).isEqualTo(1);
    assertThat(b.header("Nats-Msg-Size")).isEqualTo("1");
    Delivery a = Delivery.next(raw);
    assertThat(a.subject()).isEqualTo("$KV.keys.a");
    assertThat(a.streamSequence()).isEqualTo(3);
    assertThat(a.pending()).isZero();
  }

  @Test
  @DisplayName("STR-526 an object: chunks, then its description, replaced and purged and sealed")
  void objects() {
    String config =
        "\"subjects\":[\"$O.files.C.>\",\"$O.files.M.>\"],\"discard\":\"new\","
            + "\"allow_rollup_hdrs\":true,\"allow_direct\":true,\"storage\":\"memory\"";
    publisher.api().create("OBJ_files", config);
    publisher.store("$O.files.C.one", "abc");
    publisher.store("$O.files.C.one", "def");
    publisher.store("$O.files.M.bmFtZQ==", "{\"v\":1}", "Nats-Rollup: sub");
    publisher.store("$O.files.C.two", "ghi");
    publisher.store("$O.files.M.bmFtZQ==", "{\"v\":2}", "Nats-Rollup: sub");
    Json purged =
        publisher
            .api()
            .succeed(
                "stream_purge_response",
                "STREAM.PURGE.OBJ_files",
                "{\"filter\":\"$O.files.C.one\"}");
    assertThat(purged.number("purged")).isEqualTo(2);
    raw.sendLines("PUB $JS.API.DIRECT.GET.OBJ_files.$O.files.M.bmFtZQ== in 0", "");
    assertThat(Delivery.next(raw).payload()).isEqualTo("{\"v\":2}");
    assertThat(publisher.state("OBJ_files").number("messages")).isEqualTo(2);
    publisher
        .api()
        .succeed(
            "stream_update_response",
            "STREAM.UPDATE.OBJ_files",
            "{\"name\":\"OBJ_files\",\"sealed\":true," + config + "}");
    publisher.refuse(400, 10109, "invalid operation on sealed stream", "$O.files.C.three", "x");
  }
}

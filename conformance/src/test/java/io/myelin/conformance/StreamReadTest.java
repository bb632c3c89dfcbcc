package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 14.1, 14.2 and 15 of the streams chapter: info, message get, delete and purge. */
class StreamReadTest {
  @RegisterExtension
  static final Servers SERVER =
      Servers.shared("server_name: reader\njetstream { store_dir: \"${dir}/store\" }");

  @RegisterExtension final Servers servers = new Servers();

  private StreamPublisher publisher;
  private JetStreamClient client;
  private String stream;

  @BeforeEach
  void connect(TestInfo test) {
    publisher = StreamPublisher.of(SERVER.get());
    client = publisher.api();
    servers.closing(client.connection());
    stream = test.getTestMethod().orElseThrow().getName();
  }

  private void create(String more) {
    String subjects = "\"subjects\":[\"" + stream + ".>\"]";
    client.create(stream, more.isEmpty() ? subjects : subjects + "," + more);
  }

  private void store(String... lastTokens) {
    for (String token : lastTokens) {
      publisher.store(stream + "." + token, token);
    }
  }

  private Json info(String body) {
    return client.succeed("stream_info_response", "STREAM.INFO." + stream, body);
  }

  private long purge(String body) {
    Json answer = client.succeed("stream_purge_response", "STREAM.PURGE." + stream, body);
    assertThat(answer.flag("success")).isTrue();
    return answer.number("purged");
  }

  private Json get(String body) {
    return client
        .succeed("stream_msg_get_response", "STREAM.MSG.GET." + stream, body)
        .object("message");
  }

  private void refuseDelete(String body, long code, long errCode, String description) {
    client
        .fail("stream_msg_delete_response", "STREAM.MSG.DELETE." + stream, body)
        .with(code, errCode, description);
  }

  // ---- info

  @Test
  @DisplayName("STR-105 STR-420 STR-421 STR-423 STR-T20 info of a stream and its state")
  void description() {
    create("");
    Json empty = info("");
    List<String> names = new ArrayList<>(empty.names());
    names.remove("durability");
    assertThat(names)
        .containsExactly(
            "type", "total", "offset", "limit", "config", "created", "state", "cluster", "ts");
    assertThat(empty.object("cluster").text("leader")).isEqualTo("reader");
    assertThat(empty.object("state").names())
        .containsExactly(
            "messages", "bytes", "first_seq", "first_ts", "last_seq", "last_ts", "consumer_count");
    assertThat(empty.object("state").text("first_ts")).isEqualTo("0001-01-01T00:00:00Z");
    store("a", "b", "a", "c");
    client.succeed("stream_msg_delete_response", "STREAM.MSG.DELETE." + stream, "{\"seq\":2}");
    Json state = info("{\"deleted_details\":true}").object("state");
    assertThat(state.number("messages")).isEqualTo(3);
    assertThat(state.number("first_seq")).isEqualTo(1);
    assertThat(state.number("last_seq")).isEqualTo(4);
    assertThat(state.number("num_subjects")).isEqualTo(2);
    assertThat(state.number("num_deleted")).isEqualTo(1);
    assertThat(state.list("deleted")).isEqualTo(List.of(2L));
    assertThat(state.has("subjects") || state.has("lost")).isFalse();
    Instant first = Instant.parse(state.text("first_ts"));
    Instant last = Instant.parse(state.text("last_ts"));
    assertThat(first).isBefore(last).isAfter(Instant.parse(empty.text("created")));
    assertThat(info("").object("state").has("deleted")).isFalse();
    assertThat(info("").text("created")).isEqualTo(empty.text("created"));
  }

  @Test
  @DisplayName("STR-422 subjects_filter: how many messages each subject has")
  void subjects() {
    create("");
    store("a.x", "a.y", "a.x", "b");
    Json found = info("{\"subjects_filter\":\"" + stream + ".a.*\"}");
    Json subjects = found.object("state").object("subjects");
    assertThat(subjects.names()).containsExactlyInAnyOrder(stream + ".a.x", stream + ".a.y");
    assertThat(subjects.number(stream + ".a.x")).isEqualTo(2);
    assertThat(found.number("total")).isEqualTo(2);
    assertThat(found.number("limit")).isEqualTo(100_000);
    assertThat(found.number("offset")).isZero();
    Json beyond = info("{\"subjects_filter\":\">\",\"offset\":40}");
    assertThat(beyond.number("total")).isEqualTo(3);
    assertThat(beyond.number("offset")).isEqualTo(40);
    Json none = info("{\"subjects_filter\":\"nothing.>\"}");
    assertThat(none.object("state").has("subjects")).isFalse();
    assertThat(none.number("total") + none.number("limit")).isZero();
    assertThat(info("").object("state").has("subjects")).isFalse();
  }

  @Test
  @DisplayName("STR-103 STR-104 STR-426 STR-T07 names and lists by subject")
  void bySubject() {
    client.create("by-1", "\"subjects\":[\"by.one.*\",\"by.x\"]");
    client.create("by-2", "\"subjects\":[\"by.two\"]");
    for (String filter : List.of("by.one.a", "by.one.*", "by.*.a", "by.x")) {
      Json names =
          client.succeed(
              "stream_names_response", "STREAM.NAMES", "{\"subject\":\"" + filter + "\"}");
      assertThat(names.texts("streams")).as(filter).containsExactly("by-1");
      assertThat(names.number("total")).isEqualTo(1);
    }
    Json list = client.succeed("stream_list_response", "STREAM.LIST", "{\"subject\":\"by.>\"}");
    assertThat(list.objects("streams").stream().map(one -> one.object("config").text("name")))
        .containsExactly("by-1", "by-2");
    assertThat(list.has("missing") || list.has("offline")).isFalse();
    Json first = list.objects("streams").get(0);
    assertThat(first.has("cluster")).isFalse();
    assertThat(first.object("state").number("messages")).isZero();
    String nowhere = "{\"subject\":\"no.such.subject\"}";
    Json noNames = client.succeed("stream_names_response", "STREAM.NAMES", nowhere);
    assertThat(noNames.has("streams") && noNames.get("streams") == null).isTrue();
    Json noList = client.succeed("stream_list_response", "STREAM.LIST", nowhere);
    assertThat(noList.list("streams")).isEmpty();
  }

  @Test
  @DisplayName("STR-106 STR-120 STR-124 what is said of a stream that is gone")
  void missing() {
    create("");
    assertThat(
            client.succeed("stream_delete_response", "STREAM.DELETE." + stream, "").flag("success"))
        .isTrue();
    String text = "stream not found";
    client.fail("stream_info_response", "STREAM.INFO." + stream, "").with(404, 10059, text);
    client.fail("stream_delete_response", "STREAM.DELETE." + stream, "").with(404, 10059, text);
    client.fail("stream_purge_response", "STREAM.PURGE." + stream, "").with(404, 10059, text);
    client
        .fail("stream_msg_get_response", "STREAM.MSG.GET." + stream, "{\"seq\":1}")
        .with(404, 10059, text);
    client
        .fail("stream_msg_delete_response", "STREAM.MSG.DELETE." + stream, "{\"seq\":1}")
        .with(404, 10059, text);
    client
        .fail("stream_delete_response", "STREAM.DELETE." + stream, "{\"x\":1}")
        .with(400, 10038, "expected an empty request payload");
    client
        .fail("stream_msg_get_response", "STREAM.MSG.GET." + stream, "")
        .with(400, 10003, "bad request");
  }

  // ---- message get

  @Test
  @DisplayName("STR-108 STR-430 STR-062 a message by sequence, by subject, by time")
  void messageGet() {
    create("");
    store("a", "b", "a", "b");
    publisher.store(stream + ".c", "", "Mine: 1");
    Json first = get("{\"seq\":1}");
    assertThat(first.names()).containsExactly("subject", "seq", "data", "time");
    assertThat(first.text("subject")).isEqualTo(stream + ".a");
    assertThat(first.text("data")).isEqualTo("YQ==");
    Json last = get("{\"last_by_subj\":\"" + stream + ".c\"}");
    assertThat(last.names()).containsExactly("subject", "seq", "hdrs", "time");
    assertThat(publisher.message(stream, 5)).isEqualTo(stream + ".c|NATS/1.0|Mine: 1||");
    assertThat(get("{\"last_by_subj\":\"" + stream + ".b\"}").number("seq")).isEqualTo(4);
    assertThat(get("{\"last_by_subj\":\"" + stream + ".*\"}").number("seq")).isEqualTo(5);
    assertThat(get("{\"next_by_subj\":\"" + stream + ".b\"}").number("seq")).isEqualTo(2);
    assertThat(get("{\"seq\":3,\"next_by_subj\":\"" + stream + ".b\"}").number("seq")).isEqualTo(4);
    String third = get("{\"seq\":3}").text("time");
    assertThat(get("{\"start_time\":\"" + third + "\"}").number("seq")).isEqualTo(3);
    assertThat(
            get("{\"start_time\":\"" + third + "\",\"next_by_subj\":\"" + stream + ".>\"}")
                .number("seq"))
        .isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"seq\":1,\"last_by_subj\":\"x\"}",
        "{\"seq\":1,\"start_time\":\"2026-01-01T00:00:00Z\"}",
        "{\"start_time\":\"2026-01-01T00:00:00Z\",\"last_by_subj\":\"x\"}",
        "{\"last_by_subj\":\"x\",\"next_by_subj\":\"x\"}",
        "{\"seq\":1,\"batch\":2}",
        "{\"seq\":1,\"max_bytes\":2}",
      })
  @DisplayName("STR-127 STR-430 selectors that contradict each other")
  void contradictions(String body) {
    client.create(stream, "");
    client
        .fail("stream_msg_get_response", "STREAM.MSG.GET." + stream, body)
        .with(400, 10003, "bad request");
  }

  @Test
  @DisplayName("STR-127 STR-431 what is deleted or still to come is not found; next skips gaps")
  void notFound() {
    create("");
    store("a", "b", "c");
    client.succeed("stream_msg_delete_response", "STREAM.MSG.DELETE." + stream, "{\"seq\":2}");
    for (String body :
        List.of(
            "{\"seq\":2}",
            "{\"seq\":4}",
            "{\"last_by_subj\":\"" + stream + ".b\"}",
            "{\"seq\":9,\"next_by_subj\":\"" + stream + ".>\"}",
            "{\"start_time\":\"2200-01-01T00:00:00Z\"}")) {
      client
          .fail("stream_msg_get_response", "STREAM.MSG.GET." + stream, body)
          .with(404, 10037, "no message found");
    }
    assertThat(get("{\"seq\":2,\"next_by_subj\":\"" + stream + ".>\"}").number("seq")).isEqualTo(3);
  }

  // ---- delete and purge

  @Test
  @DisplayName("STR-109 STR-125 STR-455 one message is deleted, erased or not")
  void messageDelete() {
    create("\"storage\":\"file\"");
    store("a", "b", "c");
    String delete = "STREAM.MSG.DELETE." + stream;
    Json answer = client.succeed("stream_msg_delete_response", delete, "{\"seq\":2}");
    assertThat(answer.flag("success")).isTrue();
    assertThat(answer.names()).containsExactly("type", "success");
    client.succeed("stream_msg_delete_response", delete, "{\"seq\":1,\"no_erase\":true}");
    assertThat(publisher.isGone(stream, 1)).isTrue();
    assertThat(publisher.isGone(stream, 2)).isTrue();
    assertThat(publisher.state(stream).number("first_seq")).isEqualTo(3);
    store("d");
    client.succeed("stream_msg_delete_response", delete, "{\"seq\":3}");
    refuseDelete("{\"seq\":99}", 500, 10057, "stream store EOF");
    refuseDelete("{\"seq\":0}", 500, 10057, "no message found");
    assertThat(publisher.state(stream).number("messages")).isEqualTo(1);
  }

  @Test
  @DisplayName("STR-125 STR-126 STR-226 deleting and purging are denied; sequences not found")
  void denied() {
    create("\"deny_delete\":true,\"deny_purge\":true");
    store("a", "b");
    refuseDelete("{\"seq\":1}", 500, 10057, "message delete not permitted");
    client
        .fail("stream_purge_response", "STREAM.PURGE." + stream, "")
        .with(500, 10110, "stream purge not permitted");
    assertThat(publisher.state(stream).number("messages")).isEqualTo(2);
    client.create("gaps", "\"subjects\":[\"gaps\"]");
    for (int i = 0; i < 3; i++) {
      publisher.store("gaps", "x");
    }
    client.succeed("stream_msg_delete_response", "STREAM.MSG.DELETE.gaps", "{\"seq\":2}");
    client
        .fail("stream_msg_delete_response", "STREAM.MSG.DELETE.gaps", "{\"seq\":2}")
        .with(400, 10043, "sequence 2 not found");
  }

  @Test
  @DisplayName("STR-107 STR-456 STR-459 a purge of everything")
  void purgeAll() {
    create("");
    assertThat(purge("")).isZero();
    store("a", "b", "c");
    assertThat(purge("")).isEqualTo(3);
    Json state = publisher.state(stream);
    assertThat(state.number("messages")).isZero();
    assertThat(state.number("first_seq")).isEqualTo(4);
    assertThat(state.number("last_seq")).isEqualTo(3);
    assertThat(state.text("first_ts")).isEqualTo("0001-01-01T00:00:00Z");
    assertThat(publisher.store(stream + ".a", "x")).isEqualTo(4);
  }

  @Test
  @DisplayName("STR-126 STR-457 STR-459 STR-T15 a purge by filter, up to a sequence, but the last")
  void purgePart() {
    create("");
    store("a", "b", "a", "b", "a", "b");
    String filter = "\"filter\":\"" + stream + ".a\"";
    client
        .fail("stream_purge_response", "STREAM.PURGE." + stream, "{\"seq\":2,\"keep\":1}")
        .with(400, 10003, "bad request");
    assertThat(purge("{\"seq\":1}")).isZero();
    assertThat(purge("{\"seq\":3}")).isEqualTo(2);
    assertThat(publisher.state(stream).number("first_seq")).isEqualTo(3);
    assertThat(purge("{" + filter + ",\"keep\":1}")).isEqualTo(1);
    assertThat(publisher.isGone(stream, 3)).isTrue();
    assertThat(purge("{\"filter\":\"" + stream + ".*\",\"seq\":5}")).isEqualTo(1);
    store("a");
    assertThat(purge("{" + filter + "}")).isEqualTo(2);
    assertThat(publisher.state(stream).number("messages")).isEqualTo(1);
    assertThat(publisher.state(stream).number("first_seq")).isEqualTo(6);
    store("b", "b");
    assertThat(purge("{\"keep\":2}")).isEqualTo(1);
    assertThat(purge("{\"filter\":\"elsewhere\"}")).isZero();
  }

  @Test
  @DisplayName("STR-458 STR-T15 a purge up to a sequence that is still to come moves the stream on")
  void purgeBeyond() {
    create("");
    store("a", "b");
    assertThat(purge("{\"seq\":10}")).isEqualTo(2);
    assertThat(publisher.state(stream).number("first_seq")).isEqualTo(10);
    assertThat(publisher.state(stream).number("last_seq")).isEqualTo(9);
    assertThat(publisher.store(stream + ".a", "x")).isEqualTo(10);
  }

  // ---- publishing that meets no stream

  @Test
  @DisplayName("STR-245 nobody takes it: no responders at once; STR-336 too large: an error")
  void nobody() {
    RawClient raw = servers.closing(SERVER.get().connect(RawClient.MODERN));
    raw.sendLines("SUB in 1", "PUB nobody.listens in 1", "x");
    Delivery answer = Delivery.next(raw);
    assertThat(answer.status()).isEqualTo("503");
    assertThat(answer.header("Nats-Subject")).isEqualTo("nobody.listens");
    create("");
    long most = raw.info().number("max_payload");
    raw.sendLines("PUB " + stream + ".a in " + (most + 1));
    raw.expectError("Maximum Payload Violation");
    assertThat(publisher.state(stream).number("messages")).isZero();
  }

  @Test
  @DisplayName("STR-244 a message that is stored is delivered to subscribers as well")
  void subscribersToo() {
    create("");
    RawClient raw = servers.closing(SERVER.get().connect(RawClient.MODERN));
    raw.sendLines("SUB " + stream + ".* 7").barrier();
    store("a");
    assertThat(Delivery.next(raw).payload()).isEqualTo("a");
  }
}

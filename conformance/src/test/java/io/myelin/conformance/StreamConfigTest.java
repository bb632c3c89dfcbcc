package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sections 6 and 7 of the streams chapter: what a stream is configured as, and may become. */
class StreamConfigTest {
  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  @RegisterExtension final Servers servers = new Servers();

  private JetStreamClient client;
  private String stream;

  @BeforeEach
  void connect(TestInfo test) {
    client = JetStreamClient.of(SERVER.get());
    servers.closing(client.connection());
    stream = test.getTestMethod().orElseThrow().getName();
  }

  private Json update(String more) {
    String body = "{\"name\":\"" + stream + "\"" + (more.isEmpty() ? "}" : "," + more + "}");
    return client
        .succeed("stream_update_response", "STREAM.UPDATE." + stream, body)
        .object("config");
  }

  private void refuseUpdate(String more, long code, long errCode, String description) {
    String body = "{\"name\":\"" + stream + "\"" + (more.isEmpty() ? "}" : "," + more + "}");
    client
        .fail("stream_update_response", "STREAM.UPDATE." + stream, body)
        .with(code, errCode, description);
  }

  @Test
  @DisplayName("STR-101 STR-128 STR-200 STR-420 the answer to a create request, to the byte")
  void defaults() {
    String answer =
        client
            .connection()
            .requestText("$JS.API.STREAM.CREATE.defaults", "{\"name\":\"defaults\"}");
    assertThat(
            answer
                .replaceAll("\"\\d{4}-[0-9:.TZ-]+\"", "\"T\"")
                .replaceAll("(_nats.level\":\")\\d+", "$1N")
                .replaceAll("(_nats.ver\":\")[^\"]+", "$1V")
                .replaceAll(",\"durability\":\"\\w+\"", ""))
        .isEqualTo(
            "{\"type\":\"io.nats.jetstream.api.v1.stream_create_response\","
                + "\"config\":{\"name\":\"defaults\",\"subjects\":[\"defaults\"],"
                + "\"retention\":\"limits\",\"max_consumers\":-1,\"max_msgs\":-1,"
                + "\"max_bytes\":-1,\"max_age\":0,\"max_msgs_per_subject\":-1,"
                + "\"max_msg_size\":-1,\"discard\":\"old\",\"storage\":\"file\","
                + "\"num_replicas\":1,\"duplicate_window\":120000000000,"
                + "\"compression\":\"none\",\"allow_direct\":false,\"mirror_direct\":false,"
                + "\"sealed\":false,\"deny_delete\":false,\"deny_purge\":false,"
                + "\"allow_rollup_hdrs\":false,\"consumer_limits\":{},\"allow_msg_ttl\":false,"
                + "\"metadata\":{\"_nats.level\":\"N\",\"_nats.req.level\":\"0\","
                + "\"_nats.ver\":\"V\"}},\"created\":\"T\","
                + "\"state\":{\"messages\":0,\"bytes\":0,\"first_seq\":0,\"first_ts\":\"T\","
                + "\"last_seq\":0,\"last_ts\":\"T\",\"consumer_count\":0},"
                + "\"ts\":\"T\",\"did_create\":true}");
  }

  @Test
  @DisplayName("STR-200 STR-121 names of streams; the subject must name the same")
  void names() {
    String create = "STREAM.CREATE.";
    String type = "stream_create_response";
    for (String name : List.of("a*", "a>")) {
      client
          .fail(type, create + name, "{\"name\":\"" + name + "\"}")
          .with(500, 10052, "stream name is required and can not contain '.', '*', '>', '\\', '/'");
    }
    for (String name : List.of("a/b", "a\\\\b")) {
      client
          .fail(type, create + name.replace("\\\\", "\\"), "{\"name\":\"" + name + "\"}")
          .with(400, 10128, "Stream name can not contain path separators");
    }
    String tooLong = "x".repeat(256);
    client
        .fail(type, create + tooLong, "{\"name\":\"" + tooLong + "\"}")
        .with(500, 10052, "stream name is too long, maximum allowed is 255");
    client
        .fail(type, create + "one", "{\"name\":\"other\"}")
        .with(400, 10056, "stream name in subject does not match request");
    client
        .fail(type, create + "one", "{}")
        .with(400, 10056, "stream name in subject does not match request");
    client.create("Names", "\"subjects\":[\"upper\"]");
    client.create("names", "\"subjects\":[\"lower\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"retention\":\"interest\" | retention | interest",
        "\"retention\":\"workqueue\" | retention | workqueue",
        "\"max_consumers\":7 | max_consumers | 7",
        "\"max_consumers\":0 | max_consumers | -1",
        "\"max_msgs\":7 | max_msgs | 7",
        "\"max_msgs\":-9 | max_msgs | -1",
        "\"max_bytes\":7 | max_bytes | 7",
        "\"max_age\":100000000 | max_age | 100000000",
        "\"max_age\":1000000000 | duplicate_window | 1000000000",
        "\"max_msgs_per_subject\":7 | max_msgs_per_subject | 7",
        "\"max_msg_size\":7 | max_msg_size | 7",
        "\"discard\":\"new\" | discard | new",
        "\"storage\":\"memory\" | storage | memory",
        "\"num_replicas\":0 | num_replicas | 1",
        "\"duplicate_window\":100000000 | duplicate_window | 100000000",
        "\"compression\":\"s2\" | compression | s2",
        "\"allow_direct\":true | allow_direct | true",
        "\"deny_delete\":true | deny_delete | true",
        "\"deny_purge\":true | deny_purge | true",
        "\"allow_rollup_hdrs\":true | allow_rollup_hdrs | true",
        "\"allow_msg_ttl\":true | allow_msg_ttl | true",
        "\"subject_delete_marker_ttl\":1000000000 | allow_msg_ttl | true",
        "\"subject_delete_marker_ttl\":1000000000 | allow_rollup_hdrs | true",
        "\"subject_delete_marker_ttl\":1000000000,\"deny_purge\":true | deny_purge | false",
        "\"metadata\":{} | description | absent",
        "\"sources\":[{\"name\":\"S\"}] | subjects | absent",
        "\"sources\":[{\"name\":\"S\"}] | duplicate_window | absent",
        "\"mirror\":{\"name\":\"S\"} | duplicate_window | absent",
      })
  @DisplayName(
      "STR-203..210 STR-212 STR-213 STR-215 STR-217..219 STR-223 STR-226 STR-227 STR-231 STR-232"
          + " values and defaults of members, again by info")
  void members(String more, String member, String expected) {
    Json config = client.create("member", more).object("config");
    Json info = client.succeed("stream_info_response", "STREAM.INFO.member", "").object("config");
    client.succeed("stream_delete_response", "STREAM.DELETE.member", "");
    for (Json shown : List.of(config, info)) {
      String value = shown.has(member) ? String.valueOf(shown.get(member)) : "absent";
      assertThat(value).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"max_age\":-1 | 500 | 10052 | max age can not be negative",
        "\"max_age\":99999999 | 500 | 10052 | max age needs to be >= 100ms",
        "\"num_replicas\":6 | 500 | 10052 | maximum replicas is 5",
        "\"num_replicas\":-1 | 400 | 10133 | replicas count cannot be negative",
        "\"num_replicas\":3 | 500 | 10074 | replicas > 1 not supported in non-clustered mode",
        "\"duplicate_window\":-1 | 500 | 10052 | duplicates window can not be negative",
        "\"duplicate_window\":1 | 500 | 10052 | duplicates window needs to be >= 100ms",
        "\"max_age\":1000000000,\"duplicate_window\":2000000000 | 500 | 10052"
            + " | duplicates window can not be larger then max age",
        "\"discard_new_per_subject\":true | 500 | 10052"
            + " | discard new per subject requires discard new policy to be set",
        "\"discard\":\"new\",\"discard_new_per_subject\":true | 500 | 10052"
            + " | discard new per subject requires max msgs per subject > 0",
        "\"deny_purge\":true,\"allow_rollup_hdrs\":true | 500 | 10052"
            + " | roll-ups require the purge permission",
        "\"subject_delete_marker_ttl\":1 | 500 | 10052"
            + " | subject delete marker TTL must be at least 1 second",
        "\"subject_delete_marker_ttl\":-1 | 500 | 10052"
            + " | subject delete marker TTL must not be negative",
        "\"sealed\":true | 500 | 10052 | stream configuration for create can not be sealed",
        "\"mirror_direct\":true | 500 | 10052"
            + " | stream has no mirror but does have mirror direct",
        "\"subjects\":[\"a..b\"] | 500 | 10052 | invalid subject",
        "\"subjects\":[\"a.>.b\"] | 500 | 10052 | invalid subject",
        "\"subjects\":[\"a\",\"a\"] | 500 | 10052 | subject \"a\" overlaps with \"a\"",
        "\"subjects\":[\"a.*\",\"a.b\"] | 500 | 10052 | subject \"a.*\" overlaps with \"a.b\"",
        "\"subjects\":[\">\"] | 500 | 10052"
            + " | capturing all subjects requires no-ack to be true",
        "\"subjects\":[\"$JS.API.x\"] | 500 | 10052"
            + " | subjects that overlap with jetstream api require no-ack to be true",
        "\"subjects\":[\"*.>\"] | 500 | 10052"
            + " | subjects that overlap with jetstream api require no-ack to be true",
        "\"subjects\":[\"$SYS.x\"] | 500 | 10052"
            + " | subjects that overlap with system api require no-ack to be true",
        "\"mirror\":{\"name\":\"S\"},\"subjects\":[\"a\"] | 400 | 10034"
            + " | stream mirrors can not contain subjects",
        "\"mirror\":{\"name\":\"S\"},\"sources\":[{\"name\":\"T\"}] | 400 | 10031"
            + " | stream mirrors can not also contain other sources",
        "\"mirror\":{\"name\":\"S\"},\"first_seq\":5 | 400 | 10143"
            + " | stream mirrors can not have first sequence configured",
        "\"mirror\":{\"name\":\"S\"},\"subject_delete_marker_ttl\":1000000000 | 500 | 10052"
            + " | subject delete markers forbidden on mirrors",
        "\"mirror\":{\"name\":\"a.b\"} | 400 | 10142 | mirrored stream name is invalid",
        "\"sources\":[{\"name\":\"a.b\"}] | 400 | 10141 | sourced stream name is invalid",
        "\"sources\":[{\"name\":\"S\"},{\"name\":\"S\"}] | 400 | 10140"
            + " | duplicate source configuration detected",
        "\"mirror\":{\"name\":\"S\",\"filter_subject\":\"a\",\"subject_transforms\":"
            + "[{\"src\":\"a\",\"dest\":\"b\"}]} | 400 | 10150"
            + " | mirror with multiple subject transforms cannot also have a single subject filter",
        "\"sources\":[{\"name\":\"S\",\"filter_subject\":\"a\",\"subject_transforms\":"
            + "[{\"src\":\"a\",\"dest\":\"b\"}]}] | 400 | 10144"
            + " | source with multiple subject transforms cannot also have a single subject filter",
        "\"mirror\":{\"name\":\"S\",\"subject_transforms\":[{\"src\":\"a.>\",\"dest\":\"b.>\"},"
            + "{\"src\":\"a.*\",\"dest\":\"c.$1\"}]} | 400 | 10152"
            + " | mirror subject filters can not overlap",
        "\"sources\":[{\"name\":\"S\",\"subject_transforms\":[{\"src\":\"a.>\",\"dest\":\"b.>\"},"
            + "{\"src\":\"a.*\",\"dest\":\"c.$1\"}]}] | 400 | 10147"
            + " | source filters can not overlap",
      })
  @DisplayName(
      "STR-121 STR-200 STR-207 STR-213 STR-215 STR-217 STR-218 STR-227 STR-230 STR-232 STR-240"
          + " STR-242 STR-470 STR-T03 what no stream can be")
  void refused(String more, long code, long errCode, String description) {
    client.failToCreate("refused", more, code, errCode, description);
    assertThat(client.ask("STREAM.INFO.refused", "").has("error")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"max_msgs\":-2 | max_msgs must be set to -1",
        "\"max_bytes\":-2 | max_bytes must be set to -1",
        "\"max_msgs_per_subject\":-2 | max_msgs_per_subject must be set to -1",
        "\"max_age\":1000000000 | duplicate window cannot be bigger than max age",
        "\"republish\":{\"dest\":\"x.>\"} | republish source can not be empty",
      })
  @DisplayName("STR-238 pedantic: what would be corrected is refused")
  void pedantic(String more, String reason) {
    client.failToCreate(
        "pedantic", "\"pedantic\":true," + more, 400, 10157, "pedantic mode: " + reason);
    client.create("pedantic", more);
    client.succeed("stream_delete_response", "STREAM.DELETE.pedantic", "");
  }

  @Test
  @DisplayName("STR-202 STR-241 STR-242 subjects: the name without any, none shared, all unacked")
  void subjects() {
    Json config = client.create(stream, "").object("config");
    assertThat(config.texts("subjects")).containsExactly(stream);
    client.create("other", "\"subjects\":[\"other.*.x\",\"more.>\"]");
    String overlap = "subjects overlap with an existing stream";
    client.failToCreate("third", "\"subjects\":[\"other.y.>\"]", 400, 10065, overlap);
    client.failToCreate(
        "third", "\"subjects\":[\"free\",\"more\",\"other.*.*\"]", 400, 10065, overlap);
    client.create("sourced", "\"sources\":[{\"name\":\"other\"}]");
    refuseUpdate("\"subjects\":[\"more.x\"]", 400, 10065, overlap);
    client.create("audit", "\"subjects\":[\"$SYS.ACCOUNT.>\",\"$JS.EVENT.>\"]");
    client.create("everything", "\"subjects\":[\"quiet.>\"],\"no_ack\":true");
  }

  @Test
  @DisplayName("STR-122 STR-T04 creating the same again succeeds, something else fails")
  void again() {
    String more = "\"max_msgs\":0,\"metadata\":{\"a\":\"b\"}";
    Json first = client.create(stream, more);
    for (String same :
        List.of(
            more,
            "\"max_msgs\":-1,\"subjects\":[\"again\"],\"metadata\":{\"a\":\"b\"},"
                + "\"duplicate_window\":120000000000,\"num_replicas\":1",
            "\"metadata\":{\"a\":\"b\",\"_nats.ver\":\"1\",\"_nats.req.level\":\"3\"}")) {
      Json second = client.create(stream, same);
      assertThat(second.flag("did_create")).isTrue();
      assertThat(second.text("created")).isEqualTo(first.text("created"));
    }
    String differs = "stream name already in use with a different configuration";
    client.failToCreate(stream, "\"metadata\":{\"a\":\"c\"}", 400, 10058, differs);
    client.failToCreate(stream, "\"max_msgs\":5,\"metadata\":{\"a\":\"b\"}", 400, 10058, differs);
  }

  @Test
  @DisplayName("STR-102 STR-123 STR-250 STR-255 STR-T05 an update is a whole configuration")
  void updates() {
    client.create(stream, "\"subjects\":[\"u.a\",\"u.b\"],\"description\":\"old\",\"max_msgs\":9");
    for (int i = 0; i < 5; i++) {
      client.publish("u.a", "x");
    }
    Json config = update("\"subjects\":[\"u.a\",\"u.c\"],\"max_msgs\":2,\"allow_direct\":true");
    assertThat(config.has("description")).isFalse();
    assertThat(config.texts("subjects")).containsExactly("u.a", "u.c");
    assertThat(config.flag("allow_direct")).isTrue();
    Json info = client.succeed("stream_info_response", "STREAM.INFO." + stream, "");
    assertThat(info.object("state").number("messages")).isEqualTo(2);
    assertThat(info.object("state").number("first_seq")).isEqualTo(4);
    assertThat(client.publish("u.c", "x").number("seq")).isEqualTo(6);
    assertThat(update("\"subjects\":[\"u.a\"],\"retention\":\"interest\"").text("retention"))
        .isEqualTo("interest");
    update("\"subjects\":[\"u.a\"],\"discard\":\"new\",\"deny_delete\":true");
    refuseUpdate("\"max_age\":1", 500, 10052, "max age needs to be >= 100ms");
    client
        .fail("stream_update_response", "STREAM.UPDATE." + stream, "{\"name\":\"other\"}")
        .with(400, 10056, "stream name in subject does not match request");
    client
        .fail("stream_update_response", "STREAM.UPDATE.NOPE", "{\"name\":\"NOPE\"}")
        .with(404, 10059, "stream not found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"storage\":\"file\" | \"storage\":\"memory\" | 500 | 10052"
            + " | stream configuration update can not change storage type",
        "\"max_msgs\":1 | \"retention\":\"workqueue\" | 500 | 10052"
            + " | stream configuration update can not change retention policy to/from workqueue",
        "\"retention\":\"workqueue\" | \"max_msgs\":1 | 500 | 10052"
            + " | stream configuration update can not change retention policy to/from workqueue",
        "\"deny_delete\":true | \"max_msgs\":1 | 500 | 10052"
            + " | stream configuration update can not cancel deny message deletes",
        "\"deny_purge\":true | \"max_msgs\":1 | 500 | 10052"
            + " | stream configuration update can not cancel deny purge",
        "\"allow_msg_ttl\":true | \"max_msgs\":1 | 500 | 10052"
            + " | message TTL status can not be disabled",
        "\"max_msgs\":1 | \"allow_msg_counter\":true | 500 | 10052"
            + " | stream configuration update can not change message counter setting",
        "\"max_msgs\":1 | \"mirror\":{\"name\":\"S\"} | 400 | 10055"
            + " | stream mirror configuration can not be updated",
        "\"mirror\":{\"name\":\"S\"} | \"mirror\":{\"name\":\"T\"} | 400 | 10055"
            + " | stream mirror configuration can not be updated",
      })
  @DisplayName("STR-251 STR-252 STR-226 STR-231 STR-212 what no update can change")
  void fixed(String before, String after, long code, long errCode, String description) {
    client.create(stream, before);
    refuseUpdate(after, code, errCode, description);
    client.succeed("stream_delete_response", "STREAM.DELETE." + stream, "");
  }

  @Test
  @DisplayName("STR-252 a mirror without its mirror is an ordinary stream")
  void promotion() {
    client.create("origin", "");
    client.create(stream, "\"mirror\":{\"name\":\"origin\"}");
    client.publish("origin", "1");
    RawClient raw = client.connection();
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        raw.request("$JS.API.STREAM.INFO." + stream, "")
                            .object("state")
                            .number("messages"))
                    .isEqualTo(1));
    Json config = update("");
    assertThat(config.has("mirror")).isFalse();
    assertThat(config.texts("subjects")).containsExactly(stream);
    assertThat(client.publish(stream, "2").number("seq")).isEqualTo(2);
  }

  @Test
  @DisplayName("STR-225 STR-256 a sealed stream takes and loses nothing")
  void sealing() {
    client.create(stream, "\"max_age\":60000000000,\"allow_rollup_hdrs\":true");
    client.publish(stream, "x");
    Json config = update("\"sealed\":true,\"max_age\":60000000000");
    assertThat(config.flag("sealed")).isTrue();
    assertThat(config.number("max_age")).isZero();
    assertThat(config.text("discard")).isEqualTo("new");
    assertThat(config.flag("deny_delete") && config.flag("deny_purge")).isTrue();
    assertThat(config.flag("allow_rollup_hdrs")).isFalse();
    String sealed = "invalid operation on sealed stream";
    new JetStreamClient.Failure(client.publish(stream, "y")).with(400, 10109, sealed);
    client.fail("stream_purge_response", "STREAM.PURGE." + stream, "").with(400, 10109, sealed);
    client
        .fail("stream_msg_delete_response", "STREAM.MSG.DELETE." + stream, "{\"seq\":1}")
        .with(400, 10109, sealed);
  }
}

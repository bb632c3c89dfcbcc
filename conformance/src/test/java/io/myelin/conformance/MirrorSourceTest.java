package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 17 of the streams chapter: streams that copy others. */
class MirrorSourceTest {
  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  @RegisterExtension final Servers servers = new Servers();

  private StreamPublisher publisher;
  private String name;

  @BeforeEach
  void connect(TestInfo test) {
    publisher = StreamPublisher.of(SERVER.get());
    servers.closing(publisher.api().connection());
    name = test.getTestMethod().orElseThrow().getName();
  }

  private Json info(String stream) {
    return publisher.api().succeed("stream_info_response", "STREAM.INFO." + stream, "");
  }

  private void origin(String stream, String more) {
    publisher.create(stream, stream + ".>", more);
  }

  private Json copy(String stream, String more) {
    return publisher.api().create(stream, "\"storage\":\"memory\"," + more);
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().untilAsserted(assertion);
  }

  private void awaitLast(String stream, long sequence) {
    eventually(() -> assertThat(publisher.state(stream).number("last_seq")).isEqualTo(sequence));
  }

  private void delete(String stream, long sequence) {
    publisher
        .api()
        .succeed(
            "stream_msg_delete_response",
            "STREAM.MSG.DELETE." + stream,
            "{\"seq\":" + sequence + "}");
  }

  private String timeOf(String stream, long sequence) {
    return publisher
        .api()
        .succeed(
            "stream_msg_get_response", "STREAM.MSG.GET." + stream, "{\"seq\":" + sequence + "}")
        .object("message")
        .text("time");
  }

  @Test
  @DisplayName("STR-217 STR-473 a mirror keeps sequences, times and headers, and leaves gaps")
  void mirror() {
    origin("MO", "");
    publisher.store("MO.a", "1", "Mine: 1", "Nats-Expected-Stream: MO", "Nats-Msg-Id: i");
    publisher.store("MO.b", "2");
    publisher.store("MO.a", "3");
    delete("MO", 2);
    copy("MC", "\"mirror\":{\"name\":\"MO\"}");
    awaitLast("MC", 3);
    assertThat(publisher.message("MC", 1)).isEqualTo("MO.a|NATS/1.0|Mine: 1|Nats-Msg-Id: i||1");
    assertThat(publisher.isGone("MC", 2)).isTrue();
    assertThat(publisher.message("MC", 3)).isEqualTo("MO.a|3");
    assertThat(timeOf("MC", 1)).isEqualTo(timeOf("MO", 1));
    assertThat(timeOf("MC", 3)).isEqualTo(timeOf("MO", 3));
    publisher.store("MO.c", "4");
    awaitLast("MC", 4);
    assertThat(publisher.state("MC").number("messages")).isEqualTo(3);
  }

  @Test
  @DisplayName("STR-473 an empty mirror starts where its origin does")
  void mirrorStartsLate() {
    origin("LO", "\"max_msgs\":2");
    for (int i = 0; i < 5; i++) {
      publisher.store("LO.a", "x");
    }
    copy("LC", "\"mirror\":{\"name\":\"LO\"}");
    awaitLast("LC", 5);
    assertThat(publisher.state("LC").number("first_seq")).isEqualTo(4);
    assertThat(publisher.state("LC").number("messages")).isEqualTo(2);
  }

  @Test
  @DisplayName("STR-425 STR-T20 how far a mirror is, and that it waits for its origin")
  void mirrorInfo() {
    copy("IC", "\"mirror\":{\"name\":\"IO\"}");
    Json waiting = info("IC").object("mirror");
    assertThat(waiting.text("name")).isEqualTo("IO");
    assertThat(waiting.number("lag")).isZero();
    assertThat(waiting.number("active")).isEqualTo(-1);
    assertThat(waiting.has("filter_subject") || waiting.has("external")).isFalse();
    origin("IO", "");
    publisher.store("IO.a", "x");
    copy("IT", "\"mirror\":{\"name\":\"IO\",\"filter_subject\":\"IO.a\"}");
    awaitLast("IT", 1);
    Json following = info("IT").object("mirror");
    assertThat(following.number("lag")).isZero();
    assertThat(following.number("active")).isBetween(0L, 5_000_000_000L);
    assertThat(following.text("filter_subject")).isEqualTo("IO.a");
    assertThat(following.has("error")).isFalse();
  }

  @Test
  @DisplayName("STR-218 STR-474 STR-425 sources are merged, with a header that tells the origin")
  void sources() {
    origin("S1", "");
    origin("S2", "");
    publisher.store("S1.a", "1", "Mine: 1", "Nats-Expected-Stream: S1");
    publisher.store("S1.a", "2");
    publisher.store("S2.b", "3");
    copy(
        "SC",
        "\"subjects\":[\"SC.own\"],\"sources\":[{\"name\":\"S1\"},"
            + "{\"name\":\"S2\",\"subject_transforms\":[{\"src\":\"S2.*\",\"dest\":\"moved.$1\"}]}]");
    awaitLast("SC", 3);
    assertThat(publisher.store("SC.own", "4")).isEqualTo(4);
    long first = 0;
    long second = 0;
    long third = 0;
    for (long sequence = 1; sequence <= 3; sequence++) {
      String message = publisher.message("SC", sequence);
      if (message.endsWith("|1")) {
        first = sequence;
        assertThat(message)
            .matches("S1.a\\|NATS/1.0\\|Mine: 1\\|Nats-Stream-Source: S1 1 > > S1.a.*\\|\\|1");
      } else if (message.endsWith("|2")) {
        second = sequence;
      } else {
        third = sequence;
        assertThat(message)
            .matches(
                "moved.b\\|NATS/1.0\\|Nats-Stream-Source: S2 1 S2.\\* moved.\\$1 S2.b.*\\|\\|3");
      }
    }
    assertThat(first).isLessThan(second);
    assertThat(third).isPositive();
    Json info = info("SC");
    assertThat(info.objects("sources").stream().map(source -> source.text("name")))
        .containsExactlyInAnyOrder("S1", "S2");
    Json moved =
        info.objects("sources").stream()
            .filter(source -> source.text("name").equals("S2"))
            .findFirst()
            .orElseThrow();
    assertThat(moved.objects("subject_transforms").get(0).text("dest")).isEqualTo("moved.$1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"name\":\"start\" | 4 | x1",
        "\"name\":\"start\",\"opt_start_seq\":3 | 2 | x3",
        "\"name\":\"start\",\"filter_subject\":\"start.even\" | 2 | x2",
        "\"name\":\"start\",\"opt_start_time\":\"2020-01-01T00:00:00Z\" | 4 | x1",
        "\"name\":\"start\",\"opt_start_seq\":4,\"opt_start_time\":\"2020-01-01T00:00:00Z\""
            + " | 1 | x4",
      })
  @DisplayName("STR-230 STR-476 where a source starts for the first time")
  void start(String source, long messages, String first) {
    origin("start", "");
    for (int i = 1; i <= 4; i++) {
      publisher.store(i % 2 == 0 ? "start.even" : "start.odd", "x" + i);
    }
    copy("target", "\"sources\":[{" + source + "}]");
    awaitLast("target", messages);
    assertThat(publisher.message("target", 1)).endsWith("|" + first);
    publisher.api().succeed("stream_delete_response", "STREAM.DELETE.target", "");
    publisher.api().succeed("stream_delete_response", "STREAM.DELETE.start", "");
  }

  @Test
  @DisplayName("STR-476 a mirror that starts at a sequence keeps it")
  void mirrorStart() {
    origin("TO", "");
    for (int i = 1; i <= 4; i++) {
      publisher.store("TO.a", "x" + i);
    }
    copy("TC", "\"mirror\":{\"name\":\"TO\",\"opt_start_seq\":3}");
    awaitLast("TC", 4);
    assertThat(publisher.state("TC").number("first_seq")).isEqualTo(3);
    assertThat(publisher.message("TC", 3)).endsWith("|x3");
  }

  @Test
  @DisplayName("STR-257 STR-476 an added source starts, a removed one stops, the other goes on")
  void changedSources() {
    origin("C1", "");
    origin("C2", "");
    publisher.store("C1.a", "1");
    publisher.store("C2.a", "2");
    copy("CC", "\"sources\":[{\"name\":\"C1\"}]");
    awaitLast("CC", 1);
    String both = "\"sources\":[{\"name\":\"C1\"},{\"name\":\"C2\"}]";
    String update = "{\"name\":\"CC\",\"storage\":\"memory\",%s}";
    publisher.api().succeed("stream_update_response", "STREAM.UPDATE.CC", update.formatted(both));
    publisher.store("C2.a", "3");
    awaitLast("CC", 3);
    publisher
        .api()
        .succeed(
            "stream_update_response",
            "STREAM.UPDATE.CC",
            update.formatted("\"sources\":[{\"name\":\"C2\"}]"));
    publisher.store("C1.a", "no more");
    publisher.store("C2.a", "4");
    awaitLast("CC", 4);
    assertThat(publisher.message("CC", 4)).endsWith("|4");
  }

  @Test
  @DisplayName("STR-470 streams that would copy in a circle are refused")
  void cycles() {
    publisher.api().create("Y1", "\"subjects\":[\"Y1.>\"],\"sources\":[{\"name\":\"Y2\"}]");
    publisher
        .api()
        .failToCreate(
            "Y2",
            "\"subjects\":[\"Y2.>\"],\"sources\":[{\"name\":\"Y1\"}]",
            500,
            10052,
            "detected cycle");
  }

  @Test
  @DisplayName("STR-209 a copy takes whatever its origin has")
  void sizes() {
    origin("ZO", "\"max_msg_size\":100");
    publisher
        .api()
        .failToCreate(
            "ZM",
            "\"max_msg_size\":50,\"mirror\":{\"name\":\"ZO\"}",
            400,
            10030,
            "stream mirror must have max message size >= source");
    publisher
        .api()
        .failToCreate(
            "ZS",
            "\"max_msg_size\":50,\"sources\":[{\"name\":\"ZO\"}]",
            400,
            10046,
            "stream source must have max message size >= target");
    copy("ZM", "\"max_msg_size\":100,\"mirror\":{\"name\":\"ZO\"}");
  }

  @Test
  @DisplayName("STR-486 a mirror without origin keeps what it has, and takes nothing itself")
  void originGone() {
    origin("GO", "");
    publisher.store("GO.a", "1");
    copy("GC", "\"mirror\":{\"name\":\"GO\"}");
    awaitLast("GC", 1);
    publisher.api().succeed("stream_delete_response", "STREAM.DELETE.GO", "");
    assertThat(publisher.message("GC", 1)).isEqualTo("GO.a|1");
    RawClient raw = publisher.api().connection();
    raw.sendLines("SUB gone 9", "PUB GC gone 1", "x");
    assertThat(Delivery.next(raw).status()).isEqualTo("503");
  }

  @Test
  @DisplayName("STR-221 STR-490 STR-491 a stream transforms what comes in, and republishes it")
  void republish() {
    publisher.create(
        name,
        "in.*",
        "\"subject_transform\":{\"src\":\"in.*\",\"dest\":\"kept.$1\"},"
            + "\"republish\":{\"src\":\"kept.>\",\"dest\":\"out.>\"}");
    publisher.create(
        "headers",
        "bare.*",
        "\"republish\":{\"src\":\">\",\"dest\":\"told.>\",\"headers_only\":true}");
    RawClient raw = servers.closing(SERVER.get().connect(RawClient.MODERN));
    raw.sendLines("SUB out.> 1", "SUB told.> 2").barrier();
    publisher.store("in.a", "one", "Mine: 1");
    publisher.store("in.b", "two");
    publisher.store("in.a", "three");
    Delivery first = Delivery.next(raw);
    assertThat(first.subject()).isEqualTo("out.a");
    assertThat(first.payload()).isEqualTo("one");
    assertThat(first.reply()).isEmpty();
    assertThat(first.headers())
        .matches(
            "Mine: 1\\|Nats-Stream: republish\\|Nats-Subject: kept.a\\|Nats-Sequence: 1"
                + "\\|Nats-Time-Stamp: [-0-9T:.]+Z\\|Nats-Last-Sequence: 0");
    assertThat(Delivery.next(raw).header("Nats-Last-Sequence")).isEqualTo("0");
    assertThat(Delivery.next(raw).header("Nats-Last-Sequence")).isEqualTo("1");
    assertThat(publisher.message(name, 2)).isEqualTo("kept.b|two");
    publisher.store("bare.a", "12345");
    Delivery bare = Delivery.next(raw);
    assertThat(bare.subject()).isEqualTo("told.bare.a");
    assertThat(bare.payload()).isEmpty();
    assertThat(bare.header("Nats-Msg-Size")).isEqualTo("5");
  }
}

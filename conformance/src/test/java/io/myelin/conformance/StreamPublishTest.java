package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Section 9 of the streams chapter: acknowledgements, expectations and refusals. */
class StreamPublishTest {
  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  @RegisterExtension final Servers servers = new Servers();
  private StreamPublisher stream;

  @BeforeEach
  void connect() {
    stream = StreamPublisher.of(SERVER.get());
    servers.closing(stream.api().connection());
  }

  @Test
  @DisplayName("STR-300 STR-303 an acknowledgement is a small document without a type")
  void acknowledgement() {
    stream.create("P1", "p1", "");
    assertThat(stream.answer("p1", "x")).isEqualTo("{\"stream\":\"P1\",\"seq\":1}");
    assertThat(stream.answer("p1", "x")).isEqualTo("{\"stream\":\"P1\",\"seq\":2}");
  }

  @Test
  @DisplayName("STR-300 STR-008 an acknowledgement names the domain")
  void domain() {
    ServerUnderTest server =
        servers.start("jetstream { store_dir: \"${dir}/store\", domain: hub }");
    StreamPublisher other = StreamPublisher.of(server);
    servers.closing(other.api().connection());
    other.create("P1", "p1", "");
    assertThat(other.answer("p1", "x"))
        .isEqualTo("{\"stream\":\"P1\",\"domain\":\"hub\",\"seq\":1}");
  }

  @Test
  @DisplayName("STR-301 STR-311 STR-312 a refusal uses no sequence")
  void refusal() {
    stream.create("P2", "p2", "");
    assertThat(stream.answer("p2", "x", "Nats-Expected-Last-Sequence: 5"))
        .isEqualTo(
            "{\"error\":{\"code\":400,\"err_code\":10071,"
                + "\"description\":\"wrong last sequence: 0\"},\"stream\":\"P2\",\"seq\":0}");
    stream.refuse(
        400, 10060, "expected stream does not match", "p2", "x", "Nats-Expected-Stream: P1");
    assertThat(
            stream.store("p2", "x", "Nats-Expected-Stream: P2", "Nats-Expected-Last-Sequence: 0"))
        .isEqualTo(1);
  }

  @Test
  @DisplayName("STR-302 nothing is answered without a reply subject, or where no_ack says so")
  void silence() {
    stream.create("P3", "p3", "\"no_ack\":true");
    RawClient client = stream.api().connection();
    client.sendLines("SUB reply.p3 1", "PUB p3 reply.p3 1", "x", "PUB p3 1", "y").barrier();
    assertThat(stream.state("P3").number("messages")).isEqualTo(2);
    client.barrier();
  }

  @Test
  @DisplayName("STR-306 STR-307 STR-T12 headers are stored as they are, and matched exactly")
  void headers() {
    stream.create("P4", "p4", "");
    stream.store("p4", "x", "nats-expected-stream: P1", "Mine: 1", "Mine: 2", "Nats-Msg-Id:  a");
    assertThat(stream.message("P4", 1))
        .isEqualTo("p4|NATS/1.0|nats-expected-stream: P1|Mine: 1|Mine: 2|Nats-Msg-Id:  a||x");
    assertThat(stream.answer("p4", "x", "Nats-Msg-Id: a")).contains("\"duplicate\": true");
  }

  @Test
  @DisplayName("STR-310 STR-T09 a known id is answered with its first sequence")
  void duplicates() {
    stream.create("P5", "p5.*", "");
    stream.store("p5.a", "x", "Nats-Msg-Id: 1");
    stream.store("p5.a", "x");
    assertThat(stream.answer("p5.b", "y", "Nats-Msg-Id: 1"))
        .isEqualTo("{\"stream\":\"P5\",\"seq\":1,\"duplicate\": true}");
    stream.api().succeed("stream_purge_response", "STREAM.PURGE.P5", "");
    assertThat(stream.answer("p5.b", "y", "Nats-Msg-Id: 1")).contains("\"duplicate\": true");
  }

  @Test
  @DisplayName("STR-304 an expectation fails before a known id is looked at")
  void order() {
    stream.create("P6", "p6", "");
    stream.store("p6", "x", "Nats-Msg-Id: 1");
    stream.refuse(
        400,
        10071,
        "wrong last sequence: 1",
        "p6",
        "x",
        "Nats-Msg-Id: 1",
        "Nats-Expected-Last-Sequence: 9");
    stream.refuse(
        400,
        10060,
        "expected stream does not match",
        "p6",
        "x",
        "Nats-Expected-Last-Sequence: 9",
        "Nats-Expected-Stream: no");
  }

  @Test
  @DisplayName("STR-313 STR-T01 the last sequence of the subject, 0 for none")
  void lastSubjectSequence() {
    stream.create("P7", "p7.*", "");
    String expected = "Nats-Expected-Last-Subject-Sequence: ";
    stream.store("p7.a", "x", expected + 0);
    stream.store("p7.b", "x", expected + 0);
    stream.refuse(400, 10071, "wrong last sequence: 1", "p7.a", "x", expected + 0);
    stream.store("p7.a", "x", expected + 1);
    stream.refuse(400, 10071, "wrong last sequence: 0", "p7.c", "x", expected + 1);
    stream.api().succeed("stream_purge_response", "STREAM.PURGE.P7", "");
    stream.store("p7.a", "x", expected + 0);
  }

  @Test
  @DisplayName("STR-314 STR-315 expectations about other subjects and about ids")
  void otherExpectations() {
    stream.create("P8", "p8.*", "");
    stream.store("p8.a", "x", "Nats-Msg-Id: 1");
    String subject = "Nats-Expected-Last-Subject-Sequence-Subject: p8.*";
    stream.refuse(
        400,
        10193,
        "missing sequence for expected last sequence per subject",
        "p8.b",
        "x",
        subject);
    stream.store("p8.b", "x", "Nats-Expected-Last-Subject-Sequence: 1", subject);
    stream.refuse(400, 10070, "wrong last msg ID: ", "p8.b", "x", "Nats-Expected-Last-Msg-Id: 1");
  }

  @Test
  @DisplayName("STR-316 rollups replace a subject or everything, where they are allowed")
  void rollups() {
    stream.create("P9", "p9.*", "\"allow_rollup_hdrs\":true");
    stream.store("p9.a", "1");
    stream.store("p9.b", "2");
    stream.store("p9.a", "3", "Nats-Rollup: SUB");
    assertThat(stream.state("P9").number("messages")).isEqualTo(2);
    stream.store("p9.c", "4", "Nats-Rollup: all");
    assertThat(stream.state("P9").number("messages")).isEqualTo(1);
    stream.refuse(500, 10111, "rollup value invalid: \"some\"", "p9.a", "x", "Nats-Rollup: some");
    stream.create("P10", "p10", "");
    stream.refuse(500, 10111, "rollup not permitted", "p10", "x", "Nats-Rollup: sub");
  }

  @Test
  @DisplayName("STR-335 STR-T13 the largest message counts its headers")
  void size() {
    stream.create("P11", "p11", "\"max_msg_size\":30");
    stream.store("p11", "x".repeat(30));
    String reason = "message size exceeds maximum allowed";
    stream.refuse(400, 10054, reason, "p11", "x".repeat(31));
    stream.refuse(400, 10054, reason, "p11", "x".repeat(10), "Mine: 123456789");
  }
}

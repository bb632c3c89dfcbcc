package io.myelin.jetstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmallParsersTest {
  @ParameterizedTest
  @DisplayName("STR-340 values of Nats-TTL")
  @CsvSource({"5,5", "1s,1", "1h30m,5400", "1.5s,1", "+2m,120", "90,90"})
  void ttl(String text, long seconds) {
    assertThat(MessageTtl.parse(text)).contains(new MessageTtl.Seconds(seconds));
  }

  @ParameterizedTest
  @DisplayName("STR-340 values that are no Nats-TTL")
  @ValueSource(strings = {"0", "-1", "900ms", "-5s", "x", "", "1.5", "0s"})
  void noTtl(String text) {
    assertThat(MessageTtl.parse(text)).isEmpty();
  }

  @Test
  @DisplayName("STR-342 never, in any case")
  void never() {
    assertThat(MessageTtl.parse("Never")).contains(new MessageTtl.Never());
  }

  @ParameterizedTest
  @DisplayName("STR-390 reply subjects of fast batches")
  @CsvSource({
    "_INBOX.a.b.id.100.ok.1.0.$FI,_INBOX.a.b,id,100,false,1,START",
    "p.id.0.fail.2.1.$FI,p,id,10,true,2,APPEND",
    "p.id.x.ok.1.2.$FI,p,id,10,false,1,COMMIT",
    "p.id.70000.ok.9.3.$FI,p,id,65535,false,9,COMMIT_ONLY",
    "p.id.-3.ok.9.4.$FI,p,id,10,false,9,PING"
  })
  void fastBatch(
      String reply,
      String prefix,
      String id,
      int flow,
      boolean fails,
      long seq,
      FastBatchReply.Operation operation) {
    assertThat(FastBatchReply.parse(reply))
        .contains(new FastBatchReply(prefix, id, flow, fails, seq, operation));
  }

  @ParameterizedTest
  @DisplayName("STR-390 malformed reply subjects of fast batches")
  @ValueSource(
      strings = {
        "p.id.10.ok.2.0.$FI",
        "p.id.10.ok.1.1.$FI",
        "p.id.10.ok.1.3.$FI",
        "p.id.10.no.1.0.$FI",
        "p.id.10.ok.0.0.$FI",
        "p.id.10.ok.1.5.$FI",
        "p.id.10.ok.x.0.$FI",
        "id.10.ok.1.0.$FI",
        "p.id.10.ok.1.0"
      })
  void noFastBatch(String reply) {
    assertThat(FastBatchReply.parse(reply)).isEmpty();
  }

  @Test
  @DisplayName("CON-217, STR-475 the hash of a name")
  void hash() {
    assertThat(NameHash.of("$G")).isEqualTo("szMpdrwD");
  }

  @Test
  @DisplayName("STR-475 the source header, written and read")
  void sourceHeader() {
    StreamSource source =
        new StreamSource(
            "O",
            0,
            Optional.empty(),
            "",
            List.of(new SubjectTransformConfig("a.*", "b.$1"), new SubjectTransformConfig("c", "")),
            Optional.of(new ExternalStream("$JS.hub.API", "")),
            Optional.empty());
    StreamSourceHeader header = StreamSourceHeader.of(source, 7, "a.x", "");
    String text = "O:" + NameHash.of("$JS.hub.API") + " 7 a.*\fc b.$1\f> a.x";
    assertThat(header.format()).isEqualTo(text);
    assertThat(StreamSourceHeader.parse(text)).contains(header);
    assertThat(header.streamName()).isEqualTo("O");
    assertThat(StreamSourceHeader.of(StreamSource.of("O"), 7, "a.x", "2YC822HH").format())
        .isEqualTo("O 7 > > a.x 2YC822HH");
  }

  @Test
  @DisplayName("STR-475 older forms of the source header")
  void oldSourceHeaders() {
    assertThat(StreamSourceHeader.parse("O 12").map(StreamSourceHeader::seq)).contains(12L);
    assertThat(
            StreamSourceHeader.parse("$JS.ACK.O.c.1.12.3.1700000000000000000.0")
                .map(StreamSourceHeader::seq))
        .contains(12L);
    assertThat(StreamSourceHeader.parse("O 12 a.b >"))
        .contains(new StreamSourceHeader("O", 12, List.of("a.b"), List.of(">"), "", ""));
    assertThat(StreamSourceHeader.parse("O x")).isEmpty();
    assertThat(StreamSourceHeader.parse("O 1 >")).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("CON-216, CON-217 ack subjects of both forms, written and read")
  @ValueSource(
      strings = {
        "$JS.ACK.ORDERS.worker.1.101.1.1700000000000000000.4",
        "$JS.ACK._.szMpdrwD.ORDERS.worker.2.101.7.1700000000000000000.4",
        "$JS.ACK.hub.szMpdrwD.ORDERS.worker.2.101.7.1700000000000000000.0"
      })
  void ackSubjects(String subject) {
    AckSubject parsed = AckSubject.parse(subject).orElseThrow();
    assertThat(parsed.format()).isEqualTo(subject);
    assertThat(parsed.stream()).isEqualTo("ORDERS");
    assertThat(parsed.consumer()).isEqualTo("worker");
    assertThat(parsed.streamSeq()).isEqualTo(101);
  }

  @Test
  @DisplayName("CON-217 more tokens behind the pending count of the long form are ignored")
  void longerAckSubject() {
    assertThat(AckSubject.parse("$JS.ACK._.h.S.c.1.2.3.4.5.more.tokens").map(AckSubject::pending))
        .contains(5L);
  }

  @ParameterizedTest
  @DisplayName("CON-218 what is no ack subject")
  @ValueSource(
      strings = {
        "$JS.ACK.S.c.1.2.3.4",
        "$JS.ACK.S.c.1.2.3.4.5.6",
        "$JS.ACK.S.c.x.2.3.4.5",
        "$JS.ACK.S.c.1.-2.3.4.5",
        "$JS.ACK.S.c.1..3.4.5",
        "foo"
      })
  void noAckSubject(String subject) {
    assertThat(AckSubject.parse(subject)).isEmpty();
  }

  @Test
  @DisplayName("CON-250..256 payloads of acknowledgements")
  void ackBodies() {
    assertThat(ack("")).isEqualTo(new AckBody.Ack());
    assertThat(ack("+ACK")).isEqualTo(new AckBody.Ack());
    assertThat(ack("+OK")).isEqualTo(new AckBody.Ack());
    assertThat(ack("-NAK")).isEqualTo(new AckBody.Nak(0));
    assertThat(ack("-NAK {\"delay\": 5000}")).isEqualTo(new AckBody.Nak(5000));
    assertThat(ack("-NAK  200ms ")).isEqualTo(new AckBody.Nak(200_000_000));
    assertThat(ack("-NAK soon")).isEqualTo(new AckBody.Nak(0));
    assertThat(ack("-NAK {")).isEqualTo(new AckBody.Nak(0));
    assertThat(ack("+WPI")).isEqualTo(new AckBody.InProgress());
    assertThat(ack("+WPI ")).isEqualTo(new AckBody.Unknown());
    assertThat(ack("+NXT")).isEqualTo(new AckBody.Next(""));
    assertThat(ack("+NXT {\"batch\":5}")).isEqualTo(new AckBody.Next("{\"batch\":5}"));
    assertThat(ack("+TERM")).isEqualTo(new AckBody.Term(""));
    assertThat(ack("+TERM  no use ")).isEqualTo(new AckBody.Term("no use"));
    assertThat(ack("hello")).isEqualTo(new AckBody.Unknown());
  }

  @Test
  @DisplayName("CON-320, CON-321 requests for messages")
  void pulls() throws InvalidJsonException {
    assertThat(pull("")).isEqualTo(PullRequest.ONE);
    assertThat(pull(" 5 ").batch()).isEqualTo(5);
    assertThat(pull("five").batch()).isEqualTo(1);
    assertThat(pull("-5").batch()).isEqualTo(-5);
    assertThat(pull("{}").batch()).isZero();
    PullRequest full =
        pull(
            "{\"batch\":2,\"expires\":5,\"max_bytes\":6,\"no_wait\":true,\"idle_heartbeat\":7,"
                + "\"group\":\"g\",\"min_pending\":8,\"min_ack_pending\":9,\"id\":\"i\","
                + "\"priority\":3,\"unknown\":1}");
    assertThat(full).isEqualTo(new PullRequest(2, 5, 6, true, 7, "g", 8, 9, "i", 3, true));
    assertThatThrownBy(() -> pull("{\"batch\":\"x\"}")).isInstanceOf(InvalidJsonException.class);
    assertThatThrownBy(() -> pull("{")).isInstanceOf(InvalidJsonException.class);
  }

  @ParameterizedTest
  @DisplayName("STR-361 when schedules are due")
  @CsvSource(
      delimiter = '|',
      value = {
        "@every 5s||2026-01-01T00:00:00.6Z|2026-01-01T00:00:06Z",
        "@every 90m||2026-01-01T00:00:00.4Z|2026-01-01T01:30:00Z",
        "@hourly||2026-01-01T00:00:00Z|2026-01-01T01:00:00Z",
        "@daily||2026-01-01T10:00:00Z|2026-01-02T00:00:00Z",
        "@weekly||2026-01-01T10:00:00Z|2026-01-04T00:00:00Z",
        "@monthly||2026-01-31T10:00:00Z|2026-02-01T00:00:00Z",
        "@yearly||2026-01-31T10:00:00Z|2027-01-01T00:00:00Z",
        "*/15 * * * * *||2026-01-01T00:00:14.9Z|2026-01-01T00:00:15Z",
        "0 30 9 * * mon-fri||2026-01-02T10:00:00Z|2026-01-05T09:30:00Z",
        "0 0 12 1 jan,JUL ?||2026-01-01T12:00:00Z|2026-07-01T12:00:00Z",
        "0 0 0 13 * 5||2026-01-01T00:00:00Z|2026-01-02T00:00:00Z",
        "0 0 0 */2 * 5||2026-01-01T00:00:00Z|2026-01-02T00:00:00Z",
        "0 0 0 29 2 *||2026-01-01T00:00:00Z|2028-02-29T00:00:00Z",
        "0 0 9 * * *|America/New_York|2026-07-01T00:00:00Z|2026-07-01T13:00:00Z",
        "0 30 2 * * *|Europe/Berlin|2026-03-28T12:00:00Z|2026-03-30T00:30:00Z"
      })
  void schedules(String text, String zone, Instant base, Instant next) {
    ScheduleExpression.Parsed parsed =
        ScheduleExpression.parse(text, Optional.ofNullable(zone), base);
    assertThat(parsed).isInstanceOf(ScheduleExpression.Parsed.Valid.class);
    ScheduleExpression expression = ((ScheduleExpression.Parsed.Valid) parsed).expression();
    assertThat(expression.nextAfter(base)).contains(next);
  }

  @Test
  @DisplayName("STR-361 a schedule for one time")
  void once() {
    Instant time = Instant.parse("2026-01-01T10:00:00Z");
    assertThat(ScheduleExpression.parse("@at 2026-01-01T12:00:00+02:00", Optional.empty(), time))
        .isEqualTo(new ScheduleExpression.Parsed.Valid(new ScheduleExpression.At(time)));
    assertThat(new ScheduleExpression.At(time).nextAfter(time)).isEmpty();
    assertThat(new ScheduleExpression.At(time).firstAfter(Instant.EPOCH)).isEqualTo(time);
  }

  @ParameterizedTest
  @DisplayName("STR-361, STR-364 expressions that are none")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "@at tomorrow|-|PATTERN",
        "@every 500ms|-|PATTERN",
        "@every soon|-|PATTERN",
        "* * * * *|-|PATTERN",
        "60 * * * * *|-|PATTERN",
        "* * * * * 7|-|PATTERN",
        "0 0 0 31 2 *|-|PATTERN",
        "5-1 * * * * *|-|PATTERN",
        "@never|-|PATTERN",
        "@every 5s|UTC|PATTERN",
        "@at 2026-01-01T00:00:00Z|UTC|PATTERN",
        "@daily|Mars/Olympus|TIME_ZONE",
        "@daily|~~|TIME_ZONE"
      })
  void noSchedules(String text, String zone, ScheduleExpression.Problem problem) {
    Optional<String> timeZone =
        zone.equals("-") ? Optional.empty() : Optional.of(zone.replace("~", ""));
    assertThat(ScheduleExpression.parse(text, timeZone, Instant.parse("2026-01-01T00:00:00Z")))
        .isEqualTo(new ScheduleExpression.Parsed.Invalid(problem));
  }

  @ParameterizedTest
  @DisplayName("STR-062, STR-063 times, written and read")
  @CsvSource({
    "2026-08-21T13:50:11.4Z,2026-08-21T13:50:11.4Z",
    "2026-08-21T15:50:11.400+02:00,2026-08-21T13:50:11.4Z",
    "2026-08-21T13:50:11.123456789123Z,2026-08-21T13:50:11.123456789Z",
    "0001-01-01T00:00:00Z,0001-01-01T00:00:00Z",
    "2026-08-21T13:50:00Z,2026-08-21T13:50:00Z"
  })
  void times(String text, String written) {
    assertThat(GoTime.parse(text).map(GoTime::format)).contains(written);
  }

  @Test
  @DisplayName("STR-063 texts that are no times")
  void noTimes() {
    for (String text :
        List.of("", "now", "2026-08-21", "2026-08-21T13:50Z", "2026-13-01T00:00:00Z")) {
      assertThat(GoTime.parse(text)).as(text).isEmpty();
    }
    assertThat(GoTime.toEpochNanos(GoTime.ZERO)).isEqualTo(Long.MIN_VALUE);
    assertThat(GoTime.toEpochNanos(GoTime.ofEpochNanos(-5))).isEqualTo(-5);
  }

  private static AckBody ack(String body) {
    return AckBody.parse(body.getBytes(StandardCharsets.UTF_8));
  }

  private static PullRequest pull(String body) throws InvalidJsonException {
    return PullRequest.decode(body.getBytes(StandardCharsets.UTF_8));
  }
}

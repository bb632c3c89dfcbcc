package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 14.3 of the streams chapter: messages as they are, without the JSON API. */
class DirectGetTest {
  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  @RegisterExtension final Servers servers = new Servers();

  private StreamPublisher publisher;
  private RawClient raw;
  private String stream;

  @BeforeEach
  void connect(TestInfo test) {
    publisher = StreamPublisher.of(SERVER.get());
    servers.closing(publisher.api().connection());
    raw = servers.closing(SERVER.get().connect(RawClient.MODERN));
    raw.sendLines("SUB in 7");
    stream = test.getTestMethod().orElseThrow().getName();
  }

  private void create(String more) {
    publisher.create(
        stream,
        stream + ".>",
        more.isEmpty() ? "\"allow_direct\":true" : "\"allow_direct\":true," + more);
  }

  private void store(String... lastTokens) {
    for (String token : lastTokens) {
      publisher.store(stream + "." + token, token);
    }
  }

  private Delivery get(String suffix, String body) {
    ask(suffix, body);
    return Delivery.next(raw);
  }

  private void ask(String suffix, String body) {
    raw.sendLines(
        "PUB $JS.API.DIRECT.GET.%s%s in %d".formatted(stream, suffix, body.length()), body);
  }

  /** Sequences of the messages up to the end of the batch, and the headers of that end. */
  private List<String> batch(String body) {
    ask("", body);
    List<String> all = new ArrayList<>();
    for (Delivery next = Delivery.next(raw); ; next = Delivery.next(raw)) {
      if (!next.status().isEmpty()) {
        all.add(next.status() + " " + next.headers());
        return all;
      }
      all.add(
          next.header("Nats-Sequence")
              + " pending "
              + next.header("Nats-Num-Pending")
              + " last "
              + next.header("Nats-Last-Sequence"));
    }
  }

  @Test
  @DisplayName(
      "STR-445 STR-447 a batch of less than none is its end, one of less than no bytes one message")
  void lessThanNothing() {
    create("");
    store("a", "b", "c");
    assertThat(batch("{\"batch\":-1,\"seq\":2}"))
        .containsExactly("204 EOB Nats-Num-Pending: 2|Nats-Last-Sequence: 0");
    assertThat(batch("{\"batch\":3,\"max_bytes\":-1,\"seq\":2}"))
        .containsExactly("2 pending 1 last 0", "204 EOB Nats-Num-Pending: 1|Nats-Last-Sequence: 2");
  }

  @Test
  @DisplayName("STR-112 STR-440 STR-441 STR-443 a message with headers that tell what it is")
  void oneMessage() {
    create("");
    publisher.store(stream + ".a", "hello", "Mine: 1", "Yours: 2");
    Delivery found = get("", "{\"seq\":1}");
    assertThat(found.headers())
        .matches(
            "Mine: 1\\|Yours: 2\\|Nats-Stream: oneMessage\\|Nats-Subject: oneMessage.a"
                + "\\|Nats-Sequence: 1\\|Nats-Time-Stamp: [-0-9T:.]+Z");
    assertThat(found.header()).startsWith("NATS/1.0\r\n");
    assertThat(found.payload()).isEqualTo("hello");
    assertThat(found.subject()).isEqualTo("in");
    assertThat(found.reply()).isEmpty();
    publisher.store(stream + ".a", "again");
    assertThat(get("." + stream + ".a", "").payload()).isEqualTo("again");
    assertThat(get("", "{\"last_by_subj\":\"" + stream + ".*\"}").payload()).isEqualTo("again");
    assertThat(get("", "{\"next_by_subj\":\"" + stream + ".*\"}").payload()).isEqualTo("hello");
    assertThat(get("", "{\"seq\":2,\"next_by_subj\":\"" + stream + ".>\"}").payload())
        .isEqualTo("again");
    String time = found.header("Nats-Time-Stamp");
    assertThat(get("", "{\"start_time\":\"" + time + "\"}").payload()).isEqualTo("hello");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"seq\":9} | 404 Message Not Found",
        "{\"last_by_subj\":\"none\"} | 404 Message Not Found",
        "'' | 408 Empty Request",
        "{} | 408 Empty Request",
        "{\"seq\": | 408 Malformed Request",
        "{\"seq\":1,\"last_by_subj\":\"x\"} | 408 Bad Request",
        "{\"seq\":1,\"start_time\":\"2026-01-01T00:00:00Z\"} | 408 Bad Request",
        "{\"start_time\":\"2026-01-01T00:00:00Z\",\"last_by_subj\":\"x\"} | 408 Bad Request",
        "{\"last_by_subj\":\"x\",\"next_by_subj\":\"x\"} | 408 Bad Request",
        "{\"last_by_subj\":\"x\",\"batch\":2} | 408 Bad Request",
        "{\"last_by_subj\":\"x\",\"multi_last\":[\"x\"]} | 408 Bad Request",
        "{\"next_by_subj\":\"x\",\"multi_last\":[\"x\"]} | 408 Bad Request",
        "{\"multi_last\":[\"x\"],\"up_to_seq\":1,\"up_to_time\":\"2026-01-01T00:00:00Z\"}"
            + " | 408 Bad Request",
        "{\"multi_last\":[\"none\"]} | 404 No Results",
        "{\"batch\":5,\"next_by_subj\":\"none\"} | 404 Message Not Found",
      })
  @DisplayName("STR-442 STR-444 STR-446 what is answered instead of a message")
  void statuses(String body, String status) {
    create("");
    store("a");
    Delivery answer = get("", body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers()).isEmpty();
    assertThat(answer.payload()).isEmpty();
    raw.barrier();
    publisher.api().succeed("stream_delete_response", "STREAM.DELETE." + stream, "");
  }

  @Test
  @DisplayName("STR-443 the form with a subject takes no selector; unknown members are ignored")
  void subjectForm() {
    create("");
    store("a");
    assertThat(get("." + stream + ".a", "{\"seq\":1}").status()).isEqualTo("408 Bad Request");
    assertThat(get("." + stream + ".b", "").status()).isEqualTo("404 Message Not Found");
    assertThat(get("." + stream + ".*", "").payload()).isEqualTo("a");
    assertThat(get("", "{\"seq\":1,\"nonsense\":[]}").payload()).isEqualTo("a");
  }

  @Test
  @DisplayName(
      "STR-440 STR-T10 without allow_direct there are no responders; without reply, silence")
  void notAllowed() {
    publisher.create(stream, stream + ".>", "");
    assertThat(get("", "{\"seq\":1}").status()).isEqualTo("503");
    publisher
        .api()
        .succeed(
            "stream_update_response",
            "STREAM.UPDATE." + stream,
            ("{\"name\":\"%s\",\"subjects\":[\"%s.>\"],\"storage\":\"memory\","
                    + "\"allow_direct\":true}")
                .formatted(stream, stream));
    raw.sendLines("PUB $JS.API.DIRECT.GET." + stream + " 9", "{\"seq\":1}");
    assertThat(get("", "{\"seq\":1}").status()).isEqualTo("404 Message Not Found");
  }

  @Test
  @DisplayName("STR-445 STR-446 STR-T11 a batch of messages and its end")
  void batches() {
    create("");
    store("a", "b", "a", "b", "a");
    publisher
        .api()
        .succeed("stream_msg_delete_response", "STREAM.MSG.DELETE." + stream, "{\"seq\":2}");
    assertThat(batch("{\"batch\":3,\"seq\":1}"))
        .containsExactly(
            "1 pending 3 last 0",
            "3 pending 2 last 1",
            "4 pending 1 last 3",
            "204 EOB Nats-Num-Pending: 1|Nats-Last-Sequence: 4");
    assertThat(batch("{\"batch\":9,\"next_by_subj\":\"" + stream + ".a\"}"))
        .containsExactly(
            "1 pending 2 last 0",
            "3 pending 1 last 1",
            "5 pending 0 last 3",
            "204 EOB Nats-Num-Pending: 0|Nats-Last-Sequence: 5");
    assertThat(get("", "{\"batch\":0,\"seq\":1}").payload()).isEqualTo("a");
    raw.barrier();
  }

  @Test
  @DisplayName("STR-447 a batch ends with the message that reaches max_bytes")
  void maxBytes() {
    create("");
    for (int i = 0; i < 5; i++) {
      publisher.store(stream + ".a", "x".repeat(1000));
    }
    List<String> some = batch("{\"batch\":5,\"seq\":1,\"max_bytes\":2500}");
    assertThat(some).hasSize(4);
    assertThat(some.get(3)).isEqualTo("204 EOB Nats-Num-Pending: 2|Nats-Last-Sequence: 3");
    assertThat(batch("{\"batch\":5,\"seq\":1,\"max_bytes\":1}")).hasSize(2);
  }

  @Test
  @DisplayName("STR-448 the last message of each of several subjects, as of a sequence, in pages")
  void multiLast() {
    create("");
    store("a", "b", "a", "c", "b");
    String all = "\"multi_last\":[\"" + stream + ".>\"]";
    assertThat(batch("{" + all + "}"))
        .containsExactly(
            "3 pending 2 last 0",
            "4 pending 1 last 3",
            "5 pending 0 last 4",
            "204 EOB Nats-Num-Pending: 0|Nats-Last-Sequence: 5|Nats-UpTo-Sequence: 5");
    assertThat(batch("{" + all + ",\"up_to_seq\":3}"))
        .containsExactly(
            "2 pending 1 last 0",
            "3 pending 0 last 2",
            "204 EOB Nats-Num-Pending: 0|Nats-Last-Sequence: 3|Nats-UpTo-Sequence: 3");
    assertThat(batch("{" + all + ",\"batch\":1}"))
        .containsExactly(
            "3 pending 2 last 0",
            "204 EOB Nats-Num-Pending: 2|Nats-Last-Sequence: 3|Nats-UpTo-Sequence: 5");
    assertThat(batch("{" + all + ",\"batch\":5,\"seq\":4,\"up_to_seq\":5}"))
        .containsExactly(
            "4 pending 1 last 0",
            "5 pending 0 last 4",
            "204 EOB Nats-Num-Pending: 0|Nats-Last-Sequence: 5|Nats-UpTo-Sequence: 5");
    String two = "{\"multi_last\":[\"" + stream + ".a\",\"" + stream + ".c\"]}";
    assertThat(batch(two).get(0)).startsWith("3 ");
    String past = "{" + all + ",\"up_to_time\":\"2020-01-01T00:00:00Z\"}";
    assertThat(get("", past).status()).isEqualTo("404 No Results");
  }

  @Test
  @DisplayName("STR-442 STR-448 more than 1024 subjects are too many")
  void tooMany() {
    create("");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1025; i++) {
      lines.append("PUB ").append(stream).append('.').append(i).append(" 1\r\nx\r\n");
    }
    raw.send(lines.toString()).barrier();
    publisher.store(stream + ".0", "last");
    assertThat(get("", "{\"multi_last\":[\"" + stream + ".>\"]}").status())
        .isEqualTo("413 Too Many Results");
  }

  @Test
  @DisplayName("STR-224 STR-440 STR-T14 a mirror serves its origin's direct gets")
  void mirrors() {
    create("");
    store("a", "b");
    Json config =
        publisher
            .api()
            .create("copy", "\"mirror\":{\"name\":\"" + stream + "\"},\"mirror_direct\":true")
            .object("config");
    assertThat(config.flag("mirror_direct")).isTrue();
    Awaitility.await()
        .untilAsserted(() -> assertThat(publisher.state("copy").number("messages")).isEqualTo(2));
    publisher.api().succeed("stream_delete_response", "STREAM.DELETE." + stream, "");
    Awaitility.await()
        .untilAsserted(
            () -> {
              Delivery found = get("", "{\"seq\":2}");
              assertThat(found.header("Nats-Stream")).isEqualTo("copy");
              assertThat(found.payload()).isEqualTo("b");
            });
  }
}

package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.core.AccountPublisher;
import io.myelin.core.Subscription;
import io.myelin.jetstream.archive.ArchiveEntries;
import io.myelin.store.S2OutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
  private static final Pattern DELIVER = Pattern.compile("\"deliver_subject\":\"([^\"]+)\"");

  @TempDir Path directory;
  private JetStreamHarness server;

  @BeforeEach
  void start() {
    server = new JetStreamHarness(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void fill() {
    server.create("S", "\"subjects\":[\"s.>\"]");
    for (int i = 1; i <= 300; i++) {
      server.publish("s." + i % 7, "NATS/1.0\r\nN: " + i + "\r\n\r\n", "message " + i);
    }
    server.untilMessages("S", 300);
    server.request("$JS.API.STREAM.MSG.DELETE.S", "{\"seq\":17}");
    server.request("$JS.API.STREAM.MSG.DELETE.S", "{\"seq\":300}");
    server.request("$JS.API.STREAM.PURGE.S", "{\"seq\":5}");
  }

  private List<byte[]> snapshot(AtomicInteger withReply) {
    List<byte[]> chunks = new ArrayList<>();
    boolean[] ended = {false};
    Subscription receiver =
        Subscription.internal(
            "snapshot.here",
            (producer, message, target) -> {
              Incoming chunk = Incoming.of(server.account, message);
              if (chunk.payloadLength() == 0) {
                ended[0] = true;
              } else {
                chunks.add(chunk.payload());
                if (chunk.reply().length > 0) {
                  withReply.incrementAndGet();
                  String reply = message.replyText();
                  server.loop.execute(
                      () ->
                          AccountPublisher.publish(
                              server.loop, server.account, reply, "", HeaderBlock.NONE));
                }
              }
              return true;
            });
    server.account.interest().insert(receiver);
    assertThat(
            server.request(
                "$JS.API.STREAM.SNAPSHOT.S",
                "{\"deliver_subject\":\"snapshot.here\",\"chunk_size\":1024,"
                    + "\"window_size\":2048}"))
        .contains("stream_snapshot_response", "\"messages\":294");
    server.loop.until("the snapshot is whole", () -> ended[0]);
    server.account.interest().remove(receiver);
    return chunks;
  }

  private String restore(List<byte[]> chunks) {
    String answer =
        server.request("$JS.API.STREAM.RESTORE.S", "{\"config\":{\"name\":\"S\"},\"state\":{}}");
    Matcher matcher = DELIVER.matcher(answer);
    assertThat(matcher.find()).as(answer).isTrue();
    String subject = matcher.group(1);
    for (byte[] chunk : chunks) {
      String early = server.request(subject, chunk);
      if (!early.isEmpty()) {
        return early;
      }
    }
    return server.request(subject, HeaderBlock.NONE);
  }

  @Test
  @DisplayName("STR-501 STR-505 a restored stream has the same messages, gaps and consumers")
  void roundTrip() {
    fill();
    server.request(
        "$JS.API.CONSUMER.DURABLE.CREATE.S.D",
        "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"D\",\"ack_policy\":\"explicit\"}}");
    List<String> before = server.contentsWithHeaders("S");
    AtomicInteger withReply = new AtomicInteger();
    List<byte[]> chunks = snapshot(withReply);
    assertThat(withReply.get()).isPositive().isGreaterThanOrEqualTo(chunks.size() - 1);
    server.request("$JS.API.STREAM.DELETE.S", "");
    assertThat(restore(chunks)).contains("stream_create_response").doesNotContain("\"error\"");
    assertThat(server.contentsWithHeaders("S")).isEqualTo(before);
    assertThat(server.info("S")).contains("\"first_seq\":5", "\"last_seq\":300");
    assertThat(server.request("$JS.API.CONSUMER.NAMES.S", "")).contains("\"D\"");
    server.restart();
    assertThat(server.contentsWithHeaders("S")).isEqualTo(before);
  }

  @Test
  @DisplayName("STR-503 STR-504 a stream that exists is not restored, a damaged archive neither")
  void refused() {
    fill();
    List<byte[]> chunks = snapshot(new AtomicInteger());
    assertThat(
            server.request(
                "$JS.API.STREAM.RESTORE.S", "{\"config\":{\"name\":\"S\"},\"state\":{}}"))
        .contains("10130");
    server.request("$JS.API.STREAM.DELETE.S", "");
    chunks.getFirst()[200] ^= 1;
    assertThat(restore(chunks.subList(0, 1))).contains("10062", "restore failed");
    assertThat(server.info("S")).contains("10059");
  }

  @Test
  @DisplayName("STR-501 without interest the snapshot is given up")
  void noInterest() {
    fill();
    List<String> statuses = new ArrayList<>();
    server.request("$JS.API.STREAM.SNAPSHOT.S", "{\"deliver_subject\":\"nobody.here\"}");
    server.loop.pass(1, TimeUnit.SECONDS);
    server.loop.pass(2, TimeUnit.SECONDS);
    Subscription late =
        Subscription.internal(
            "nobody.here",
            (producer, message, target) -> {
              statuses.add("something");
              return true;
            });
    server.account.interest().insert(late);
    server.loop.pass(3, TimeUnit.SECONDS);
    assertThat(statuses).isEmpty();
  }

  @Test
  @DisplayName("STR-501 chunks are sent only to a subscription of the deliver subject itself")
  void wildcardInterestComesTooEarly() {
    fill();
    List<String> early = new ArrayList<>();
    List<String> chunks = new ArrayList<>();
    server.account.interest().insert(recorder("_INBOX.x.*", early));
    server.request("$JS.API.STREAM.SNAPSHOT.S", "{\"deliver_subject\":\"_INBOX.x.y\"}");
    server.loop.pass(1, TimeUnit.SECONDS);
    assertThat(early).isEmpty();
    server.account.interest().insert(recorder("_INBOX.x.y", chunks));
    server.loop.until("the snapshot is whole", () -> chunks.size() == 2);
    assertThat(chunks.getLast()).isEmpty();
    assertThat(early).isEqualTo(chunks);
  }

  @Test
  @DisplayName("STR-501 after two seconds a wildcard that covers the deliver subject is enough")
  void wildcardInterestIsEnoughInTheEnd() {
    fill();
    List<String> chunks = new ArrayList<>();
    server.account.interest().insert(recorder("_INBOX.x.*", chunks));
    server.request("$JS.API.STREAM.SNAPSHOT.S", "{\"deliver_subject\":\"_INBOX.x.y\"}");
    server.loop.pass(1900, TimeUnit.MILLISECONDS);
    assertThat(chunks).isEmpty();
    server.loop.until("the snapshot is whole", () -> chunks.size() == 2);
  }

  private Subscription recorder(String pattern, List<String> payloads) {
    return Subscription.internal(
        pattern,
        (producer, message, target) -> {
          byte[] payload = Incoming.of(server.account, message).payload();
          payloads.add(new String(payload, ISO_8859_1));
          return true;
        });
  }

  @Test
  @DisplayName("STR-505 STR-507 a consumer of an archive of format 2 is where it was")
  void consumerOfFormatTwo() throws IOException {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (OutputStream out = new S2OutputStream(archive, 1 << 16)) {
      out.write(ArchiveEntries.magic());
      entry(out, "state.json", 0, "{\"messages\":5,\"last_seq\":5,\"consumer_count\":1}");
      entry(
          out,
          "consumers/D",
          0,
          """
          {"config":{"durable_name":"D","ack_policy":"explicit","ack_wait":60000000000,
           "max_deliver":-1,"max_ack_pending":1000,"deliver_policy":"all"},
           "state":{"delivered":{"consumer_seq":6,"stream_seq":4},
           "ack_floor":{"consumer_seq":1,"stream_seq":1},
           "pending":{"2":{"Sequence":2,"Timestamp":1700000000000000000},
           "4":{"Sequence":6,"Timestamp":1700000000000000000}},"redelivered":{"4":2}}}
          """);
      for (int i = 1; i <= 5; i++) {
        entry(out, "s." + i, i, "message " + i);
      }
      out.write(new byte[5]);
    }
    assertThat(restore(List.of(archive.toByteArray()))).contains("\"messages\":5");
    assertThat(server.request("$JS.API.CONSUMER.INFO.S.D", ""))
        .contains(
            "\"delivered\":{\"consumer_seq\":6,\"stream_seq\":4",
            "\"ack_floor\":{\"consumer_seq\":1,\"stream_seq\":1",
            "\"num_ack_pending\":2",
            "\"num_redelivered\":1",
            "\"num_pending\":1");
  }

  private static void entry(OutputStream out, String name, int sequence, String payload)
      throws IOException {
    unsigned(out, name.length());
    unsigned(out, 2L * 1_700_000_000_000_000_000L);
    unsigned(out, sequence);
    unsigned(out, 0);
    unsigned(out, payload.length());
    out.write((name + payload).getBytes(US_ASCII));
  }

  private static void unsigned(OutputStream out, long value) throws IOException {
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      out.write((int) ((rest & 0x7f) | 0x80));
    }
    out.write((int) rest);
  }
}

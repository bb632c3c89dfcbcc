package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room: publishing is refused, everything else goes on (STR-B04, STR-586). */
class FullDiskTest {
  private static final long CAPACITY_BYTES = 1 << 20;
  private static final String PAYLOAD = "x".repeat(20_000);
  private static final String FULL = "disk is full";

  @TempDir Path directory;

  private static boolean stored(String answer) {
    return answer.startsWith("{\"stream\":\"S\",\"seq\":");
  }

  /** Publishes until it is refused; how many messages were stored. */
  private static int fill(JetStreamHarness js) {
    int stored = 0;
    String answer = js.request("s.a", PAYLOAD);
    while (stored(answer)) {
      stored++;
      answer = js.request("s.a", PAYLOAD);
    }
    return stored;
  }

  /** Publishes until a refusal tells that the disk is full, not only that a write failed. */
  private static String refusedUpFront(JetStreamHarness js) {
    String[] answer = {""};
    js.loop.until(
        "publishing is refused up front",
        () -> {
          answer[0] = js.request("s.a", PAYLOAD);
          return answer[0].contains(FULL);
        });
    return answer[0];
  }

  @Test
  @DisplayName(
      "STR-B04 STR-022 STR-586 a full disk refuses messages, not reads, deletes and consumers")
  void full() {
    SmallDisk disk = new SmallDisk(directory, CAPACITY_BYTES);
    try (JetStreamHarness js = new JetStreamHarness(directory, disk)) {
      List<String> told = js.toldToSystem("$JS.EVENT.ADVISORY.SERVER.OUT_OF_STORAGE");
      js.create("S", "\"subjects\":[\"s.>\"],\"allow_direct\":true");
      String consumer =
          js.request(
              "$JS.API.CONSUMER.CREATE.S.c",
              "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"c\","
                  + "\"ack_policy\":\"explicit\"}}");
      assertThat(consumer).doesNotContain("\"error\"");
      int messages = fill(js);
      assertThat(messages).isGreaterThan(20);
      assertThat(refusedUpFront(js))
          .contains("\"code\":503,\"err_code\":10077")
          .contains("\"stream\":\"S\",\"seq\":0");
      js.untilMessages("S", messages);
      assertThat(told.getFirst())
          .contains("io.nats.jetstream.advisory.v1.server_out_of_space", "\"stream\":\"S\"");
      assertThat(js.request("$JS.API.STREAM.MSG.GET.S", "{\"seq\":1}")).doesNotContain("\"error\"");
      String delivered = js.request("$JS.API.CONSUMER.MSG.NEXT.S.c", "");
      assertThat(delivered).isEqualTo(PAYLOAD);
      assertThat(js.request("$JS.API.STREAM.MSG.DELETE.S", "{\"seq\":2}"))
          .contains("\"success\":true");
      js.untilMessages("S", messages - 1);
      assertThat(js.request("s.a", PAYLOAD)).contains(FULL);
      assertThat(js.request("$JS.ACK.S.c.1.1.1.0.0", "+ACK")).isEmpty();
      assertThat(js.request("$JS.API.CONSUMER.INFO.S.c", ""))
          .containsPattern("\"ack_floor\":\\{\"consumer_seq\":\\d+,\"stream_seq\":1");
    }
  }

  @Test
  @DisplayName("STR-B04 writing resumes by itself, whether room is made by a purge or by others")
  void resumes() {
    SmallDisk disk = new SmallDisk(directory, CAPACITY_BYTES);
    try (JetStreamHarness js = new JetStreamHarness(directory, disk)) {
      js.create("S", "\"subjects\":[\"s.>\"]");
      int first = fill(js);
      refusedUpFront(js);
      disk.capacityBytes(2 * CAPACITY_BYTES);
      js.loop.until("storing goes on", () -> stored(js.request("s.a", PAYLOAD)));
      int second = fill(js);
      refusedUpFront(js);
      js.untilMessages("S", first + second + 1L);
      assertThat(js.request("$JS.API.STREAM.PURGE.S", ""))
          .contains("\"purged\":" + (first + second + 1));
      js.loop.until("storing goes on", () -> stored(js.request("s.a", PAYLOAD)));
      js.untilMessages("S", 1);
    }
  }

  @Test
  @DisplayName("STR-B04 a disk that is full at the start serves what is there")
  void restart() {
    SmallDisk disk = new SmallDisk(directory, CAPACITY_BYTES);
    try (JetStreamHarness js = new JetStreamHarness(directory, disk)) {
      js.create("S", "\"subjects\":[\"s.>\"]");
      int messages = fill(js);
      refusedUpFront(js);
      disk.capacityBytes(disk.usedBytes());
      js.restart();
      js.untilMessages("S", messages);
      refusedUpFront(js);
      disk.capacityBytes(2 * CAPACITY_BYTES);
      js.loop.until("storing goes on", () -> stored(js.request("s.a", PAYLOAD)));
    }
  }

  @Test
  @DisplayName("STR-022 streams that cannot be created on a full disk can be when there is room")
  void creating() {
    SmallDisk disk = new SmallDisk(directory, CAPACITY_BYTES);
    try (JetStreamHarness js = new JetStreamHarness(directory, disk)) {
      js.create("S", "\"subjects\":[\"s.>\"]");
      disk.capacityBytes(disk.usedBytes());
      String create = "$JS.API.STREAM.CREATE.T";
      assertThat(js.request(create, "{\"name\":\"T\"}")).contains("\"err_code\":10049");
      assertThat(js.request(create, "{\"name\":\"T\"}")).contains("\"err_code\":10049");
      assertThat(js.request("$JS.API.STREAM.DELETE.S", "")).contains("\"err_code\":10050");
      assertThat(js.info("S")).doesNotContain("\"error\"");
      disk.capacityBytes(CAPACITY_BYTES);
      js.loop.until(
          "streams can be created again",
          () -> !js.request(create, "{\"name\":\"T\"}").contains("\"error\""));
      js.restart();
      assertThat(js.request("$JS.API.STREAM.NAMES", "")).contains("[\"S\",\"T\"]");
    }
  }
}

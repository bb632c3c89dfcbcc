package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorTest {
  @TempDir Path directory;
  private JetStreamHarness server;

  @BeforeEach
  void start() {
    server = new JetStreamHarness(directory);
    server.create("ORIGIN", "\"subjects\":[\"a.>\"]");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void fill(int from, int to) {
    for (int i = from; i <= to; i++) {
      server.publish("a." + i % 3, "m" + i);
    }
    server.loop.until("published", () -> server.stream("ORIGIN").committed().lastSequence() == to);
  }

  @Test
  @DisplayName("STR-473 a mirror has the origin's sequences, times and subjects")
  void copies() throws Exception {
    fill(1, 50);
    server.create("M", "\"mirror\":{\"name\":\"ORIGIN\"}");
    server.untilMessages("M", 50);
    fill(51, 60);
    server.untilMessages("M", 60);
    assertThat(server.contents("M")).isEqualTo(server.contents("ORIGIN"));
    assertThat(server.stream("M").committed().lastTimeNanos())
        .isEqualTo(server.stream("ORIGIN").committed().lastTimeNanos());
    assertThat(server.info("M")).contains("\"mirror\":{\"name\":\"ORIGIN\",\"lag\":0,\"active\":");
    assertThat(server.info("ORIGIN")).contains("\"consumer_count\":0");
    assertThat(server.request("$JS.API.CONSUMER.NAMES.ORIGIN", "")).doesNotContain("JS_MIRROR");
    assertThat(server.request("$JS.API.INFO", ""))
        .as("STR-040 counts it")
        .contains("\"consumers\":1");
  }

  @Test
  @DisplayName("STR-473 what the origin does not deliver becomes a gap")
  void gaps() {
    fill(1, 9);
    server.request("$JS.API.STREAM.MSG.DELETE.ORIGIN", "{\"seq\":2}");
    server.create("M", "\"mirror\":{\"name\":\"ORIGIN\",\"filter_subject\":\"a.2\"}");
    server.untilMessages("M", 2);
    assertThat(server.contents("M")).containsExactly("5 a.2 m5", "8 a.2 m8");
  }

  @Test
  @DisplayName("STR-473 an empty mirror starts where its origin does")
  void startsHigh() {
    fill(1, 9);
    server.request("$JS.API.STREAM.PURGE.ORIGIN", "");
    server.create("M", "\"mirror\":{\"name\":\"ORIGIN\"}");
    server.loop.until("starts at 10", () -> server.stream("M").committed().lastSequence() == 9);
    fill(10, 10);
    server.untilMessages("M", 1);
    assertThat(server.contents("M")).containsExactly("10 a.1 m10");
  }

  @Test
  @DisplayName("STR-470 STR-486 the origin may come later, the error shows until then")
  void originComesLater() {
    server.create("M", "\"mirror\":{\"name\":\"LATER\"}");
    server.loop.until("error", () -> server.info("M").contains("10059"));
    server.create("LATER", "\"subjects\":[\"later\"]");
    server.publish("later", "x");
    server.untilMessages("M", 1);
    assertThat(server.info("M")).doesNotContain("\"error\"");
  }

  @Test
  @DisplayName("STR-476 a restarted mirror goes on behind its last message")
  void resumes() {
    fill(1, 20);
    server.create("M", "\"mirror\":{\"name\":\"ORIGIN\"}");
    server.untilMessages("M", 20);
    server.restart();
    fill(21, 30);
    server.untilMessages("M", 30);
    assertThat(server.contents("M")).isEqualTo(server.contents("ORIGIN"));
  }

  @Test
  @DisplayName("STR-252 removing the mirror makes it a stream of its own")
  void promoted() {
    fill(1, 5);
    server.create("M", "\"mirror\":{\"name\":\"ORIGIN\"}");
    server.untilMessages("M", 5);
    assertThat(server.request("$JS.API.STREAM.UPDATE.M", "{\"name\":\"M\",\"subjects\":[\"m\"]}"))
        .doesNotContain("\"error\"");
    server.publish("m", "own");
    server.untilMessages("M", 6);
    fill(6, 6);
    server.loop.pass(3, TimeUnit.SECONDS);
    assertThat(server.contents("M")).endsWith("6 m own");
    assertThat(server.info("M")).doesNotContain("\"mirror\":{");
    assertThat(server.stream("ORIGIN").consumers().all()).isEmpty();
  }

  @Test
  @DisplayName("STR-481 a hole in the deliveries makes it ask again")
  void loss() {
    fill(1, 5);
    server.create("M", "\"mirror\":{\"name\":\"ORIGIN\"}");
    server.untilMessages("M", 5);
    ConsumerDriver hidden = server.stream("ORIGIN").consumers().all().getFirst();
    hidden.machine().reset(6, server.loop.epochNanos());
    server.loop.pass(1, TimeUnit.SECONDS);
    server.stream("ORIGIN").consumers().delete(hidden);
    fill(6, 12);
    server.untilMessages("M", 12);
    assertThat(server.contents("M")).isEqualTo(server.contents("ORIGIN"));
  }

  @Test
  @DisplayName("STR-440 a mirror that has caught up answers direct gets for its origin")
  void mirrorDirect() {
    server.create("D", "\"subjects\":[\"d\"],\"allow_direct\":true");
    server.publish("d", "direct");
    server.create("M", "\"mirror\":{\"name\":\"D\"},\"mirror_direct\":true");
    server.untilMessages("M", 1);
    server.loop.pass(2, TimeUnit.SECONDS);
    server.request("$JS.API.STREAM.DELETE.D", "");
    assertThat(server.request("$JS.API.DIRECT.GET.D", "{\"seq\":1}")).isEqualTo("direct");
  }

  @Test
  @DisplayName("STR-478 an interest stream loses nothing to a mirror that is away")
  void workQueue() {
    server.create("WQ", "\"subjects\":[\"q\"],\"retention\":\"workqueue\"");
    server.create("M", "\"mirror\":{\"name\":\"WQ\"}");
    for (int i = 1; i <= 10; i++) {
      server.publish("q", "w" + i);
    }
    server.untilMessages("M", 10);
    server.untilMessages("WQ", 0);
    server.restart();
    server.publish("q", "w11");
    server.untilMessages("M", 11);
    assertThat(server.contents("M")).endsWith("11 q w11");
  }
}

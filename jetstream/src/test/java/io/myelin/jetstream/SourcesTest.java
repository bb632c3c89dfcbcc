package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
  @TempDir Path directory;
  private JetStreamHarness server;

  @BeforeEach
  void start() {
    server = new JetStreamHarness(directory);
    server.create("A", "\"subjects\":[\"a.>\"]");
    server.create("B", "\"subjects\":[\"b.>\"]");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String identity(String stream) {
    return SourcingConsumers.identity(server.stream(stream));
  }

  @Test
  @DisplayName("STR-474 STR-475 copies of two sources, with a header that tells where from")
  void copies() {
    server.publish("a.1", "NATS/1.0\r\nNats-Expected-Stream: A\r\nX: y\r\n\r\n", "one");
    server.publish("b.1", "two");
    server.create("S", "\"sources\":[{\"name\":\"A\"},{\"name\":\"B\"}]");
    server.untilMessages("S", 2);
    assertThat(server.contentsWithHeaders("S").stream().map(it -> it.substring(2)))
        .containsExactlyInAnyOrder(
            "a.1 NATS/1.0\r\nX: y\r\nNats-Stream-Source: A 1 > > a.1 "
                + identity("A")
                + "\r\n\r\none",
            "b.1 NATS/1.0\r\nNats-Stream-Source: B 1 > > b.1 " + identity("B") + "\r\n\r\ntwo");
  }

  @Test
  @DisplayName("STR-474 filters and transforms of a source")
  void transforms() {
    server.publish("a.x.1", "one");
    server.publish("a.y.1", "two");
    server.create(
        "S",
        "\"sources\":[{\"name\":\"A\",\"subject_transforms\":"
            + "[{\"src\":\"a.x.*\",\"dest\":\"s.{{wildcard(1)}}\"}]}]");
    server.untilMessages("S", 1);
    server.loop.pass(1, TimeUnit.SECONDS);
    assertThat(server.contentsWithHeaders("S"))
        .containsExactly(
            "1 s.1 NATS/1.0\r\nNats-Stream-Source: A 1 a.x.* s.{{wildcard(1)}} a.x.1 "
                + identity("A")
                + "\r\n\r\none");
  }

  @Test
  @DisplayName("STR-425 the last sequence of a source is told, once there is one")
  void sequenceIsTold() {
    server.create("S", "\"sources\":[{\"name\":\"A\"}]");
    server.loop.until("copying", () -> !server.info("S").contains("\"active\":-1"));
    assertThat(server.info("S")).contains("{\"name\":\"A\",\"lag\":0,\"active\":");
    server.publish("a.1", "one");
    server.publish("a.2", "two");
    server.untilMessages("S", 2);
    assertThat(server.info("S")).contains("{\"name\":\"A\",\"lag\":0,\"seq\":2,\"active\":");
  }

  @Test
  @DisplayName("STR-476 after a restart every source goes on where it was")
  void resumes() {
    server.create("S", "\"subjects\":[\"own\"],\"sources\":[{\"name\":\"A\"},{\"name\":\"B\"}]");
    server.publish("a.1", "one");
    server.publish("b.1", "two");
    server.untilMessages("S", 2);
    server.publish("own", "three");
    server.untilMessages("S", 3);
    server.restart();
    server.publish("a.2", "four");
    server.untilMessages("S", 4);
    server.loop.pass(3, TimeUnit.SECONDS);
    assertThat(server.contents("S")).hasSize(4).endsWith("4 a.2 four");
  }

  @Test
  @DisplayName("STR-476 without a record of positions the stored headers tell them")
  void resumesFromHeaders() {
    server.create("S", "\"sources\":[{\"name\":\"A\"},{\"name\":\"B\"}]");
    server.publish("a.1", "one");
    server.publish("b.1", "two");
    server.publish("a.2", "three");
    server.untilMessages("S", 3);
    server.loop.execute(() -> server.stream("S").origins().recovered());
    server.publish("b.2", "four");
    server.untilMessages("S", 4);
    server.loop.pass(3, TimeUnit.SECONDS);
    assertThat(server.contents("S")).hasSize(4);
  }

  @Test
  @DisplayName("STR-257 sources that are removed stop, those added begin, others stay")
  void changed() {
    server.create("S", "\"sources\":[{\"name\":\"A\"}]");
    server.publish("a.1", "one");
    server.untilMessages("S", 1);
    assertThat(
            server.request(
                "$JS.API.STREAM.UPDATE.S", "{\"name\":\"S\",\"sources\":[{\"name\":\"B\"}]}"))
        .doesNotContain("\"error\"");
    server.publish("a.2", "lost");
    server.publish("b.1", "two");
    server.untilMessages("S", 2);
    server.loop.pass(3, TimeUnit.SECONDS);
    assertThat(server.contents("S")).endsWith("2 b.1 two");
    assertThat(server.info("S")).contains("\"sources\":[{\"name\":\"B\",\"lag\":0");
    server.loop.until(
        "nothing reads from A any more", () -> server.stream("A").consumers().all().isEmpty());
  }

  @Test
  @DisplayName("STR-484 a full stream that discards new messages gets the rest when there is room")
  void discardNew() {
    for (int i = 1; i <= 5; i++) {
      server.publish("a." + i, "m" + i);
    }
    server.create("S", "\"max_msgs\":3,\"discard\":\"new\",\"sources\":[{\"name\":\"A\"}]");
    server.untilMessages("S", 3);
    server.loop.pass(5, TimeUnit.SECONDS);
    server.request("$JS.API.STREAM.PURGE.S", "");
    server.untilMessages("S", 2);
    assertThat(server.contents("S")).containsExactly("4 a.4 m4", "5 a.5 m5");
  }

  @Test
  @DisplayName("STR-475 positions are written and read")
  void positions() {
    SourcePositions positions = new SourcePositions();
    positions.stored("A 17 > > a.1");
    positions.stored("OLD 4");
    positions.stamp(9);
    SourcePositions read = SourcePositions.decode(positions.encode());
    assertThat(read.stamp()).isEqualTo(9);
    assertThat(read.of(io.myelin.jetstream.model.StreamSource.of("A"))).isEqualTo(17);
    assertThat(read.of(io.myelin.jetstream.model.StreamSource.of("OLD"))).isEqualTo(4);
    assertThat(read.of(io.myelin.jetstream.model.StreamSource.of("NEW"))).isEqualTo(-1);
  }
}

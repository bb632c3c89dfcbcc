package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which message ids a stream still knows after a restart, and after a crash. */
class MessageIdsRestartTest {
  private static final String CONFIG = "jetstream { store_dir: \"${dir}/store\" }";

  @RegisterExtension final Servers servers = new Servers();

  private ServerUnderTest start(Path dir) {
    return servers.start(builder -> builder.in(dir).config(CONFIG));
  }

  private StreamPublisher publisher(ServerUnderTest server) {
    StreamPublisher publisher = StreamPublisher.of(server);
    servers.closing(publisher.api().connection());
    return publisher;
  }

  private static void assertKnown(StreamPublisher publisher, String subject, String id, long was) {
    Json ack = Json.parse(publisher.answer(subject, "again", "Nats-Msg-Id: " + id));
    assertThat(ack.has("duplicate")).as("%s on %s: %s", id, subject, ack).isTrue();
    assertThat(ack.number("seq")).isEqualTo(was);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "KILL"})
  @BetterThanReference("STR-B09")
  @DisplayName("STR-B09 ids of messages that are not there are known until the window ends")
  void known(String signal, @TempDir Path dir) {
    ServerUnderTest first = start(dir);
    StreamPublisher before = publisher(first);
    before.api().create("L", "\"subjects\":[\"l\"],\"max_msgs\":3");
    before.api().create("I", "\"subjects\":[\"i\"],\"retention\":\"interest\"");
    before.api().create("P", "\"subjects\":[\"p\"]");
    for (int i = 1; i <= 5; i++) {
      assertThat(before.store("l", "x", "Nats-Msg-Id: l" + i)).isEqualTo(i);
      assertThat(before.store("i", "x", "Nats-Msg-Id: i" + i)).isEqualTo(i);
      assertThat(before.store("p", "x", "Nats-Msg-Id: p" + i)).isEqualTo(i);
    }
    before.api().succeed("stream_msg_delete_response", "STREAM.MSG.DELETE.L", "{\"seq\":4}");
    before.api().succeed("stream_purge_response", "STREAM.PURGE.P", "");
    first.signal(signal);
    first.awaitExit();
    StreamPublisher after = publisher(start(dir));
    for (int i = 1; i <= 5; i++) {
      assertKnown(after, "l", "l" + i, i);
      assertKnown(after, "i", "i" + i, i);
      assertKnown(after, "p", "p" + i, i);
    }
    assertThat(after.store("p", "x", "Nats-Msg-Id: new")).isEqualTo(6);
  }
}

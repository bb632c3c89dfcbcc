package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Section 17 of the consumers chapter: what is still known after a restart, and after a crash. */
class ConsumerRestartTest {
  private static final String CONFIG = "jetstream { store_dir: \"${dir}/store\" }";

  @RegisterExtension final Servers servers = new Servers();

  private ServerUnderTest start(Path dir) {
    return servers.start(builder -> builder.in(dir).config(CONFIG));
  }

  private ConsumerClient client(ServerUnderTest server) {
    return servers.closing(ConsumerClient.of(server, "restart"));
  }

  private static void given(ConsumerClient client, int messages, String config) {
    client.api().create("R", "\"subjects\":[\"R.>\"]");
    client.durable("R", "c", config);
    for (int i = 1; i <= messages; i++) {
      client.publish("R.a", "m" + i);
    }
  }

  @Test
  @DisplayName("CON-570 CON-571 CON-578 CON-499 CON-695 CON-697 an orderly restart loses nothing")
  void orderly(@TempDir Path dir) {
    ServerUnderTest first = start(dir);
    ConsumerClient before = client(first);
    given(before, 6, "\"metadata\":{\"k\":\"v\"}");
    before.durable("R", "push", "\"deliver_subject\":\"to.push\",\"ack_policy\":\"none\"");
    before.receiver().sendLines("SUB to.push 9");
    assertThat(before.next(6)).extracting(Delivery::sid).containsOnly("9");
    before.receiver().sendLines("UNSUB 9").barrier();
    List<Delivery> all = before.fetch("R", "c", 4);
    before.ack(all.get(0));
    before.ack(all.get(2));
    before.ack(all.get(3), "-NAK");
    before.fetch("R", "c");
    String created = before.info("R", "c").text("created");
    before.close();
    first.signal("TERM");
    first.awaitExit();
    ConsumerClient after = client(start(dir));
    Json info = after.info("R", "c");
    assertThat(info.text("created")).isEqualTo(created);
    assertThat(info.object("config").object("metadata").text("k")).isEqualTo("v");
    assertThat(ConsumerClient.pair(info, "delivered")).containsExactly(5L, 4L);
    assertThat(ConsumerClient.pair(info, "ack_floor")).containsExactly(1L, 1L);
    assertThat(info.number("num_ack_pending")).isEqualTo(2);
    assertThat(info.number("num_redelivered")).isEqualTo(1);
    assertThat(info.number("num_pending")).isEqualTo(2);
    after.ack(all.get(1));
    List<Delivery> next = after.fetch("R", "c", 2);
    assertThat(next).extracting(Delivery::streamSequence).containsExactly(5L, 6L);
    assertThat(next.get(0).consumerSequence()).isGreaterThanOrEqualTo(6);
    after.receiver().sendLines("SUB to.push 8").barrier();
    after.publish("R.a", "m7");
    Delivery pushed = after.next();
    assertThat(pushed.payload()).isEqualTo("m7");
    assertThat(pushed.sid()).isEqualTo("8");
  }

  @Test
  @DisplayName("CON-168 CON-162 CON-169 ephemerals come back, those in memory do not; then 503")
  void ephemerals(@TempDir Path dir) {
    ServerUnderTest first = start(dir);
    ConsumerClient before = client(first);
    given(before, 1, "");
    before.create("R", "kept", "\"inactive_threshold\":60000000000");
    before.create("R", "forgotten", "\"inactive_threshold\":60000000000,\"mem_storage\":true");
    before.close();
    first.signal("TERM");
    first.awaitExit();
    ConsumerClient after = client(start(dir));
    assertThat(after.fetch("R", "kept").payload()).isEqualTo("m1");
    String reply = after.pull("R", "forgotten", "");
    after.status(reply, "503", "Nats-Subject: $JS.API.CONSUMER.MSG.NEXT.R.forgotten");
    after
        .api()
        .fail("consumer_info_response", "CONSUMER.INFO.R.forgotten", "")
        .with(404, 10014, "consumer not found");
  }

  @Test
  @BetterThanReference("CON-820")
  @DisplayName("CON-571 CON-820 CON-696 a confirmed acknowledgement survives kill -9")
  void crash(@TempDir Path dir) {
    ServerUnderTest first = start(dir);
    ConsumerClient before = client(first);
    given(before, 20, "");
    List<Delivery> all = before.fetch("R", "c", 20);
    for (Delivery message : all.subList(0, 15)) {
      before.ack(message);
    }
    first.signal("KILL");
    first.awaitExit();
    before.close();
    ConsumerClient after = client(start(dir));
    Json info = after.info("R", "c");
    assertThat(ConsumerClient.pair(info, "ack_floor").get(1)).isEqualTo(15);
    after.confirm(all.get(0).reply(), "+ACK");
    after.publish("R.a", "m21");
    Delivery last = after.fetch("R", "c");
    while (last.streamSequence() != 21) {
      assertThat(last.streamSequence()).isGreaterThan(15);
      last = after.fetch("R", "c");
    }
    assertThat(last.consumerSequence()).isGreaterThan(20);
  }

  @Test
  @BetterThanReference("CON-840")
  @DisplayName("CON-840 CON-290 what is not due is not delivered again after a restart")
  void notDue(@TempDir Path dir) {
    ServerUnderTest first = start(dir);
    ConsumerClient before = client(first);
    given(before, 2, "");
    before.fetch("R", "c", 2);
    before.close();
    first.signal("TERM");
    first.awaitExit();
    ConsumerClient after = client(start(dir));
    assertThat(after.info("R", "c").number("num_ack_pending")).isEqualTo(2);
    after.pull("R", "c", "{\"batch\":5,\"expires\":20000000000}");
    after.receiver().expectSilence(Duration.ofMillis(1600));
  }
}

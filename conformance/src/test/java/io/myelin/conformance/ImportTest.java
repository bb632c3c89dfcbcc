package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What nats-server stored is found again in Myelin. The server under test writes, the Myelin of
 * this checkout imports: runs only where {@code NATS_SERVER_BIN} names a nats-server.
 */
class ImportTest {
  private static final List<String> STREAMS =
      List.of("LIMITS", "SMALL", "WORK", "EMPTY", "NEVER", "MIRROR", "SOURCED");
  private static final List<String> SETTINGS =
      List.of("subjects", "description", "retention", "compression", "max_bytes", "mirror");
  private static final List<String> COUNTS =
      List.of("messages", "bytes", "first_seq", "first_ts", "last_seq", "last_ts", "num_deleted");
  private static final String HOUR = "\"ack_wait\":3600000000000";

  @RegisterExtension final Servers servers = new Servers();
  @TempDir Path directory;
  private Path myelin;
  private ConsumerClient client;
  private int connections;

  @BeforeEach
  void find() {
    assumeFalse(
        ServerIdentity.required().myelin(),
        "nats-server writes what is imported: set NATS_SERVER_BIN to one");
    Path root = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    myelin = root.resolve("bin/nats-server");
    assumeTrue(
        Files.isReadable(root.resolve("server/target/dist/launch")),
        "server/target/dist is not built (mvn package)");
  }

  private void connect(ServerUnderTest server) {
    client = servers.closing(ConsumerClient.of(server, "i" + ++connections));
  }

  private void fill() {
    JetStreamClient api = client.api();
    api.create("LIMITS", "\"subjects\":[\"lim.>\"],\"max_msgs_per_subject\":3");
    api.create("SMALL", "\"subjects\":[\"small.>\"],\"compression\":\"s2\",\"max_bytes\":120000");
    api.create("WORK", "\"subjects\":[\"work.>\"],\"retention\":\"workqueue\"");
    api.create("EMPTY", "\"subjects\":[\"empty.>\"]");
    api.create("NEVER", "\"subjects\":[\"never.>\"],\"description\":\"a b\"");
    for (int i = 0; i < 40; i++) {
      client.publish("lim." + i % 7, "message " + i);
      client.publish("work." + i % 3, "work " + i);
      client.publish("small." + i % 3, ("block " + i).repeat(600));
      client.publish("empty.a", "");
    }
    new StreamPublisher(api).store("lim.h", "with headers", "A: b", "Nats-Msg-Id: one");
    String delete = "STREAM.MSG.DELETE.LIMITS";
    api.succeed("stream_msg_delete_response", delete, "{\"seq\":38}");
    api.succeed("stream_msg_delete_response", delete, "{\"seq\":37,\"no_erase\":true}");
    api.succeed("stream_purge_response", "STREAM.PURGE.EMPTY", "");
    client.durable("WORK", "W", HOUR);
    client.durable("LIMITS", "NEW", "\"deliver_policy\":\"new\"");
    client.durable("LIMITS", "FILTERED", "\"filter_subject\":\"lim.2\",\"max_deliver\":5," + HOUR);
    client.fetch("WORK", "W", 6).stream()
        .filter(it -> it.streamSequence() % 2 == 1)
        .forEach(client::ack);
    Delivery once = client.fetch("LIMITS", "FILTERED");
    client.ack(once, "-NAK");
    client.fetch("LIMITS", "FILTERED", 2);
    api.create("MIRROR", "\"mirror\":{\"name\":\"LIMITS\"}");
    api.create("SOURCED", "\"sources\":[{\"name\":\"LIMITS\",\"filter_subject\":\"lim.1\"}]");
    long wanted = client.streamState("LIMITS").number("messages");
    Awaitility.await("the mirror and the sourced stream to catch up")
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                client.streamState("MIRROR").number("messages") == wanted
                    && client.streamState("SOURCED").number("messages") == 2);
  }

  /** Everything that must be the same afterwards. */
  private List<String> everything() {
    List<String> told = new ArrayList<>();
    for (String stream : STREAMS) {
      Json info = client.api().succeed("stream_info_response", "STREAM.INFO." + stream, "");
      told.add(stream + " created " + info.text("created"));
      SETTINGS.forEach(it -> told.add(stream + ' ' + it + ' ' + info.object("config").get(it)));
      Json state = info.object("state");
      COUNTS.forEach(it -> told.add(stream + ' ' + it + ' ' + state.get(it)));
      for (long i = 1; i <= state.number("last_seq"); i++) {
        Json answer = client.api().ask("STREAM.MSG.GET." + stream, "{\"seq\":" + i + "}");
        told.add(stream + ' ' + i + ' ' + answer.get("message"));
      }
    }
    consumer(told, "WORK", "W");
    consumer(told, "LIMITS", "NEW");
    consumer(told, "LIMITS", "FILTERED");
    return told;
  }

  private void consumer(List<String> told, String stream, String consumer) {
    Json info = client.info(stream, consumer);
    told.add(consumer + " created " + info.text("created"));
    told.add(consumer + " delivered " + ConsumerClient.pair(info, "delivered"));
    told.add(consumer + " acknowledged " + ConsumerClient.pair(info, "ack_floor"));
    for (String count : List.of("num_ack_pending", "num_redelivered", "num_pending")) {
      told.add(consumer + ' ' + count + ' ' + info.number(count));
    }
  }

  private void end(ServerUnderTest server, String signal) {
    client.close();
    server.signal(signal);
    server.awaitExit();
  }

  /** What nats-server makes of a store that it could not close: limits are applied anew. */
  private List<String> afterRestart(ServerUnderTest before, String config) {
    ServerUnderTest again = servers.start(builder -> builder.in(before.directory()).config(config));
    connect(again);
    List<String> told = everything();
    end(again, "TERM");
    return told;
  }

  @ParameterizedTest
  @CsvSource({"TERM, ''", "KILL, ''", "TERM, 'key: abc'", "TERM, 'key: abc, cipher: aes'"})
  @DisplayName("STR-600 STR-614 STR-624 STR-632 what nats-server stored is there after the import")
  void imported(String signal, String more) {
    String config = "jetstream { store_dir: \"${dir}/store\"\n" + more + " }";
    ServerUnderTest first = servers.start(config);
    connect(first);
    fill();
    List<String> before = everything();
    end(first, signal);

    Path target = directory.resolve("imported");
    RunResult run =
        RunResult.of(
            ServerUnderTest.builder(myelin)
                .onlyTheseFlags()
                .in(directory)
                .flags("import", "-c", first.file("server.conf").toString(), target.toString()));
    assertThat(run.exitStatus()).as(run.stdout() + run.stderr()).isZero();
    assertThat(run.stdout()).contains("$G > WORK: 37 messages", "imported 7 streams");

    if (signal.equals("KILL")) {
      before = afterRestart(first, config);
    }
    String there = "jetstream { store_dir: \"" + target + "\"\n" + more + " }";
    connect(servers.closing(ServerUnderTest.builder(myelin).config(there).start()));
    assertThat(everything()).isEqualTo(before);
    assertThat(client.api().publish("lim.a", "more").number("seq")).isEqualTo(42);
    assertThat(client.fetch("WORK", "W").streamSequence()).isEqualTo(7);
  }
}

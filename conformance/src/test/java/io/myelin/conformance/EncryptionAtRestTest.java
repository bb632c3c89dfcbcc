package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies on the disk of a server with a key. */
class EncryptionAtRestTest {
  private static final String STORE = "store_dir: \"${dir}/store\"\n";
  private static final String PAYLOAD = "nobody-reads-this-payload";
  private static final String SUBJECT = "hidden.subject.token";

  @RegisterExtension final Servers servers = new Servers();

  private static void fill(ServerUnderTest server) {
    try (RawClient client = server.connect(RawClient.PLAIN)) {
      JetStreamClient jetStream = new JetStreamClient(client);
      jetStream.create("S", "\"subjects\":[\"hidden.>\"],\"compression\":\"s2\"");
      for (int i = 1; i <= 50; i++) {
        assertThat(jetStream.publish(SUBJECT, PAYLOAD.repeat(i)).number("seq")).isEqualTo(i);
      }
    }
    server.signal("TERM");
    assertThat(server.awaitExit()).isZero();
  }

  private static void finds(ServerUnderTest server, long messages) {
    try (RawClient client = server.connect(RawClient.PLAIN)) {
      JetStreamClient jetStream = new JetStreamClient(client);
      Json state = jetStream.succeed("stream_info_response", "STREAM.INFO.S", "").object("state");
      assertThat(state.number("messages")).isEqualTo(messages);
      assertThat(jetStream.publish(SUBJECT, "more").number("seq")).isEqualTo(messages + 1);
    }
    server.signal("TERM");
    assertThat(server.awaitExit()).isZero();
  }

  private static List<Path> filesWith(ServerUnderTest server, String text) throws IOException {
    try (Stream<Path> files = Files.walk(server.file("store"))) {
      return files.filter(Files::isRegularFile).filter(file -> contains(file, text)).toList();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  private ServerUnderTest again(ServerUnderTest before, String block) {
    return servers.start(
        builder -> builder.in(before.directory()).config(STORE + "jetstream { " + block + " }"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"chacha", "aes"})
  @DisplayName("STR-009 STR-219 neither payloads nor subjects lie on the disk as plain text")
  void nothingPlain(String cipher) throws IOException {
    String block = "key: \"a passphrase\", cipher: " + cipher;
    ServerUnderTest first = servers.start(STORE + "jetstream { " + block + " }");
    fill(first);
    assertThat(filesWith(first, PAYLOAD)).isEmpty();
    assertThat(filesWith(first, "hidden.")).isEmpty();
    finds(again(first, block), 50);
  }

  @Test
  @DisplayName("STR-009 STR-633 a plain store is encrypted, a change of key is followed")
  void changeOfKey() throws IOException {
    ServerUnderTest first = servers.start(STORE + "jetstream {}");
    fill(first);
    finds(again(first, "key: one"), 50);
    finds(again(first, "key: two, prev_key: one, cipher: aes"), 51);
    finds(again(first, "key: two, prev_key: one, cipher: aes"), 52);
    assertThat(filesWith(first, PAYLOAD)).isEmpty();
    finds(again(first, "key: two, cipher: aes"), 53);
  }

  @Test
  @BetterThanReference("STR-B06")
  @DisplayName("STR-009 with another key, or with none, JetStream says so and does not start")
  void wrongKey() {
    ServerUnderTest first = servers.start(STORE + "jetstream { key: one }");
    fill(first);
    RunResult wrong =
        RunResult.of(
            ServerUnderTest.builder()
                .in(first.directory())
                .config(STORE + "jetstream { key: two }"));
    assertThat(wrong.exitStatus()).isEqualTo(1);
    assertThat(wrong.stderr()).contains("Can't start JetStream", "neither key nor prev_key");
    RunResult none =
        RunResult.of(
            ServerUnderTest.builder().in(first.directory()).config(STORE + "jetstream {}"));
    assertThat(none.exitStatus()).isEqualTo(1);
    assertThat(none.stderr()).contains("encrypted store encountered with no main key");
    finds(again(first, "key: one"), 50);
  }
}

package io.myelin.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.archive.HighwayHash64;
import io.myelin.jetstream.archive.MessageBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path source;
  private Path target;
  private Path block;

  @BeforeEach
  void store() throws IOException {
    source = directory.resolve("old");
    target = directory.resolve("new");
    Path stream = source.resolve("jetstream/$G/streams/S");
    byte[] meta =
        "{\"Created\":\"2024-03-01T10:20:30Z\",\"name\":\"S\",\"subjects\":[\"s\"]}"
            .getBytes(UTF_8);
    Files.createDirectories(stream.resolve("msgs"));
    Files.write(stream.resolve("meta.inf"), meta);
    Files.writeString(stream.resolve("meta.sum"), HighwayHash64.keyedBy("S").hex(meta));
    MessageBlock messages = new MessageBlock("S", 1);
    for (int i = 1; i <= 3; i++) {
      messages.add(i, i, "shello".getBytes(UTF_8), 0, 1, 0, 5);
    }
    block = stream.resolve("msgs/1.blk");
    Files.write(block, messages.bytes());
  }

  private int run(Object... words) {
    List<String> texts = Stream.of(words).map(Object::toString).toList();
    return new ImportCommand(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
        .run("myelin", texts);
  }

  private Map<String, String> files(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.put(
            file + " " + Files.getLastModifiedTime(file),
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }

  @Test
  @DisplayName("STR-600 the new store is there, the old one as it was")
  void imports() throws IOException {
    Map<String, String> before = files(source);
    assertThat(run(source, target)).isZero();
    assertThat(out.toString(UTF_8))
        .contains(
            "$G > S: 3 messages, 108 bytes, sequences 1..3, 0 consumers",
            "imported 1 stream with 3 messages into " + target);
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(files(source)).isEqualTo(before);
    assertThat(target.resolve("jetstream/streams.log")).isRegularFile();
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("old", "new");
  }

  @Test
  @DisplayName("STR-600 an empty directory is taken, any other is refused")
  void targets() throws IOException {
    Files.createDirectory(target);
    assertThat(run(source.resolve("jetstream"), target)).isZero();
    assertThat(run(source, target)).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains(target + " is not empty", "Nothing was imported");
    assertThat(run(source, source.resolve("jetstream/new"))).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("is inside the store of nats-server");
    assertThat(run(source, directory.resolve("missing/new"))).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("missing is not a directory");
    Files.createDirectory(directory.resolve("other.importing"));
    assertThat(run(source, directory.resolve("other"))).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("another import is under way");
  }

  @Test
  @DisplayName("STR-613 what is damaged ends the import, or with --partial is left out")
  void damaged() throws IOException {
    byte[] content = Files.readAllBytes(block);
    content[50] ^= 1;
    Files.write(block, content);
    assertThat(run(source, target)).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .contains(
            "warning: $G > S: " + block + " is damaged from byte 36 to 72",
            "at most 1 message with sequences between 1 and 3 is lost",
            "nothing was imported");
    assertThat(directory.toFile().list()).containsExactly("old");
    assertThat(run("--partial", source, target)).isEqualTo(2);
    assertThat(out.toString(UTF_8)).contains("2 messages");
    assertThat(target).isDirectory();
  }

  @Test
  @DisplayName("STR-630 STR-009 a configuration names store, key and cipher")
  void configuration() throws IOException {
    Path config = directory.resolve("server.conf");
    Files.writeString(
        config, "jetstream { store_dir: \"" + source + "\", key: secret, cipher: aes }");
    assertThat(run("-c", config, target)).isZero();
    try (Stream<Path> all = Files.walk(target)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("hello");
      }
    }
    assertThat(run("-c", directory.resolve("none.conf"), directory.resolve("b"))).isEqualTo(1);
  }

  @Test
  @DisplayName("CORE-883 a command line that is wrong is explained")
  void usage() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(UTF_8)).contains("usage: myelin import");
    assertThat(run(source)).isEqualTo(1);
    assertThat(run("--unknown", source, target)).isEqualTo(1);
    assertThat(run("--cipher", "rot13", source, target)).isEqualTo(1);
    assertThat(run(source, target, "--key")).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .contains("unknown option --unknown", "unknown cipher rot13", "option --key needs a value");
  }
}

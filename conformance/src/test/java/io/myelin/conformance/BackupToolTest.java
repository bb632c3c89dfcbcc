package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backups with the {@code nats} tool, where it is present: on PATH, in Go's default directory of
 * programs, or named by {@code NATS_CLI}. The tool subscribes only after the answer to its request,
 * to a subject that its wildcard for answers covers.
 */
class BackupToolTest {
  @RegisterExtension
  static final Servers SERVER = Servers.shared("jetstream { store_dir: \"${dir}/store\" }");

  @RegisterExtension final Servers servers = new Servers();
  @TempDir Path directory;
  private StreamPublisher stream;

  @BeforeEach
  void connect() {
    stream = StreamPublisher.of(SERVER.get());
    servers.closing(stream.api().connection());
  }

  private static Optional<Path> tool() {
    String named = System.getenv().getOrDefault("NATS_CLI", "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    String path = System.getenv().getOrDefault("PATH", "");
    Stream<Path> onPath = Stream.of(path.split(File.pathSeparator, -1)).map(Path::of);
    Path go = Path.of(System.getProperty("user.home"), "go", "bin");
    return Stream.concat(onPath, Stream.of(go))
        .map(it -> it.resolve("nats"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private void run(Path tool, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(tool.toString()));
    command.addAll(List.of("-s", "nats://127.0.0.1:" + SERVER.get().clientPort()));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(40, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as("%s ended in time; output %s", command, text).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
  }

  private Json state() {
    return stream.state("BK");
  }

  /** What a stream shows once it is restored: nats-server says that an empty one begins at 1. */
  private static String restored(Json before) {
    String state = before.toString();
    return ServerIdentity.required().myelin() ? state : state.replace("first_seq=0", "first_seq=1");
  }

  @Test
  @DisplayName("STR-501 STR-502 STR-505 the nats tool backs a stream up and restores it")
  void backupAndRestore() throws Exception {
    Optional<Path> tool = tool();
    assumeTrue(tool.isPresent(), "no nats tool: put it on PATH or set NATS_CLI");
    stream.api().create("BK", "\"subjects\":[\"bk.>\"]");
    for (int count : List.of(0, 1, 300)) {
      while (state().number("messages") < count) {
        stream.store("bk." + state().number("messages") % 7, "message " + count);
      }
      Json before = state();
      Path backup = directory.resolve("backup-" + count);
      run(tool.get(), "stream", "backup", "BK", backup.toString(), "--no-progress");
      stream.api().succeed("stream_delete_response", "STREAM.DELETE.BK", "");
      run(tool.get(), "stream", "restore", backup.toString(), "--no-progress");
      assertThat(state().toString()).isEqualTo(restored(before));
    }
  }
}

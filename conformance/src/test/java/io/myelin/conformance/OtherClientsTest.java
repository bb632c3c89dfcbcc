package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Official clients in other languages, where they are present: {@code NATS_JS} is a directory with
 * {@code node_modules/@nats-io/transport-node}, {@code NATS_PY} a virtual environment with {@code
 * nats-py}. Without them the places that {@code examples/run-all} fills are looked at.
 */
class OtherClientsTest {
  @RegisterExtension static final Servers SERVER = Servers.shared("");

  private static Path place(String variable, String fallback) {
    String named = System.getenv().getOrDefault(variable, "");
    Path module = Path.of(System.getProperty("basedir", System.getProperty("user.dir")));
    return named.isEmpty() ? module.toAbsolutePath().resolveSibling(fallback) : Path.of(named);
  }

  private static List<String> run(String script, Path directory, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("conformance-client-", ".out");
    try (InputStream source = OtherClientsTest.class.getResourceAsStream("/clients/" + script)) {
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().put("NATS_URL", "nats://127.0.0.1:" + SERVER.get().clientPort());
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      Process process = builder.start();
      process.getOutputStream().write(source.readAllBytes());
      process.getOutputStream().close();
      boolean ended = process.waitFor(40, TimeUnit.SECONDS);
      process.destroyForcibly();
      List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
      assertThat(ended).as("ended in time; output %s", lines).isTrue();
      assertThat(process.exitValue()).as("exit status; output %s", lines).isZero();
      return lines;
    } finally {
      Files.delete(output);
    }
  }

  @Test
  @DisplayName("CORE-002 CORE-101 CORE-126 CORE-150 the JavaScript client works")
  void javaScript() throws Exception {
    Path directory = place("NATS_JS", "examples/node");
    assumeTrue(
        Files.isDirectory(directory.resolve("node_modules/@nats-io/transport-node")),
        "no JavaScript client: set NATS_JS or run examples/run-all");
    assertThat(run("roundtrip.mjs", directory, "node", "--input-type=module", "-"))
        .containsExactly(
            "connected 1048576",
            "received orders.new=1,orders.paid.eu=2",
            "reply hello a+b",
            "error RequestError no responders: 'nobody'",
            "limited 2",
            "rtt true",
            "closed true");
  }

  @Test
  @DisplayName("CORE-002 CORE-101 CORE-126 CORE-150 the Python client works")
  void python() throws Exception {
    Path environment = place("NATS_PY", "examples/target/python");
    Path interpreter = environment.resolve("bin/python");
    assumeTrue(
        Files.isExecutable(interpreter), "no Python client: set NATS_PY or run examples/run-all");
    assertThat(run("roundtrip.py", environment, interpreter.toString(), "-"))
        .containsExactly(
            "connected 1048576",
            "received orders.new=1,orders.paid.eu=2",
            "reply hello a",
            "error NoRespondersError",
            "limited 0 1",
            "closed True");
  }
}

package io.myelin.conformance;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * Which server the tests run: found once for the whole run by starting it and reading its INFO.
 *
 * @param executable the file that is started
 * @param version the version that it reports, {@code 2.x.y}
 * @param myelin whether it names itself Myelin by an INFO field of its own
 */
record ServerIdentity(Path executable, String version, boolean myelin) {
  private record Probe(Optional<ServerIdentity> identity, String reason) {}

  private static final class Once {
    static final Probe PROBE = probe();
  }

  /** The server under test; aborts the test with a visible reason when there is none. */
  static ServerIdentity required() {
    return Once.PROBE.identity.orElseThrow(() -> new TestAbortedException(Once.PROBE.reason));
  }

  /** Whether the reported version is at least {@code major.minor[.patch]}. */
  boolean atLeast(String wanted) {
    String[] have = version.split("[.-]");
    String[] want = wanted.split("\\.");
    for (int i = 0; i < want.length; i++) {
      int difference = Integer.parseInt(have[i]) - Integer.parseInt(want[i]);
      if (difference != 0) {
        return difference > 0;
      }
    }
    return true;
  }

  private static Probe probe() {
    String named =
        System.getProperty("NATS_SERVER_BIN", System.getenv().getOrDefault("NATS_SERVER_BIN", ""));
    Path root =
        Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
            .toAbsolutePath()
            .getParent();
    Path executable =
        named.isEmpty() ? root.resolve("bin/nats-server") : Path.of(named).toAbsolutePath();
    if (!named.isEmpty() && !Files.isExecutable(executable)) {
      throw new IllegalStateException("NATS_SERVER_BIN is not executable: " + executable);
    }
    if (named.isEmpty() && !Files.isReadable(root.resolve("server/target/dist/launch"))) {
      return new Probe(
          Optional.empty(),
          "no server to test: server/target/dist is not built (mvn package), or set NATS_SERVER_BIN");
    }
    try (ServerUnderTest server = ServerUnderTest.builder(executable).start();
        RawClient client = server.connect()) {
      Json info = client.info();
      return new Probe(
          Optional.of(new ServerIdentity(executable, info.text("version"), info.has("myelin"))),
          "");
    } catch (UncheckedIOException | AssertionError e) {
      throw new IllegalStateException("the server to test does not serve: " + executable, e);
    }
  }
}

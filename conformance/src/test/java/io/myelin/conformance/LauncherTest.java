package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How the executable behaves as a process: names, links, inherited signal settings, streams. */
class LauncherTest {
  @TempDir Path directory;

  @Test
  @DisplayName(
      "CORE-849 CORE-910 started through links, the ports file has the link's name and the pid")
  void throughLinks() throws IOException {
    Path executable = ServerIdentity.required().executable();
    Path first = Files.createSymbolicLink(directory.resolve("first"), executable);
    Path chained = Files.createSymbolicLink(directory.resolve("broker"), first.getFileName());
    try (ServerUnderTest server = ServerUnderTest.builder(chained).start()) {
      assertThat(server.file("broker_" + server.pid() + ".ports")).exists();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("CORE-910 the started process is the server and is called nats-server")
  void processName() throws IOException {
    try (ServerUnderTest server = ServerUnderTest.builder().start()) {
      assertThat(Path.of("/proc", "" + server.pid(), "comm")).hasContent("nats-server\n");
      assertThat(server.log()).startsWith("[" + server.pid() + "] ");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("CORE-840 SIGINT shuts down even if it was ignored when the process started")
  void ignoredSignals() throws IOException {
    Path script = directory.resolve("ignoring");
    Path executable = ServerIdentity.required().executable();
    Files.writeString(script, "#!/bin/sh\ntrap '' INT HUP\nexec '" + executable + "' \"$@\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    try (ServerUnderTest server = ServerUnderTest.builder(script).start()) {
      server.signal("INT");
      assertThat(server.awaitExit()).isZero();
      assertThat(server.log()).contains("Trapped \"interrupt\" signal");
    }
  }

  @Test
  @DisplayName("CORE-860 CORE-917 only log lines on stderr, nothing on stdout, from start to end")
  void streams() {
    try (ServerUnderTest server = ServerUnderTest.builder().start()) {
      server.signal("TERM");
      assertThat(server.awaitExit()).isZero();
      assertThat(server.stdout()).isEmpty();
      assertThat(server.log().lines())
          .allMatch(
              line ->
                  line.matches(
                      "\\["
                          + server.pid()
                          + "] \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} \\[[A-Z]{3}] .*"));
    }
  }

  @Test
  @BetterThanReference("docs/decisions/0001-java-level-and-jdk-selection.md")
  @DisplayName("a JDK that is too old or missing is named, with what to do, and ends with status 1")
  void unsuitableJdk() {
    RunResult run =
        RunResult.of(
            ServerUnderTest.builder()
                .onlyTheseFlags()
                .environment("MYELIN_JAVA_HOME", directory.toString()));
    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.stdout()).isEmpty();
    assertThat(run.stderr())
        .startsWith("nats-server: MYELIN_JAVA_HOME=" + directory + " is not a JDK of version 21");
  }

  @Test
  @BetterThanReference("docs/decisions/0001-java-level-and-jdk-selection.md")
  @DisplayName("a JAVA_HOME that leads nowhere does not matter")
  void strayJavaHome() {
    try (ServerUnderTest server =
        ServerUnderTest.builder().environment("JAVA_HOME", directory.toString()).start()) {
      assertThat(server.isAlive()).isTrue();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @BetterThanReference("docs/decisions/0003-start-archive.md")
  @DisplayName("a server for core messaging starts from the smaller of the build's archives")
  void coreArchive() {
    try (ServerUnderTest server = ServerUnderTest.builder().config("debug: false").start()) {
      assertThat(mapped(server)).containsPattern("/nats-server-core\\.(aot|jsa)");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @BetterThanReference("docs/decisions/0003-start-archive.md")
  @DisplayName(
      "a server with JetStream in its configuration starts from the archive with all of it")
  void wholeArchive() {
    String config = "JetStream { store_dir: \"" + directory + "\" }";
    try (ServerUnderTest server = ServerUnderTest.builder().config(config).start()) {
      assertThat(mapped(server)).containsPattern("/nats-server-whole\\.(aot|jsa)");
    }
  }

  private static String mapped(ServerUnderTest server) {
    try {
      return Files.readString(Path.of("/proc", "" + server.pid(), "maps"));
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  @Test
  @BetterThanReference("docs/decisions/0003-start-archive.md")
  @DisplayName("CORE-910 from start to the first login nothing of ours is written at run time")
  void noClassesWrittenAtStart() throws IOException {
    Path loaded = directory.resolve("loaded");
    try (ServerUnderTest server =
        ServerUnderTest.builder()
            .environment("MYELIN_JAVA_OPTS", "-Xlog:class+load:file=" + loaded)
            .config("accounts { A { users: [ {user: a, password: a} ] } }")
            .start()) {
      server.connect(RawClient.as("a", "a")).barrier().close();
      server.signal("TERM");
      assertThat(server.awaitExit()).isZero();
    }
    assertThat(loaded).content().contains("io.myelin.server.Main ").doesNotContain("TypeSwitch");
  }
}

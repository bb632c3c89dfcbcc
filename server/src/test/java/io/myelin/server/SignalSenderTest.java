package io.myelin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalSenderTest {
  private static final class FakeServers implements RunningServers {
    private final List<Long> running;
    private final List<String> sent = new ArrayList<>();

    FakeServers(Long... running) {
      this.running = List.of(running);
    }

    @Override
    public List<Long> processIds() {
      return running;
    }

    @Override
    public Optional<String> send(String signalName, long processId) {
      sent.add(signalName + " " + processId);
      return processId == 666 ? Optional.of("operation not permitted") : Optional.empty();
    }
  }

  @DisplayName("CORE-840 to CORE-845 each command word sends its signal to the only server")
  @ParameterizedTest
  @CsvSource({"quit,INT", "term,TERM", "reload,HUP", "reopen,USR1", "ldm,USR2", "stop,KILL"})
  void commandWords(String command, String signal) {
    FakeServers servers = new FakeServers(42L);
    assertThat(new SignalSender(servers).send(command)).isEmpty();
    assertThat(servers.sent).containsExactly(signal + " 42");
  }

  @Test
  @DisplayName("CORE-847 a pid is signalled whether it is a known server or not")
  void pidGiven() {
    FakeServers servers = new FakeServers(1L, 2L);
    assertThat(new SignalSender(servers).send("ldm=77")).isEmpty();
    assertThat(servers.sent).containsExactly("USR2 77");
  }

  @Test
  @DisplayName("CORE-847 a pid file names the process, with or without a newline at its end")
  void pidFile(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("server.pid"), "4711\n");
    FakeServers servers = new FakeServers();
    assertThat(new SignalSender(servers).send("reload=" + file)).isEmpty();
    assertThat(servers.sent).containsExactly("HUP 4711");
  }

  @Test
  @DisplayName("CORE-847 a prefix with * reaches all servers whose pid starts so, possibly none")
  void prefix() {
    FakeServers servers = new FakeServers(120L, 1234L, 99L);
    SignalSender sender = new SignalSender(servers);
    assertThat(sender.send("term=12*")).isEmpty();
    assertThat(servers.sent).containsExactly("TERM 120", "TERM 1234");
    assertThat(sender.send("term=5*")).isEmpty();
    assertThat(sender.send("reload=*")).isEmpty();
    assertThat(servers.sent).hasSize(5);
  }

  @Test
  @DisplayName("CORE-847 errors name what is wrong and send nothing")
  void errors() {
    FakeServers none = new FakeServers();
    FakeServers two = new FakeServers(7L, 9L);
    assertThat(new SignalSender(none).send("reload")).contains("no nats-server processes running");
    assertThat(new SignalSender(two).send("reload"))
        .contains("multiple nats-server processes running:\n7\n9");
    assertThat(new SignalSender(two).send("foo=7")).contains("unknown signal \"foo\"");
    assertThat(new SignalSender(two).send("reload=abc")).contains("invalid pid: abc");
    assertThat(new SignalSender(two).send("reload=0")).contains("invalid pid: 0");
    assertThat(new SignalSender(two).send("reload=-1")).contains("invalid pid: -1");
    assertThat(new SignalSender(two).send("a=b=c=d")).contains("invalid signal parameters: [c d]");
    assertThat(none.sent).isEmpty();
    assertThat(two.sent).isEmpty();
  }

  @Test
  @DisplayName("CORE-847 what the system refuses is reported for each process")
  void refused() {
    FakeServers servers = new FakeServers(666L, 667L);
    assertThat(new SignalSender(servers).send("reload=66*"))
        .contains("\nsignal \"reload\" 666: operation not permitted");
    assertThat(servers.sent).containsExactly("HUP 666", "HUP 667");
  }

  @Test
  @DisplayName("CORE-847 servers are found by program name, launcher property or main class")
  void recognised() {
    assertThat(LocalServers.isServer(List.of("/usr/bin/nats-server", "-p", "1"))).isTrue();
    assertThat(LocalServers.isServer(List.of("java", "-Dmyelin.argv0=nats-server", "x"))).isTrue();
    assertThat(LocalServers.isServer(List.of("java", "-cp", "x", "io.myelin.server.Main")))
        .isTrue();
    assertThat(LocalServers.isServer(List.of("vi", "nats-server"))).isFalse();
    assertThat(LocalServers.isServer(List.of())).isFalse();
  }

  @Test
  @DisplayName("CORE-847 the system's own reason for a process that does not exist")
  void noSuchProcess() {
    assertThat(new LocalServers().send("HUP", 99_999_999)).contains("no such process");
  }

  @Test
  @DisplayName("CORE-847 a signal sent by pid arrives")
  void arrives() throws Exception {
    Process sleeper = new ProcessBuilder("sleep", "600").start();
    assertThat(new SignalSender().send("term=" + sleeper.pid())).isEmpty();
    assertThat(sleeper.waitFor()).isEqualTo(143);
  }
}

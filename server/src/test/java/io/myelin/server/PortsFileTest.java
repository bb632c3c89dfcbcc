package io.myelin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsFileTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("nats-server_" + ProcessHandle.current().pid() + ".ports");
  }

  private PortsFile write(Map<String, List<PortsFile.Listener>> listeners) throws IOException {
    return PortsFile.write(directory.toString(), "nats-server", listeners);
  }

  @Test
  @DisplayName("CORE-849 the file is named by program and pid and lists the URLs by kind")
  void content() throws IOException {
    Map<String, List<PortsFile.Listener>> listeners = new LinkedHashMap<>();
    listeners.put("nats", List.of(new PortsFile.Listener("nats", "127.0.0.1", 4222)));
    listeners.put("monitoring", List.of(new PortsFile.Listener("http", "::1", 8222)));
    listeners.put("cluster", List.of());
    write(listeners);
    assertThat(Files.readString(file()))
        .isEqualTo("{\"nats\":[\"nats://127.0.0.1:4222\"],\"monitoring\":[\"http://[::1]:8222\"]}");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).as("the draft is gone").containsExactly(file());
    }
  }

  @Test
  @DisplayName("CORE-849 a listener on all addresses lists one URL for each, without a zone")
  void allAddresses() throws IOException {
    write(Map.of("nats", List.of(new PortsFile.Listener("nats", "0.0.0.0", 4222))));
    assertThat(Files.readString(file()))
        .contains("\"nats://127.0.0.1:4222\"")
        .doesNotContain("0.0.0.0", "%", "nats://[");
  }

  @Test
  @DisplayName("CORE-849 written again it is replaced, at the end it goes")
  void replacedAndRemoved() throws IOException {
    write(Map.of("nats", List.of(new PortsFile.Listener("nats", "127.0.0.1", 1))));
    PortsFile second =
        write(Map.of("nats", List.of(new PortsFile.Listener("tls", "127.0.0.1", 2))));
    assertThat(Files.readString(file())).contains("tls://127.0.0.1:2").doesNotContain(":1\"");
    second.remove();
    assertThat(file()).doesNotExist();
    second.remove();
  }

  @Test
  @DisplayName("CORE-849 a directory that is not there is reported")
  void noDirectory() {
    assertThatThrownBy(
            () -> PortsFile.write(directory.resolve("none").toString(), "nats-server", Map.of()))
        .isInstanceOf(IOException.class);
  }
}

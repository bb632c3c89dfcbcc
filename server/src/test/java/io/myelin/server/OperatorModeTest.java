package io.myelin.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myelin.config.ConfigLoader;
import io.myelin.config.LoadResult;
import io.myelin.config.StartRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorModeTest {
  @Test
  @DisplayName("CORE-722 a configuration that relies on JWTs does not start an open server")
  void refused(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("server.conf"), "port: -1\nresolver: MEMORY\n");
    LoadResult result = new ConfigLoader().load(file.toString(), StartRequest.Arguments.NONE);
    assertThatThrownBy(
            () -> Server.start(((LoadResult.Loaded) result).options(), new RecordingLog()))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("\"resolver\" asks for operator mode")
        .hasMessageContaining("not supported yet");
  }
}

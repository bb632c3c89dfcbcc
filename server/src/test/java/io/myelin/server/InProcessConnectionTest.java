package io.myelin.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.config.Options;
import io.myelin.config.OptionsBuilder;
import io.myelin.config.ServerKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InProcessConnectionTest {
  private final Options options = new OptionsBuilder().set(ServerKeys.PORT, -1).build();

  @Test
  @DisplayName("CORE-011 in-process clients speak the same protocol, with each other too")
  void conversation() throws Exception {
    try (Server server = Server.start(options, ServerLog.system());
        InProcessConnection subscriber = server.connectInProcess();
        InProcessConnection publisher = server.connectInProcess()) {
      BufferedReader atSubscriber = reader(subscriber);
      assertThat(atSubscriber.readLine()).startsWith("INFO {").doesNotContain("client_ip");
      send(subscriber, "CONNECT {\"verbose\":false}\r\nSUB in.> 1\r\nPING\r\n");
      assertThat(atSubscriber.readLine()).isEqualTo("PONG");
      String payload = "x".repeat(200_000);
      send(publisher, "CONNECT {\"verbose\":false}\r\nPUB in.process " + payload.length() + "\r\n");
      send(publisher, payload + "\r\n");
      assertThat(atSubscriber.readLine()).isEqualTo("MSG in.process 1 " + payload.length());
      assertThat(atSubscriber.readLine()).isEqualTo(payload);
    }
  }

  @Test
  @DisplayName("CORE-011 the end of the server ends the streams")
  void end() throws Exception {
    try (Server server = Server.start(options, ServerLog.system())) {
      InProcessConnection client = server.connectInProcess();
      BufferedReader reader = reader(client);
      assertThat(reader.readLine()).startsWith("INFO {");
      send(client, "NONSENSE\r\n");
      assertThat(reader.readLine()).isEqualTo("-ERR 'Unknown Protocol Operation'");
      assertThat(reader.readLine()).isNull();
    }
  }

  private static BufferedReader reader(InProcessConnection connection) {
    return new BufferedReader(new InputStreamReader(connection.input(), UTF_8));
  }

  private static void send(InProcessConnection connection, String text) throws IOException {
    connection.output().write(text.getBytes(UTF_8));
  }
}

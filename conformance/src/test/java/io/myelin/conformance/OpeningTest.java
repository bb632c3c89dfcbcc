package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OpeningTest {
  @RegisterExtension static final Servers SERVER = Servers.shared("");

  @Test
  @DisplayName("CORE-001 INFO is the first line, sent at once without being asked")
  void infoFirst() {
    try (RawClient client = SERVER.get().connect()) {
      assertThat(client.readLine()).startsWith("INFO {\"server_id\":\"N");
    }
  }

  @Test
  @DisplayName("CORE-002 CONNECT and PING are answered by PONG and the connect INFO")
  void openingDialogue() {
    try (RawClient client = SERVER.get().connect()) {
      client.info();
      client.send("CONNECT " + RawClient.MODERN + "\r\nPING\r\n").expect("PONG");
      Json info = client.readInfo();
      assertThat(info.flag("connect_info")).isTrue();
      assertThat(info.text("remote_account")).isEqualTo("$G");
      client.barrier();
    }
  }
}

package io.myelin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class ServerPerTestTest {
  private static final Set<MyelinServer> SEEN = new HashSet<>();

  @RegisterExtension
  final MyelinExtension nats =
      new MyelinExtension(MyelinServer.builder().config("server_name: own"));

  @RepeatedTest(2)
  @DisplayName("a non-static extension gives each test a server of its own, as configured")
  void ownServer(MyelinServer server) {
    assertThat(SEEN.add(server)).isTrue();
    assertThat(server.server().name()).isEqualTo("own");
  }
}

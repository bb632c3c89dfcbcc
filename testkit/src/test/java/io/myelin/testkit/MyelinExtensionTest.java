package io.myelin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Nats;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MyelinExtension.class)
class MyelinExtensionTest {
  private final MyelinServer ofThisClass;

  MyelinExtensionTest(MyelinServer server) {
    ofThisClass = server;
  }

  @Test
  @DisplayName("a test gets a running server; constructor and method get the same one")
  void injected(MyelinServer server) throws Exception {
    assertThat(server).isSameAs(ofThisClass);
    try (Connection nats = Nats.connect(server.url())) {
      assertThat(nats.getStatus()).isEqualTo(Connection.Status.CONNECTED);
    }
  }

  @Nested
  class Inside {
    @Test
    @DisplayName("a nested class shares the server of the class around it")
    void shared(MyelinServer server) {
      assertThat(server).isSameAs(ofThisClass);
    }
  }
}

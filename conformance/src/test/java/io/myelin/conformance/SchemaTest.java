package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a server sends validates against the published schemas. */
@Since("2.12")
class SchemaTest {
  private static final String CONFIG =
      """
      server_tags: [ "az:1" ]
      server_metadata { room: "4" }
      http_port: -1
      accounts {
        A { users: [ {user: a, password: p} ] }
        $SYS { users: [ {user: s, password: p} ] }
      }
      """;

  @RegisterExtension static final Servers SERVER = Servers.shared(CONFIG);
  @RegisterExtension final Servers servers = new Servers();

  /** Members that servers send and the schemas do not know yet. */
  private static final Set<String> NEWER =
      Set.of(
          ".server.feature_flags: is not known",
          ".name: is not known",
          ".num_subscriptions: is not known");

  private static void valid(String schema, Json value) {
    List<String> problems = new ArrayList<>(JsonSchema.named(schema).problems(value));
    problems.removeAll(NEWER);
    assertThat(problems).as(value.toString()).isEmpty();
  }

  @Test
  @DisplayName("OPS-259..265 events of clients that come and go have the published shape")
  void clientEvents() {
    RawClient system = servers.closing(SERVER.get().connect(RawClient.as("s", "p")));
    system.sendLines("SUB $SYS.ACCOUNT.A.> 1").barrier();
    RawClient a = servers.closing(SERVER.get().connect(RawClient.as("a", "p")));
    a.sendLines("SUB x 1").publish("x", "123").expectMessage("x 1 3", "123").barrier();
    a.close();
    for (String event : List.of("SERVER.CONNS", "CONNECT", "SERVER.CONNS", "DISCONNECT")) {
      Json told = system.readMessage("$SYS.ACCOUNT.A." + event);
      String type = told.text("type");
      valid(type.substring(type.lastIndexOf('.') + 1), told);
    }
  }

  @Test
  @DisplayName("OPS-030 /varz has the published shape")
  void varz() {
    valid("varz", SERVER.get().monitoring().json("/varz"));
  }
}

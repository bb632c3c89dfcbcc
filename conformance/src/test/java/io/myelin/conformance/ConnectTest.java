package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConnectTest {
  @RegisterExtension static final Servers SERVER = Servers.shared("http_port: -1");
  @RegisterExtension final Servers servers = new Servers();

  private RawClient open(String options) {
    return servers.closing(SERVER.get().connect(options));
  }

  private RawClient connect(String options) {
    RawClient client = servers.closing(SERVER.get().connect());
    client.info();
    return client.sendLines("CONNECT " + options);
  }

  @Test
  @DisplayName("CORE-040 CORE-054 verbose is the default")
  void verboseByDefault() {
    RawClient client = connect("{}").expect("+OK");
    client.sendLines("SUB foo 1").expect("+OK");
    client.sendLines("UNSUB 1").expect("+OK");
    client.publish("foo", "").expect("+OK").barrier();
  }

  @Test
  @DisplayName("CORE-040 verbose false is silent")
  void silent() {
    connect("{\"verbose\":false}").sendLines("SUB foo 1", "UNSUB 1").publish("foo", "").barrier();
  }

  @Test
  @DisplayName("CORE-041 CORE-107 pedantic is the default and checks publish subjects")
  void pedanticByDefault() {
    connect("{\"verbose\":false}")
        .publish("foo.*", "")
        .expectError("Invalid Publish Subject")
        .barrier();
    connect("{\"verbose\":false,\"pedantic\":false}").publish("foo.*", "").barrier();
  }

  @Test
  @DisplayName("CORE-042 CORE-131 echo is the default; without it own messages do not come back")
  void echo() {
    RawClient echo = open("{\"verbose\":false}");
    echo.sendLines("SUB connect.echo 1").publish("connect.echo", "a");
    echo.expectMessage("connect.echo 1 1", "a");
    RawClient quiet = open("{\"verbose\":false,\"echo\":false}");
    quiet.sendLines("SUB connect.echo 7").publish("connect.echo", "b").barrier();
    echo.expectMessage("connect.echo 1 1", "b");
    echo.publish("connect.echo", "c");
    quiet.expectMessage("connect.echo 7 1", "c");
  }

  @Test
  @DisplayName("CORE-043 headers are off unless asked for")
  void headersByDefault() {
    open("{\"verbose\":false}").sendLines("HPUB foo 12 12").expectClosed();
    open("{\"verbose\":false,\"headers\":true}")
        .sendLines("HPUB foo 12 12", "NATS/1.0", "", "")
        .barrier();
  }

  @Test
  @DisplayName("CORE-043 CORE-044 CORE-067 no_header_support: no headers whatever the client says")
  void noHeaderSupport() {
    ServerUnderTest server = servers.start("no_header_support: true");
    RawClient client = servers.closing(server.connect());
    assertThat(client.info().get("headers")).isEqualTo(false);
    client.sendLines("CONNECT {\"verbose\":false,\"headers\":true}", "PING").expect("PONG");
    client.sendLines("HPUB foo 12 12").expectClosed();
    RawClient requester = servers.closing(server.connect());
    requester.info();
    requester
        .sendLines("CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true}")
        .expectError("no responders requires headers support")
        .expectClosed();
  }

  @Test
  @DisplayName("CORE-044 CORE-211 no_responders without headers is refused")
  void noRespondersNeedsHeaders() {
    RawClient client = connect("{\"verbose\":false,\"no_responders\":true}");
    client.expectError("no responders requires headers support").expectClosed();
    assertThat(SERVER.get().monitoring().closedReason(client.info().number("client_id")))
        .isEqualTo("No Responders Requires Headers");
  }

  @Test
  @DisplayName("CORE-045 CORE-210 the protocol must be 0 or 1")
  void protocol() {
    for (String protocol : new String[] {"2", "-1"}) {
      RawClient client = connect("{\"verbose\":false,\"protocol\":" + protocol + "}");
      client.expectError("invalid client protocol").expectClosed();
      assertThat(SERVER.get().monitoring().closedReason(client.info().number("client_id")))
          .isEqualTo("Bad Client Protocol Version");
    }
    connect("{\"verbose\":false,\"protocol\":0}").barrier();
  }

  @Test
  @DisplayName("CORE-046 tls_required in CONNECT is informational")
  void tlsRequired() {
    connect("{\"verbose\":false,\"tls_required\":true}").barrier();
  }

  @Test
  @DisplayName("CORE-047 name, lang and version are shown in monitoring")
  void nameLangVersion() {
    RawClient client =
        open("{\"verbose\":false,\"name\":\"a name\",\"lang\":\"raw\",\"version\":\"3.2.1\"}");
    Json entry = SERVER.get().monitoring().connection(client.info().number("client_id"));
    assertThat(entry.text("name")).isEqualTo("a name");
    assertThat(entry.text("lang")).isEqualTo("raw");
    assertThat(entry.text("version")).isEqualTo("3.2.1");
  }

  @Test
  @DisplayName("CORE-048 SEC-021 SEC-006 credentials are ignored where none are required")
  void credentialsIgnored() {
    connect("{\"verbose\":false,\"user\":\"u\",\"pass\":\"p\"}").barrier();
    connect("{\"verbose\":false,\"auth_token\":\"t\"}").barrier();
  }

  @Test
  @DisplayName("CORE-049 SEC-006 nkey, sig and jwt are ignored where none are required")
  void jwtIgnored() {
    connect("{\"verbose\":false,\"nkey\":\"U\",\"sig\":\"zzz\",\"jwt\":\"eyJ\"}").barrier();
  }

  @Test
  @DisplayName("CORE-051 SEC-005 account and new_account are refused")
  void accountFields() {
    connect("{\"verbose\":false,\"account\":\"A\"}")
        .expectError("Authorization Violation")
        .expectClosed();
    connect("{\"verbose\":false,\"new_account\":true}")
        .expectError("Authorization Violation")
        .expectClosed();
    connect("{\"verbose\":false,\"account\":\"\",\"new_account\":false}").barrier();
  }

  @Test
  @DisplayName("CORE-053 JSON, then authentication, then protocol, then no_responders, then +OK")
  void orderOfChecks() {
    ServerUnderTest server = servers.start("authorization { token: s3cr3t }");
    String[][] expected = {
      {"", "Authorization Violation"},
      {",\"auth_token\":\"s3cr3t\"", "invalid client protocol"},
      {",\"auth_token\":\"s3cr3t\",\"account\":\"A\"", "Authorization Violation"},
    };
    for (String[] row : expected) {
      RawClient client = servers.closing(server.connect());
      client.info();
      client
          .sendLines("CONNECT {\"protocol\":7,\"no_responders\":true" + row[0] + "}")
          .expectError(row[1])
          .expectClosed();
    }
  }

  @Test
  @DisplayName("CORE-040..054 keys match in any case, unknown ones and null are ignored")
  void keys() {
    connect(
            "{\"VERBOSE\":false,\"Pedantic\":false,\"x\":{\"y\":[1,null]},\"echo\":null,\"name\":null}")
        .sendLines("SUB connect.keys 1")
        .publish("connect.keys", "e")
        .expectMessage("connect.keys 1 1", "e")
        .barrier();
  }
}

package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InfoTest {
  private static final List<String> NEVER_SENT =
      List.of(
          "ws_connect_urls",
          "ip",
          "compression",
          "import",
          "export",
          "lnoc",
          "lnocu",
          "info_on_connect",
          "gossip_mode",
          "gateway",
          "gateway_url",
          "leafnode_urls");

  @RegisterExtension static final Servers SERVER = Servers.shared("http_port: -1");
  @RegisterExtension final Servers servers = new Servers();

  private Json info() {
    return servers.closing(SERVER.get().connect()).info();
  }

  private Json infoOf(String config) {
    return servers.closing(servers.start(config).connect()).info();
  }

  @Test
  @DisplayName("CORE-060 INFO is one line of JSON")
  void wireForm() {
    servers.closing(SERVER.get().connect()).expectMatch("INFO \\{\"server_id\":\"[^\\r\\n]*\\} ?");
  }

  @Test
  @DisplayName("CORE-061 CORE-081 server_id is a server key and, unless configured, the name too")
  void identity() {
    Json info = info();
    assertThat(info.text("server_id")).matches("N[A-Z2-7]{55}");
    assertThat(info.text("server_name")).isEqualTo(info.text("server_id"));
    Json named = infoOf("server_name: alpha");
    assertThat(named.text("server_name")).isEqualTo("alpha");
    assertThat(named.text("server_id")).isNotEqualTo(info.text("server_id"));
  }

  @Test
  @DisplayName("CORE-062 CORE-063 CORE-065 version, proto and go are always there")
  void versions() {
    Json info = info();
    assertThat(info.text("version")).matches("2\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?");
    assertThat(info.number("proto")).isEqualTo(1);
    assertThat(info.text("go")).isNotEmpty();
  }

  @Test
  @DisplayName("CORE-066 CORE-073 host and port are those listened on, client_ip is the client's")
  void addresses() {
    Json info = info();
    assertThat(info.text("host")).isEqualTo("127.0.0.1");
    assertThat(info.number("port")).isEqualTo(SERVER.get().clientPort());
    assertThat(info.text("client_ip")).isEqualTo("127.0.0.1");
  }

  @Test
  @DisplayName("CORE-066 client_advertise replaces host and port")
  void advertise() {
    ServerUnderTest server = servers.start("client_advertise: \"nats.example:4333\"");
    Json info = servers.closing(server.connect()).info();
    assertThat(info.text("host")).isEqualTo("nats.example");
    assertThat(info.number("port")).isEqualTo(4333);
    ServerUnderTest portless = servers.start("client_advertise: \"nats.example\"");
    Json withoutPort = servers.closing(portless.connect()).info();
    assertThat(withoutPort.text("host")).isEqualTo("nats.example");
    assertThat(withoutPort.number("port")).isEqualTo(portless.clientPort());
  }

  @Test
  @DisplayName("CORE-067 CORE-068 CORE-069 CORE-070 CORE-071 an open server's flags")
  void flags() {
    Json info = info();
    assertThat(info.get("headers")).isEqualTo(true);
    assertThat(info.number("max_payload")).isEqualTo(1_048_576);
    for (String absent :
        List.of("auth_required", "tls_required", "tls_verify", "tls_available", "jetstream")) {
      assertThat(info.has(absent)).as(absent).isFalse();
    }
  }

  @Test
  @DisplayName("CORE-068 SEC-001 auth_required is true when credentials are needed")
  void authRequired() {
    for (String block :
        List.of("token: t", "user: u, password: p", "users: [ {user: u, password: p} ]")) {
      assertThat(infoOf("authorization { " + block + " }").get("auth_required")).isEqualTo(true);
    }
  }

  @Test
  @DisplayName("CORE-068 no_auth_user hides auth_required in the first INFO")
  void authRequiredWithNoAuthUser() {
    Json info = infoOf("authorization { users: [ {user: u, password: p} ] }\nno_auth_user: u");
    assertThat(info.has("auth_required")).isFalse();
  }

  @Test
  @DisplayName("CORE-070 max_payload is the server's first, the account's after authentication")
  void maxPayload() {
    ServerUnderTest server =
        servers.start(
            """
            max_payload: 4096
            accounts { A { users: [ {user: a, password: a} ], limits { max_payload: 1000 } } }
            """);
    RawClient client =
        servers.closing(
            server.connect("{\"verbose\":false,\"protocol\":1,\"user\":\"a\",\"pass\":\"a\"}"));
    assertThat(client.info().number("max_payload")).isEqualTo(4096);
    assertThat(client.connectInfo().number("max_payload")).isEqualTo(1000);
    client.sendLines("PUB foo 1001").expectError("Maximum Payload Violation").expectClosed();
  }

  @Test
  @DisplayName("CORE-074 SEC-002 nonce only where keys are configured, 15 characters, not repeated")
  void nonce() {
    assertThat(info().has("nonce")).isFalse();
    ServerUnderTest server =
        servers.start(
            """
            authorization { users: [
              {nkey: UBO2MQV67TQTVIRV3XFTEZOACM4WLOCMCDMAWN5QVN5PI2N6JHTVDRON}
              {user: u, password: p}
            ] }
            """);
    RawClient first =
        servers.closing(
            server.connect("{\"verbose\":false,\"protocol\":1,\"user\":\"u\",\"pass\":\"p\"}"));
    String nonce = first.info().text("nonce");
    assertThat(nonce).matches("[A-Za-z0-9_-]{15}");
    assertThat(first.connectInfo().has("nonce")).isFalse();
    assertThat(servers.closing(server.connect()).info().text("nonce")).isNotEqualTo(nonce);
  }

  @Test
  @DisplayName("CORE-075 CORE-077 CORE-091 a lone server names no cluster and no URLs")
  void lone() {
    RawClient client = servers.closing(SERVER.get().connect(RawClient.MODERN));
    for (String absent : List.of("cluster", "cluster_dynamic", "connect_urls", "domain", "ldm")) {
      assertThat(client.info().has(absent)).as(absent).isFalse();
      assertThat(client.connectInfo().has(absent)).as(absent).isFalse();
    }
  }

  @Test
  @DisplayName(
      "CORE-079 CORE-080 SEC-003 connect_info and remote_account only after the first PONG")
  void connectInfo() {
    ServerUnderTest server =
        servers.start("accounts { ORDERS { users: [ {user: a, password: a} ] } }");
    RawClient client =
        servers.closing(
            server.connect("{\"verbose\":false,\"protocol\":1,\"user\":\"a\",\"pass\":\"a\"}"));
    assertThat(client.info().has("connect_info")).isFalse();
    assertThat(client.info().has("remote_account")).isFalse();
    assertThat(client.connectInfo().get("connect_info")).isEqualTo(true);
    assertThat(client.connectInfo().text("remote_account")).isEqualTo("ORDERS");
    assertThat(client.connectInfo().has("acc_is_sys")).isFalse();
  }

  @Test
  @Since("2.12")
  @DisplayName("CORE-082 CORE-083 acc_is_sys for the system account; the API level of the version")
  void systemAccount() {
    ServerUnderTest server =
        servers.start("accounts { $SYS { users: [ {user: s, password: s} ] } }");
    RawClient client =
        servers.closing(
            server.connect("{\"verbose\":false,\"protocol\":1,\"user\":\"s\",\"pass\":\"s\"}"));
    assertThat(client.connectInfo().get("acc_is_sys")).isEqualTo(true);
    long level = client.info().number("api_lvl");
    String version = client.info().text("version");
    assertThat(level)
        .isEqualTo(version.startsWith("2.12.") ? 2 : version.startsWith("2.14.") ? 4 : 5);
  }

  @Test
  @DisplayName("CORE-090 fields of other link kinds are never sent to clients")
  void otherLinks() {
    RawClient client = servers.closing(SERVER.get().connect(RawClient.MODERN));
    assertThat(client.info().names()).doesNotContainAnyElementsOf(NEVER_SENT);
    assertThat(client.connectInfo().names()).doesNotContainAnyElementsOf(NEVER_SENT);
  }

  @Test
  @DisplayName("CORE-061..084 fields come in the reference's order")
  void order() {
    List<String> names = info().names();
    List<String> reference =
        List.of(
            "server_id",
            "server_name",
            "version",
            "proto",
            "git_commit",
            "go",
            "host",
            "port",
            "headers",
            "max_payload",
            "client_id",
            "client_ip");
    assertThat(names.stream().filter(reference::contains).toList())
        .isEqualTo(reference.stream().filter(names::contains).toList());
  }

  @Test
  @DisplayName("CORE-092 the connect INFO has the full field set")
  void connectInfoIsComplete() {
    RawClient client = servers.closing(SERVER.get().connect(RawClient.MODERN));
    assertThat(client.connectInfo().names()).containsAll(client.info().names());
    assertThat(client.connectInfo().number("client_id"))
        .isEqualTo(client.info().number("client_id"));
  }
}

package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuthenticationTest {
  /** A published bcrypt vector: the hash of {@code U*U} at cost 5. */
  private static final String BCRYPT_OF_U_STAR_U =
      "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  @RegisterExtension
  static final Servers TABLE =
      Servers.shared(
          """
          http_port: -1
          authorization {
            users: [
              {user: alice, password: "wonder land"}
              {username: bob, pass: builder}
              {user: hashed, password: "%s"}
              {user: empty, password: ""}
            ]
          }
          """
              .formatted(BCRYPT_OF_U_STAR_U));

  @RegisterExtension final Servers servers = new Servers();

  private void accepted(ServerUnderTest server, String connect) {
    servers.closing(server.connect(connect)).barrier();
  }

  private void refused(ServerUnderTest server, String connect) {
    RawClient client = servers.closing(server.connect());
    client.info();
    client
        .sendLines("CONNECT " + connect, "PING")
        .expectError("Authorization Violation")
        .expectClosed();
  }

  @Test
  @DisplayName("SEC-070 SEC-091 CORE-702 CORE-048 a token")
  void token() {
    ServerUnderTest server = servers.start("authorization { token: \"s3cr3t\" }");
    accepted(server, "{\"verbose\":false,\"auth_token\":\"s3cr3t\"}");
    refused(server, "{\"verbose\":false,\"auth_token\":\"S3cr3t\"}");
    refused(server, "{\"verbose\":false}");
    refused(server, "{\"verbose\":false,\"user\":\"s3cr3t\"}");
  }

  @Test
  @DisplayName("SEC-004 SEC-020 SEC-071 SEC-090 CORE-701 one user and password")
  void singleUser() {
    ServerUnderTest server = servers.start("authorization { user: joe, password: pw }");
    accepted(server, RawClient.as("joe", "pw"));
    refused(server, RawClient.as("joe", "PW"));
    refused(server, RawClient.as("jo", "pw"));
    refused(server, RawClient.as("joe", ""));
    refused(server, "{\"verbose\":false}");
  }

  @Test
  @DisplayName("SEC-072 SEC-023 SEC-093 SEC-100 CORE-704 a table of users")
  void users() {
    accepted(TABLE.get(), RawClient.as("alice", "wonder land"));
    accepted(TABLE.get(), RawClient.as("bob", "builder"));
    refused(TABLE.get(), RawClient.as("alice", "builder"));
    refused(TABLE.get(), RawClient.as("carol", "builder"));
    refused(TABLE.get(), RawClient.as("Alice", "wonder land"));
  }

  @Test
  @DisplayName("SEC-024 SEC-059 without a user, or with a token where there is a table: refused")
  void tokenAgainstTable() {
    refused(TABLE.get(), "{\"verbose\":false}");
    refused(TABLE.get(), "{\"verbose\":false,\"auth_token\":\"builder\"}");
  }

  @Test
  @DisplayName("SEC-032 two empty passwords are equal")
  void emptyPassword() {
    accepted(TABLE.get(), RawClient.as("empty", ""));
    accepted(TABLE.get(), "{\"verbose\":false,\"user\":\"empty\"}");
    refused(TABLE.get(), RawClient.as("empty", "x"));
  }

  @Test
  @DisplayName("SEC-074 SEC-075 a bcrypt hash is verified, and is no password itself")
  void bcrypt() {
    accepted(TABLE.get(), RawClient.as("hashed", "U*U"));
    refused(TABLE.get(), RawClient.as("hashed", "U*V"));
    refused(TABLE.get(), RawClient.as("hashed", BCRYPT_OF_U_STAR_U));
  }

  @Test
  @DisplayName("SEC-074 SEC-076 CORE-522 bcrypt for a token and a single user, unquoted")
  void bcryptElsewhere() {
    ServerUnderTest token = servers.start("authorization { token: " + BCRYPT_OF_U_STAR_U + " }");
    accepted(token, "{\"verbose\":false,\"auth_token\":\"U*U\"}");
    refused(token, "{\"verbose\":false,\"auth_token\":\"x\"}");
    ServerUnderTest user =
        servers.start("authorization { user: u, password: " + BCRYPT_OF_U_STAR_U + " }");
    accepted(user, RawClient.as("u", "U*U"));
  }

  @Test
  @DisplayName("SEC-073 CORE-812 --user, --pass and --auth override the file")
  void flags() {
    ServerUnderTest user =
        servers.start("authorization { user: u, pass: p }", "--user", "flag", "--pass", "word");
    accepted(user, RawClient.as("flag", "word"));
    refused(user, RawClient.as("u", "p"));
    ServerUnderTest token = servers.start("", "--auth", "flagged");
    accepted(token, "{\"verbose\":false,\"auth_token\":\"flagged\"}");
    refused(token, "{\"verbose\":false}");
  }

  @Test
  @DisplayName("SEC-040 CORE-201 CORE-226 the closed reason is Authentication Failure")
  void closedReason() {
    RawClient client = servers.closing(TABLE.get().connect());
    long cid = client.info().number("client_id");
    client.sendLines("CONNECT " + RawClient.as("alice", "no"));
    client.expectError("Authorization Violation").expectClosed();
    assertThat(TABLE.get().monitoring().closedReason(cid)).isEqualTo("Authentication Failure");
  }

  @Test
  @DisplayName("SEC-062 the log says who failed, never the secret")
  void failureInLog() {
    refused(TABLE.get(), RawClient.as("mallory", "sup3rs3cret"));
    TABLE.get().awaitLog("\\[ERR\\].*authentication error - User \"mallory\"");
    assertThat(TABLE.get().log()).doesNotContain("sup3rs3cret");
  }

  @Test
  @DisplayName("SEC-066 plain passwords are warned about once, bcrypt ones are not")
  void plaintextWarning() {
    TABLE.get().awaitLog("\\[WRN\\] Plaintext passwords detected, use nkeys or bcrypt");
    ServerUnderTest hashed =
        servers.start("authorization { user: u, password: \"" + BCRYPT_OF_U_STAR_U + "\" }");
    assertThat(hashed.log()).doesNotContain("Plaintext passwords");
  }

  @Test
  @DisplayName("SEC-170 SEC-171 CORE-710 no_auth_user takes who offers nothing, not who is wrong")
  void noAuthUser() {
    ServerUnderTest server =
        servers.start(
            """
            accounts {
              OPEN { users: [ {user: guest, password: guest} ] }
              CLOSED { users: [ {user: admin, password: admin} ] }
            }
            no_auth_user: guest
            """);
    RawClient guest =
        servers.closing(server.connect("{\"verbose\":false,\"protocol\":1,\"jwt\":\"eyJ\"}"));
    assertThat(guest.connectInfo().text("remote_account")).isEqualTo("OPEN");
    accepted(server, RawClient.as("admin", "admin"));
    refused(server, RawClient.as("admin", "wrong"));
    refused(server, RawClient.as("guest", "wrong"));
    refused(server, "{\"verbose\":false,\"auth_token\":\"x\"}");
  }

  @Test
  @DisplayName("SEC-462 SEC-461 adding users to $SYS only keeps the server open")
  void onlySystemUsers() {
    ServerUnderTest server =
        servers.start("accounts { $SYS { users: [ {user: s, password: s} ] } }");
    RawClient anybody = servers.closing(server.connect(RawClient.MODERN));
    assertThat(anybody.info().get("auth_required")).isEqualTo(true);
    assertThat(anybody.connectInfo().text("remote_account")).isEqualTo("$G");
    refused(server, RawClient.as("s", "wrong"));
    accepted(server, RawClient.as("s", "s"));
  }

  @Test
  @DisplayName(
      "SEC-014 SEC-022 SEC-101 SEC-200 SEC-201 SEC-204 SEC-206 SEC-007 CORE-049 an nkey signs the nonce")
  void nkey() {
    UserKey key = new UserKey();
    ServerUnderTest server =
        servers.start(
            "authorization { users: [ {nkey: %s}, {user: u, password: p} ] }"
                .formatted(key.publicText()));
    String connect = "{\"verbose\":false,\"nkey\":\"%s\",\"sig\":\"%s\"}";
    RawClient client = servers.closing(server.connect());
    client.open(
        connect.formatted(key.publicText(), key.signUrlBase64(client.info().text("nonce"))));
    RawClient standardBase64 = servers.closing(server.connect());
    byte[] signature = key.sign(standardBase64.info().text("nonce"));
    standardBase64.open(
        connect.formatted(key.publicText(), Base64.getEncoder().encodeToString(signature)));
    refused(server, connect.formatted(key.publicText(), key.signUrlBase64("another nonce")));
    refused(server, connect.formatted(key.publicText(), ""));
    UserKey stranger = new UserKey();
    RawClient unknown = servers.closing(server.connect());
    String signed = stranger.signUrlBase64(unknown.info().text("nonce"));
    unknown
        .sendLines(
            "CONNECT {\"nkey\":\"%s\",\"sig\":\"%s\",\"user\":\"u\",\"pass\":\"p\"}"
                .formatted(stranger.publicText(), signed))
        .expectError("Authorization Violation");
    accepted(server, RawClient.as("u", "p"));
  }
}

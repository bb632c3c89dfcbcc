package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Variables and included files. */
class ConfigVariablesTest {
  private static final String BCRYPT_OF_S3CR3T =
      "$2a$04$P/.bd.7unw9Ew7yWJqXsl.f4oNRLQGvadEL2YnqQXbbb.IVQajRdK";

  @RegisterExtension final Servers servers = new Servers();

  @Test
  @DisplayName("CORE-520 $name stands for an entry of an enclosing map, innermost first")
  void variableInServer() {
    try (RawClient client =
        servers
            .start("LIMIT: 2048\nNAME: outer\nserver_name: $NAME\nmax_payload: $LIMIT")
            .connect()) {
      assertThat(client.info().number("max_payload")).isEqualTo(2048);
      assertThat(client.info().text("server_name")).isEqualTo("outer");
    }
  }

  @Test
  @DisplayName(
      "CORE-520 CORE-523 the innermost entry of that name counts, others are unknown fields")
  void innermostVariable() {
    ConfigCheck.of("authorization { T: 3, timeout: $T }").isValid();
    ConfigCheck.of("T: abc\nauthorization {\n T: 3\n timeout: $T\n}")
        .reports("server.conf:1:0: unknown field \"T\"");
  }

  @Test
  @DisplayName("CORE-520 a variable that is not there, or comes later, is an error with its line")
  void unknownVariable() {
    ConfigCheck.of("debug: true\nserver_name: $nope")
        .failsWith("variable reference for 'nope' on line 2 can not be found");
    ConfigCheck.of("port: $p\np: 4222")
        .failsWith("variable reference for 'p' on line 1 can not be found");
  }

  @Test
  @DisplayName("CORE-520 a quoted $name is literal")
  void quotedVariable() {
    assertThat(ConfigCheck.of("server_name: \"$nope\"").digest())
        .isEqualTo(ConfigCheck.of("server_name: '$nope'").digest());
  }

  @Test
  @DisplayName("CORE-521 variables come from the environment, parsed as configuration values")
  void environmentInServer() {
    ServerUnderTest server =
        servers.start(
            b ->
                b.config("max_payload: $MYELIN_A\nserver_name: $MYELIN_NAME")
                    .environment("MYELIN_A", "$MYELIN_B")
                    .environment("MYELIN_B", "4KB")
                    .environment("MYELIN_NAME", "fromhere"));
    try (RawClient client = server.connect()) {
      assertThat(client.info().number("max_payload")).isEqualTo(4096);
      assertThat(client.info().text("server_name")).isEqualTo("fromhere");
    }
  }

  @Test
  @DisplayName("CORE-521 an environment value may be a map, a number or a boolean")
  void environmentTypes() {
    ConfigCheck.of(
            "authorization: $MYELIN_MAP\nport: $MYELIN_PORT\ndebug: $MYELIN_FLAG",
            b ->
                b.environment("MYELIN_MAP", "{timeout: 3}")
                    .environment("MYELIN_PORT", "4222")
                    .environment("MYELIN_FLAG", "yes"))
        .isValid();
  }

  @Test
  @DisplayName("CORE-521 a cycle of environment variables is an error")
  void environmentCycle() {
    ConfigCheck.of(
            "port: $MYELIN_A",
            b -> b.environment("MYELIN_A", "$MYELIN_B").environment("MYELIN_B", "$MYELIN_A"))
        .failsWith("variable reference cycle for 'MYELIN_A'");
  }

  @Test
  @DisplayName("CORE-522 a value that starts with $2a$ is a bcrypt hash, not a variable")
  void bcrypt() {
    ConfigCheck.of("authorization { user: a, pass: " + BCRYPT_OF_S3CR3T + " }").isValid();
    ConfigCheck.of("authorization { user: a, pass: $2b$04$abc }")
        .failsWith("variable reference for '2b$04$abc' on line 1 can not be found");
  }

  @Test
  @DisplayName("CORE-523 an entry used as a variable is no unknown field, except inside tls")
  void usedVariable() {
    ConfigCheck.of("P: 4222\nport: $P").isValid();
    ConfigCheck.of("tls { V: 1\n timeout: $V }")
        .failsWith("error parsing tls config, unknown field \"V\"");
  }

  @Test
  @DisplayName("CORE-524 include merges a file at its place; paths are relative to the includer")
  void includeInServer() {
    ServerUnderTest server =
        servers.start(
            b ->
                b.config("max_payload: 1024\ninclude sub/limits.conf\nserver_name: after")
                    .file("sub/limits.conf", "server_name: before\ninclude \"more.conf\"\n")
                    .file("sub/more.conf", "max_payload: 2048"));
    try (RawClient client = server.connect()) {
      assertThat(client.info().number("max_payload")).isEqualTo(2048);
      assertThat(client.info().text("server_name")).isEqualTo("after");
    }
  }

  @Test
  @DisplayName("CORE-524 include inside a map, quoted either way; with a separator it is a key")
  void includeForms() {
    for (String path : new String[] {"auth.conf", "\"auth.conf\"", "'./auth.conf'"}) {
      ConfigCheck.of(
              "authorization { include " + path + " }",
              b -> b.file("auth.conf", "user: a\npass: b"))
          .isValid();
    }
    ConfigCheck.of("include: auth.conf", b -> b.file("auth.conf", "port: 1"))
        .reports("server.conf:1:0: unknown field \"include\"");
  }

  @Test
  @DisplayName("CORE-524 a file that cannot be included is named with the reason")
  void includeFails() {
    ConfigCheck.of("include nope.conf").failsWith("error parsing include file 'nope.conf', ");
    ConfigCheck.of("include bad.conf", b -> b.file("bad.conf", "port: 1\n]"))
        .failsWith("error parsing include file 'bad.conf', ");
  }

  @Test
  @DisplayName("CORE-525 included variables are visible afterwards, those of the includer are not")
  void includedVariables() {
    ConfigCheck.of("include v.conf\nport: $P", b -> b.file("v.conf", "P: 4444")).isValid();
    ConfigCheck.of("P: 4444\ninclude use.conf", b -> b.file("use.conf", "port: $P"))
        .failsWith("variable reference for 'P' on line 1 can not be found");
  }
}

package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the configuration language accepts, and that different spellings mean the same. */
class ConfigSyntaxTest {
  private static void same(String... spellings) {
    String first = ConfigCheck.of(spellings[0]).digest();
    for (String spelling : spellings) {
      assertThat(ConfigCheck.of(spelling).digest()).as(spelling).isEqualTo(first);
    }
  }

  @Test
  @DisplayName("CORE-500 key and value are separated by =, : or whitespace, a newline included")
  void separators() {
    same("port=4222", "port: 4222", "port 4222", "port\n4222", "port = 4222");
  }

  @ParameterizedTest
  @ValueSource(strings = {"port =\n4222", "port:\n4222"})
  @DisplayName("CORE-500 a top-level value has to start on the line of its = or :")
  void valueOnNextLine(String config) {
    ConfigCheck.of(config).failsWith("Expected value but found new line");
  }

  @Test
  @DisplayName("CORE-500 inside a map newlines may follow the separator")
  void valueOnNextLineInMap() {
    same("authorization { user: a, pass: b }", "authorization { user:\n a\n pass =\n b }");
  }

  @Test
  @DisplayName("CORE-501 entries end at newline, comma or semicolon; a stray } is tolerated")
  void entryEnds() {
    same(
        "port=4222\ndebug=true\ntrace=false",
        "port=4222, debug=true; trace=false\n",
        "port=4222, debug=true; trace=false }");
  }

  @Test
  @DisplayName("CORE-501 the whole file may be wrapped in braces, or be plain JSON")
  void wrapped() {
    same(
        "port: 4222\nserver_tags: [a, b]\ndebug: false",
        "{\nport: 4222\nserver_tags: [a, b]\ndebug: false\n}",
        "{\"port\":4222,\"server_tags\":[\"a\",\"b\"],\"debug\":false}");
  }

  @Test
  @DisplayName("CORE-502 maps follow a key or a separator, may be nested and empty")
  void maps() {
    same("accounts {}", "accounts: {}\n", "accounts = {\n}");
    ConfigCheck.of("accounts { A { users [ { user: a, pass: b } ], limits {} } }").isValid();
  }

  @Test
  @DisplayName(
      "CORE-502 array elements are separated by comma or newline, a trailing comma is fine")
  void arrays() {
    same("server_tags: [a, b, c]", "server_tags [a,b\nc,]", "server_tags: [\n a\n b\n c\n]");
    ConfigCheck.of("server_tags []").isValid();
  }

  @Test
  @DisplayName("CORE-502 a comma with no element before it is an error")
  void commaWithoutElement() {
    ConfigCheck.of("server_tags [,a]").failsWith("Unexpected array value terminator ','");
  }

  @Test
  @DisplayName("CORE-503 # and // start comments where a key, value end or element is expected")
  void comments() {
    same(
        "port: 4222\nserver_tags: [a, b]",
        "# first\nport: 4222 # after a value\n// own line\nserver_tags: [a // element\n # x\n b]\n");
  }

  @Test
  @DisplayName("CORE-503 inside an unquoted value # and // are ordinary characters")
  void noCommentInValue() {
    same(
        "server_metadata { a: nats://127.0.0.1:6222 }\nserver_name: a#b",
        "server_metadata { a: \"nats://127.0.0.1:6222\" }\nserver_name: \"a#b\"");
  }

  @Test
  @DisplayName("CORE-504 keys may be quoted either way")
  void quotedKeys() {
    same("port: 4222", "\"port\": 4222", "'port': 4222");
  }

  @Test
  @DisplayName("CORE-504 option keys are compared without regard to case")
  void keysIgnoreCase() {
    ConfigCheck.of("PORT: 4222\nServer_Name: a\nAuthorization { USER: a, Pass: b }").isValid();
  }

  @Test
  @DisplayName("CORE-505 the last of equal keys wins")
  void duplicateKey() {
    same("port: 4222", "port: 1\nport: 4222");
  }

  @Test
  @DisplayName("CORE-506 lines end with LF or CRLF")
  void lineEnds() {
    same("port: 4222\ndebug: true\n", "port: 4222\r\ndebug: true\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# nothing here\n"})
  @DisplayName("CORE-506 a file without values is warned of, which fails the check")
  void empty(String config) {
    ConfigCheck.of(config).reports("server.conf: config has no values or is empty");
  }

  @Test
  @DisplayName("CORE-510 escapes of double quotes; single quotes are raw; both span lines")
  void strings() {
    same("server_metadata { a: \"1\\t2\\\"3\\\\4\\x41\" }", "server_metadata { a: '1\t2\"3\\4A' }");
    same("server_metadata { a: \"x\ny\" }", "server_metadata { a: 'x\ny' }");
  }

  @Test
  @DisplayName("CORE-510 other escapes are refused")
  void unknownEscape() {
    ConfigCheck.of("server_name: \"a\\q\"").failsWith("Invalid escape character 'q'");
  }

  @Test
  @DisplayName("CORE-511 an unquoted string ends at , ; ] } and understands escapes")
  void unquotedStrings() {
    same(
        "server_name: \"aA\"\nserver_tags: [\"x\"]",
        "server_name: a\\x41;server_tags: [x]",
        "server_name: aA,server_tags: [x]");
  }

  @Test
  @DisplayName("CORE-511 an apostrophe ends an unquoted string")
  void apostrophe() {
    ConfigCheck.of("server_name: a'b").failsWith("Expected a top-level value to end");
  }

  @Test
  @DisplayName("CORE-512 booleans in any case")
  void booleans() {
    same("debug: true\ntrace: true\nlogtime: true", "debug: Yes\ntrace: ON\nlogtime: TRUE");
    same("debug: false\ntrace: false\nlogtime: false", "debug: nO\ntrace: Off\nlogtime: FALSE");
  }

  @Test
  @DisplayName("CORE-512 a quoted or unknown word is no boolean")
  void notBoolean() {
    ConfigCheck.of("debug: \"true\"").reportsAt("server.conf:1:0: ");
    ConfigCheck.of("debug: yess").reportsAt("server.conf:1:0: ");
  }

  @Test
  @DisplayName("CORE-513 suffixes k m g … count in 1000, kb ki kib … in 1024")
  void integerSuffixes() {
    same("max_payload: 65536", "max_payload: 64KB", "max_payload: 64ki", "max_payload: 64KiB");
    same("max_payload: 64000", "max_payload: 64k", "max_payload: 64K");
    same("max_payload: 8388608", "max_payload: 8MB", "max_payload: 8mi", "max_payload: 8mib");
    same("max_pending: 2000000000", "max_pending: 2g", "max_pending: 2G");
    same("max_pending: 1099511627776", "max_pending: 1tb", "max_pending: 1TiB");
    same("max_pending: 1125899906842624", "max_pending: 1pi", "max_pending: 1PB");
    same("max_pending: 1000000000000000000", "max_pending: 1e", "max_pending: 1E");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "-9223372036854775809"})
  @DisplayName("CORE-513 integers have 64 bits")
  void integerRange(String number) {
    ConfigCheck.of("max_payload: " + number)
        .failsWith("integer '" + number + "' is out of the range");
  }

  @Test
  @DisplayName("CORE-514 digits that continue otherwise make a string")
  void digitStrings() {
    same(
        "server_tags: [\"3xyz\", \"10s\", \"127.0.0.1:4222\", \"1h30m\", \"2.8.0\", \":80\"]",
        "server_tags: [3xyz, 10s, 127.0.0.1:4222, 1h30m, 2.8.0, :80]");
    same("listen: \"localhost:-1\"", "listen: localhost:-1");
    same("ping_interval: \"10s\"", "ping_interval: 10s");
  }

  @Test
  @DisplayName("CORE-514 2m is the integer 2000000, not two minutes; -1 is an integer")
  void unitsAreSuffixesFirst() {
    same("max_payload: 2000000", "max_payload: 2m");
    ConfigCheck.of("ping_interval: 2m")
        .reports("server.conf:1:0: invalid use of field \"ping_interval\"");
    same("port: -1", "port: -1 # random");
  }

  @Test
  @DisplayName("CORE-515 floats need digits on both sides")
  void floats() {
    ConfigCheck.of("authorization { timeout: 1.5 }").isValid();
    ConfigCheck.of("authorization { timeout: .5 }").failsWith("Floats must start with a digit");
    ConfigCheck.of("authorization { timeout: 1. }")
        .failsWith("Floats must have a digit after the '.'");
  }

  @Test
  @DisplayName("CORE-515 a digit run with a dash that is no date is an error")
  void dates() {
    ConfigCheck.of("server_name: 12-34").failsWith("dates must be in full Zulu form");
    same("server_name: \"12-34\"", "server_name: '12-34'");
  }

  @Test
  @DisplayName("CORE-516 a block string runs up to a line that is just )")
  void blockStrings() {
    same("server_metadata { a: (\n x\n )\n)\n}", "server_metadata { a: \"\n x\n )\n\" }");
  }

  @Test
  @DisplayName("CORE-560 unfinished strings, arrays and maps are lexical errors with their line")
  void unfinished() {
    ConfigCheck.of("port: 1\nserver_name: \"abc").failsWith("Parse error on line 2: '");
    ConfigCheck.of("server_tags: [a").failsWith("Parse error on line 1: '");
    ConfigCheck.of("accounts {").failsWith("Parse error on line 1: 'Unexpected EOF");
  }
}

package io.myelin.config;

import static io.myelin.config.Configs.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLanguageTest {

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> json(text))
        .isInstanceOf(ConfigSyntaxException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1", "a = 1", "a:1", "a: 1", "a 1", "a\n1", "a\t1", "\n a\n\n1\n"})
  @DisplayName("CORE-500 key and value are separated by =, : or white space")
  void separators(String text) throws Exception {
    assertThat(json(text)).isEqualTo("{\"a\":1}");
  }

  @Test
  @DisplayName("CORE-500 a top-level value starts on the line of its separator")
  void valueOnTheSameLine() throws Exception {
    assertRefused("port=\n4222", "Parse error on line 2: 'Expected value but found new line'");
    assertThat(json("m { a =\n 1 }")).isEqualTo("{\"m\":{\"a\":1}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:1,b:2",
        "a:1;b:2",
        "a:1\nb:2",
        "{a:1,b:2}",
        "{\"a\":1,\n\"b\":2}\n",
        "a:1,b:2 }"
      })
  @DisplayName(
      "CORE-501 entries end at line feed, comma or semicolon; braces around the file and JSON")
  void entryEnds(String text) throws Exception {
    assertThat(json(text)).isEqualTo("{\"a\":1,\"b\":2}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "m {}|{\"m\":{}}",
        "m: {a: {b: 1}}|{\"m\":{\"a\":{\"b\":1}}}",
        "m = {a 1; b 2}|{\"m\":{\"a\":1,\"b\":2}}",
        "l: [a, 1 , true,{x: y},[ z ]]|{\"l\":[\"a\",1,true,{\"x\":\"y\"},[\"z\"]]}",
        "l: [a,]|{\"l\":[\"a\"]}",
        "l: []|{\"l\":[]}",
        "l [a,b]|{\"l\":[\"a\",\"b\"]}"
      })
  @DisplayName("CORE-502 maps and arrays")
  void mapsAndArrays(String text, String expected) throws Exception {
    assertThat(json(text)).isEqualTo(expected);
  }

  @Test
  @DisplayName("CORE-502 array elements may stand on lines of their own, without commas")
  void arrayLines() throws Exception {
    assertThat(json("l: [\n  a\n\n  b # two\n  // none\n  c\n]"))
        .isEqualTo("{\"l\":[\"a\",\"b\",\"c\"]}");
    assertThatThrownBy(() -> json("l: [,1]"))
        .hasMessageContaining("Unexpected array value terminator");
    assertThatThrownBy(() -> json("l: [a b]")).hasMessageContaining("array terminator");
    assertThatThrownBy(() -> json("l: [a")).hasMessageStartingWith("Parse error on line 1: '");
  }

  @Test
  @DisplayName("CORE-503 comments, and // inside an unquoted value")
  void comments() throws Exception {
    assertThat(
            json(
                "# c\n// d\na: 1 # e\nb: 2 // f\nurl: nats://host:4222#x\nm { # g\n x: 1\n // h\n}"))
        .isEqualTo("{\"a\":1,\"b\":2,\"m\":{\"x\":1},\"url\":\"nats://host:4222#x\"}");
  }

  @Test
  @DisplayName("CORE-504 quoted keys have no escapes")
  void quotedKeys() throws Exception {
    assertThat(json("\"a b\": 1, 'c=d' 2, \"e\\n\": 3"))
        .isEqualTo("{\"a b\":1,\"c=d\":2,\"e\\\\n\":3}");
  }

  @Test
  @DisplayName("CORE-505 the last of equal keys wins")
  void lastKeyWins() throws Exception {
    assertThat(json("a: 1\na: 2")).isEqualTo("{\"a\":2}");
  }

  @Test
  @DisplayName("CORE-506 line ends with carriage return")
  void carriageReturns() throws Exception {
    assertThat(json("a: x\r\nb: [\r\n1\r\n2\r\n]\r\n")).isEqualTo("{\"a\":\"x\",\"b\":[1,2]}");
  }

  @Test
  @DisplayName("CORE-510 quoted strings and their escapes")
  void quotedStrings() throws Exception {
    assertThat(json("a: \"t\\tn\\nq\\\"b\\\\x\\x41\""))
        .isEqualTo("{\"a\":\"t\\tn\\nq\\\"b\\\\xA\"}");
    assertThat(json("a: \"two\nlines\"")).isEqualTo("{\"a\":\"two\\nlines\"}");
    assertThat(json("a: 'raw\\n\"$b'")).isEqualTo("{\"a\":\"raw\\\\n\\\"$b\"}");
    assertRefused(
        "a: \"x\\q\"",
        "Parse error on line 1: 'Invalid escape character 'q'. Only the following escape"
            + " characters are allowed: \\xXX, \\t, \\n, \\r, \\\", \\\\.'");
    assertThatThrownBy(() -> json("a: \"x")).hasMessageContaining("Unexpected EOF");
  }

  @Test
  @DisplayName("CORE-510 escaped bytes make up UTF-8 characters")
  void escapedBytes() throws Exception {
    assertThat(json("a: \"\\xc3\\xa9\"")).isEqualTo("{\"a\":\"\u00e9\"}");
  }

  @Test
  @DisplayName("CORE-511 unquoted strings, their ends and their escapes")
  void unquotedStrings() throws Exception {
    assertThat(json("l: [a,b,c]\nm {x: y}"))
        .isEqualTo("{\"l\":[\"a\",\"b\",\"c\"],\"m\":{\"x\":\"y\"}}");
    assertThat(json("a: x\\ty")).isEqualTo("{\"a\":\"x\\ty\"}");
    assertThat(json("a: abc'")).isEqualTo("{\"a\":\"abc\"}");
  }

  @ParameterizedTest
  @CsvSource({"true,true", "YES,true", "On,true", "false,false", "No,false", "oFF,false"})
  @DisplayName("CORE-512 booleans")
  void booleans(String text, String expected) throws Exception {
    assertThat(json("a: " + text)).isEqualTo("{\"a\":" + expected + "}");
    assertThat(json("a: \"" + text + "\"")).isEqualTo("{\"a\":\"" + text + "\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-1,-1",
    "64KB,65536",
    "64k,64000",
    "1M,1000000",
    "8MB,8388608",
    "1kib,1024",
    "1Ki,1024",
    "2g,2000000000",
    "2GiB,2147483648",
    "1t,1000000000000",
    "1p,1000000000000000",
    "1e,1000000000000000000",
    "1eb,1152921504606846976",
    "9223372036854775807,9223372036854775807"
  })
  @DisplayName("CORE-513 integers with size suffixes")
  void integers(String text, String expected) throws Exception {
    assertThat(json("a: " + text)).isEqualTo("{\"a\":" + expected + "}");
  }

  @Test
  @DisplayName("CORE-513 integers out of range")
  void integerRange() {
    assertRefused("a: 99999999999999999999", "integer '99999999999999999999' is out of the range");
    assertRefused("a: 10eb", "integer '10eb' is out of the range");
    assertThatThrownBy(() -> json("a: 1kbb")).hasMessageContaining("Unknown size suffix 'kbb'");
    assertThatThrownBy(() -> json("a: -x")).hasMessageContaining("Expected a digit but got 'x'.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3xyz",
        "10s",
        "127.0.0.1:4222",
        "1h30m",
        "1m30s",
        ":80",
        "localhost:-1",
        "2.8.0",
        "127.0.0.1:-1",
        "0K1abc",
        "5e7bcd",
        "1.5s"
      })
  @DisplayName("CORE-514 tokens that begin like numbers and are strings")
  void numbersThatAreStrings(String text) throws Exception {
    assertThat(json("a: " + text)).isEqualTo("{\"a\":\"" + text + "\"}");
    assertThat(json("a: [" + text + "]")).isEqualTo("{\"a\":[\"" + text + "\"]}");
  }

  @Test
  @DisplayName("CORE-514 2m is an integer")
  void unquotedMinutes() throws Exception {
    assertThat(json("a: 2m")).isEqualTo("{\"a\":2000000}");
  }

  @Test
  @DisplayName("CORE-515 floats and dates")
  void floatsAndDates() throws Exception {
    assertThat(json("a: 1.5, b: -0.25, c: 2.0")).isEqualTo("{\"a\":1.5,\"b\":-0.25,\"c\":2}");
    assertThat(json("a: 2016-05-04T18:53:41Z")).isEqualTo("{\"a\":\"2016-05-04T18:53:41Z\"}");
    assertRefused(
        "a: 12-34", "Parse error on line 1: 'All ISO8601 dates must be in full Zulu form.'");
    assertThatThrownBy(() -> json("a: 1.")).hasMessageContaining("must have a digit after the '.'");
    assertThatThrownBy(() -> json("a: .5")).hasMessageContaining("must start with a digit");
    assertThatThrownBy(() -> json("a: 1.5x")).hasMessageContaining("top-level value");
  }

  @Test
  @DisplayName("CORE-516 block strings keep their text")
  void blockStrings() throws Exception {
    assertThat(json("a: (\nline ) one\n  two\n)\nb: 1"))
        .isEqualTo("{\"a\":\"\\nline ) one\\n  two\\n\",\"b\":1}");
    assertThatThrownBy(() -> json("a: (\n x)"))
        .hasMessageContaining("Unexpected EOF processing block");
  }

  @Test
  @DisplayName("CORE-520 variables: innermost map first, then outwards, then the environment")
  void variables() throws Exception {
    assertThat(json("v: 1\na: $v\nm { v: 2\n b: $v, n { c: $v } }\nl: [$v]"))
        .isEqualTo("{\"a\":1,\"l\":[1],\"m\":{\"b\":2,\"n\":{\"c\":2},\"v\":2},\"v\":1}");
    assertThat(json("a: $HOME_DIR", Map.of("HOME_DIR", "/x"))).isEqualTo("{\"a\":\"/x\"}");
    assertThat(json("a: \"$v\"")).isEqualTo("{\"a\":\"$v\"}");
    assertRefused("\na: $b", "variable reference for 'b' on line 2 can not be found");
  }

  @Test
  @DisplayName("CORE-521 environment values are parsed; cycles are errors")
  void environmentValues() throws Exception {
    assertThat(json("a: $X, b: $Y", Map.of("X", "[1, yes]", "Y", "$Z", "Z", "2k")))
        .isEqualTo("{\"a\":[1,true],\"b\":2000}");
    assertThatThrownBy(() -> json("a: $A", Map.of("A", "$B", "B", "$A")))
        .hasMessageContaining("variable reference cycle for 'A'");
  }

  @Test
  @DisplayName("CORE-522 a bcrypt hash is not a variable")
  void bcrypt() throws Exception {
    String hash = "$2a$11$PWIFAL8RsWyGI3jVZtO9Nu8.6jOxzxfZo7c/W0eLk017hjgUKWrhy";
    assertThat(json("a: " + hash)).isEqualTo("{\"a\":\"" + hash + "\"}");
    assertThatThrownBy(() -> json("a: $2b$11$xyz")).hasMessageContaining("can not be found");
  }

  @Test
  @DisplayName("CORE-523 an entry that is used as a variable is not unknown")
  void usedVariables() {
    assertThat(Configs.load("myport: 5222\nport: $myport").get(ServerKeys.PORT)).isEqualTo(5222);
    assertThat(Configs.refusal("tls { v: 3\n timeout: $v }")).contains("unknown field \"v\"");
  }

  @Test
  @DisplayName("CORE-524 CORE-525 includes, relative to the including file, with their variables")
  void includes(@TempDir Path dir) throws Exception {
    Files.createDirectories(dir.resolve("sub"));
    Files.writeString(
        dir.resolve("main.conf"), "include sub/a.conf\nport: $p\nlogs { include 'sub/b.conf' }");
    Files.writeString(dir.resolve("sub/a.conf"), "p: 5333\ninclude \"./b.conf\"\n");
    Files.writeString(dir.resolve("sub/b.conf"), "x: y");
    ConfigFiles files = new ConfigFiles();
    String main = dir.resolve("main.conf").toString();
    String json =
        TreeDigest.json(ConfigParser.parse(files.read(main).bytes(), main, files, name -> null));
    assertThat(json.trim())
        .isEqualTo("{\"logs\":{\"x\":\"y\"},\"p\":5333,\"port\":5333,\"x\":\"y\"}");
    Files.writeString(dir.resolve("abs.conf"), "include " + dir.resolve("sub/b.conf"));
    String abs = dir.resolve("abs.conf").toString();
    assertThat(TreeDigest.json(ConfigParser.parse(files.read(abs).bytes(), abs, files, n -> null)))
        .isEqualTo("{\"x\":\"y\"}\n");
    assertThat(Configs.refusal("include missing.conf"))
        .isEqualTo(
            "error parsing include file 'missing.conf', open missing.conf: no such file or directory");
  }

  @Test
  @DisplayName("CORE-524 a file that includes itself is refused")
  void includeCycle(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("self.conf"), "include self.conf");
    assertThatThrownBy(
            () ->
                ConfigParser.parse(
                    Files.readAllBytes(file), file.toString(), new ConfigFiles(), name -> null))
        .hasMessageContaining("more than 32 nested");
  }

  @Test
  @DisplayName("CORE-560 a key without value")
  void keyWithoutValue() {
    assertThat(Configs.refusal("a")).isEqualTo("config is invalid (test.conf:1:1)");
    assertThat(Configs.refusal("\na ")).isEqualTo("config is invalid (test.conf:2:3)");
  }

  @Test
  @DisplayName("CORE-568 the digest of a configuration")
  void digest() throws Exception {
    assertThat(TreeDigest.of(Configs.tree("foo=bar", Map.of())))
        .isEqualTo("sha256:226e49e13d16e5e8aa0d62e58cd63361bf097d3e2b2444aa3044334628a2e8de");
    assertThat(json("z: \"<&>\u2028\"\nb: 1\nB: 2\na: 0.0000001, c: 1000000000000000000000.0"))
        .isEqualTo(
            "{\"B\":2,\"a\":1e-7,\"b\":1,\"c\":1e+21,\"z\":\"\\u003c\\u0026\\u003e\\u2028\"}");
  }
}

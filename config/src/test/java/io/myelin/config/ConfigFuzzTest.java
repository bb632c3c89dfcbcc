package io.myelin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Garbage of every kind ends in a result or in the declared error, never in anything else. */
class ConfigFuzzTest {

  private static void load(byte[] text) {
    try {
      ConfigValue.Table tree =
          ConfigParser.parse(text, "fuzz.conf", new ConfigFiles(), name -> "[$" + name + "]");
      Problems problems = new Problems();
      new SectionReader(problems).table(ServerKeys.block(), tree);
      assertThat(TreeDigest.of(tree)).hasSize(71);
    } catch (ConfigSyntaxException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @Property(tries = 3000)
  @Label("CORE-560 any bytes")
  void anyBytes(@ForAll @Size(max = 300) byte[] text) {
    load(text);
  }

  @Property(tries = 10_000)
  @Label("CORE-560 CORE-565 any sequence of the language's own pieces")
  void anyPieces(@ForAll("pieces") String text) {
    load(text.getBytes(StandardCharsets.UTF_8));
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "\n",
            "\r\n",
            ",",
            ";",
            "=",
            ":",
            " ",
            "#",
            "//",
            "'",
            "\"",
            "\\",
            "\\x4",
            "$a",
            "$",
            "include ",
            "a",
            "1",
            "-",
            ".",
            "1.5",
            "12-",
            "5kb",
            "2016-05-04T18:53:41Z",
            "true",
            "port",
            "listen",
            "tls",
            "authorization",
            "users",
            "accounts",
            "permissions",
            "mappings",
            "cluster",
            "jetstream",
            "max_payload",
            "weight",
            "10s",
            "\n)\n",
            "\u00e9",
            "*")
        .list()
        .ofMaxSize(60)
        .map(pieces -> String.join("", pieces));
  }

  @Property(tries = 2000)
  @Label("CORE-562 CORE-565 every option with every kind of value")
  void anyOption(@ForAll("options") String text) {
    load(text.getBytes(StandardCharsets.UTF_8));
  }

  @Provide
  Arbitrary<String> options() {
    Arbitrary<String> keys =
        Arbitraries.of(
            ServerKeys.block().options().stream()
                .map(Option::name)
                .filter(name -> !name.startsWith("("))
                .toList());
    Arbitrary<String> values =
        Arbitraries.of(
            "1",
            "-1",
            "x",
            "\"\"",
            "true",
            "1.5",
            "[]",
            "{}",
            "[1,x,{}]",
            "{a:1}",
            "\"1s\"",
            "{a:{b:[c]}}",
            "[[]]",
            "2016-05-04T18:53:41Z",
            "9223372036854775807",
            "{\"*\":x}");
    return keys.flatMap(key -> values.map(value -> key + ": " + value))
        .list()
        .ofMaxSize(8)
        .map(entries -> String.join("\n", entries));
  }
}

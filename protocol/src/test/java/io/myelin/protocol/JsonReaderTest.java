package io.myelin.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class JsonReaderTest {
  private static final JsonFactory LIBRARY = new JsonFactory();

  private static Map<String, String> read(String json) throws MalformedJsonException {
    Map<String, String> members = new LinkedHashMap<>();
    new JsonReader(json.getBytes(UTF_8))
        .object((key, value) -> members.put(key, value.kind() + " " + value.text()));
    return members;
  }

  @Test
  @DisplayName("CORE-040 members of all kinds, in any spacing")
  void kinds() throws MalformedJsonException {
    assertThat(
            read(
                " {\"a\":\"x\\n\\u00e9\\\"\", \"b\" : -12,\"c\":1.5e3,\"d\":true,\"e\":false,"
                    + "\"f\":null,\n\"g\":{\"h\":[1,{}]},\"i\":[],\"\u00e9\":0}\t"))
        .containsExactly(
            Map.entry("a", "STRING x\n\u00e9\""),
            Map.entry("b", "INTEGER -12"),
            Map.entry("c", "DECIMAL 1.5e3"),
            Map.entry("d", "TRUE "),
            Map.entry("e", "FALSE "),
            Map.entry("f", "NULL "),
            Map.entry("g", "OBJECT "),
            Map.entry("i", "ARRAY "),
            Map.entry("\u00e9", "INTEGER 0"));
    assertThat(read("{}")).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("CORE-028 what is not one JSON object is refused")
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{",
        "{}{}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":1e}",
        "{\"a\":-}",
        "{\"a\":tru}",
        "{\"a\":\"x}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":[1 2]}",
        "{\"a\":[1,]}",
        "{\"a\":{\"b\":}}"
      })
  void refused(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  @DisplayName("a text of brackets does not take the stack with it")
  void deep() {
    assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(100_000)))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("500 levels");
  }

  @Provide
  Arbitrary<String> nearlyJson() {
    return Arbitraries.of(
            "{", "}", "[", "]", ",", ":", "\"", "\"a\":", "\"b\"", "1", "-", ".5", "e1", "0",
            "true", "null", " ", "\\", "\\u0041", "\\n", "\u00e9", "\u0001")
        .list()
        .ofMaxSize(12)
        .map(parts -> "{\"k\":" + String.join("", parts) + "}");
  }

  @Property(tries = 2000)
  void sameAsLibrary(@ForAll("nearlyJson") String json) {
    boolean accepted;
    try {
      read(json);
      accepted = true;
    } catch (MalformedJsonException e) {
      accepted = false;
    }
    assertThat(accepted).isEqualTo(libraryAccepts(json));
  }

  private static boolean libraryAccepts(String json) {
    try (JsonParser parser = LIBRARY.createParser(ObjectReadContext.empty(), json)) {
      int depth = 0;
      boolean ended = false;
      JsonToken token;
      while ((token = parser.nextToken()) != null) {
        if (ended) {
          return false;
        }
        if (token == JsonToken.VALUE_STRING) {
          parser.getString();
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        ended = depth == 0;
      }
      return ended;
    } catch (JacksonException e) {
      return false;
    }
  }
}

package io.myelin.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportJsonTest {

  private static String compact(ReportJson.Fields fields) {
    return new String(ReportJson.compact(fields), UTF_8);
  }

  @Test
  @DisplayName("OPS-011 each field on a line of its own, empty lists and objects closed at once")
  void pretty() {
    byte[] json =
        ReportJson.pretty(
            "  ",
            fields -> {
              fields.text("a", "x");
              fields.object("none", nothing -> {});
              fields.texts("empty", List.of());
              fields.texts("list", List.of("1", "2"));
              fields.objects("objects", List.of(7), (one, value) -> one.number("n", value));
            });
    assertThat(new String(json, UTF_8))
        .isEqualTo(
            """
            {
              "a": "x",
              "none": {},
              "empty": [],
              "list": [
                "1",
                "2"
              ],
              "objects": [
                {
                  "n": 7
                }
              ]
            }\
            """);
  }

  @Test
  @DisplayName("OPS-210 compact form has no space at all")
  void compactForm() {
    assertThat(
            compact(
                fields -> {
                  fields.flag("f", false);
                  fields.nothing("n");
                }))
        .isEqualTo("{\"f\":false,\"n\":null}");
  }

  @Test
  @DisplayName("OPS chapter JSON rules: <, > and & and the line separators are escaped")
  void escapes() {
    assertThat(compact(fields -> fields.text("t", "<a&b> \u2028 \u00e4\"\n")))
        .isEqualTo("{\"t\":\"\\u003ca\\u0026b\\u003e \\u2028 \u00e4\\\"\\n\"}");
  }

  @Test
  @DisplayName("OPS chapter JSON rules: what is empty is left out where the field says so")
  void omitted() {
    assertThat(
            compact(
                fields -> {
                  fields.textIfAny("a", "");
                  fields.numberIfAny("b", 0);
                  fields.flagIfSet("c", false);
                  fields.textsIfAny("d", List.of());
                }))
        .isEqualTo("{}");
  }

  @Test
  @DisplayName("OPS-034 whole numbers carry no fraction")
  void decimals() {
    assertThat(
            compact(
                fields -> {
                  fields.decimal("a", 2);
                  fields.decimal("b", 12.5);
                  fields.decimal("c", 0.14285714285714285);
                }))
        .isEqualTo("{\"a\":2,\"b\":12.5,\"c\":0.14285714285714285}");
  }

  @Test
  @DisplayName("OPS-015 maps come in the order of their keys")
  void maps() {
    assertThat(
            compact(
                fields -> {
                  Map<String, Integer> map = Map.of("b", 2, "a", 1, "c", 3);
                  fields.map("m", map, e -> fields.number(e.getKey(), e.getValue()));
                }))
        .isEqualTo("{\"m\":{\"a\":1,\"b\":2,\"c\":3}}");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00Z",
    "1000000000, 1970-01-01T00:00:01Z",
    "1500000000, 1970-01-01T00:00:01.5Z",
    "1000000001, 1970-01-01T00:00:01.000000001Z",
    "-500000000, 1969-12-31T23:59:59.5Z"
  })
  @DisplayName("OPS chapter JSON rules: instants in RFC 3339 without trailing zeros")
  void times(long epochNanos, String text) {
    assertThat(ReportJson.timeText(epochNanos)).isEqualTo(text);
  }
}

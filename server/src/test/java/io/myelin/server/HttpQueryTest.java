package io.myelin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpQueryTest {

  private static HttpQuery query(String name, String value) {
    return new HttpQuery(Map.of(name, List.of(value)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "t", "T", "TRUE", "true", "True"})
  @DisplayName("OPS-014 true")
  void yes(String value) throws ReportException {
    assertThat(query("subs", value).flag("subs")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "f", "F", "FALSE", "false", "False"})
  @DisplayName("OPS-014 false")
  void no(String value) throws ReportException {
    assertThat(query("subs", value).flag("subs")).isFalse();
  }

  @Test
  @DisplayName("OPS-013 what cannot be decoded is named, on one line")
  void undecodable() {
    assertThatThrownBy(() -> query("subs", "yes\nno").flag("subs"))
        .isInstanceOf(ReportException.class)
        .hasMessageStartingWith("Error decoding boolean for 'subs': ")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> query("limit", "x").number("limit"))
        .hasMessageStartingWith("Error decoding int for 'limit': ");
    assertThatThrownBy(() -> query("cid", "-1").unsigned("cid"))
        .hasMessageStartingWith("Error decoding uint64 for 'cid': ");
    assertThatThrownBy(() -> ConnzOptions.of(query("state", "x")))
        .hasMessage("Error decoding state for x");
    assertThatThrownBy(() -> ConnzOptions.of(query("sort", "x")))
        .hasMessage("invalid sorting option: x");
  }

  @Test
  @DisplayName("OPS-054 OPS-057 the options of connz by query")
  void connz() throws ReportException {
    assertThat(ConnzOptions.of(query("subs", "Detail")).subscriptions())
        .isEqualTo(ConnzOptions.Detail.FULL);
    assertThat(ConnzOptions.of(query("subs", "1")).subscriptions())
        .isEqualTo(ConnzOptions.Detail.SUBJECTS);
    assertThat(ConnzOptions.of(query("state", "ALL")).state()).isEqualTo(ConnzOptions.State.ALL);
    assertThat(ConnzOptions.of(query("state", "Any")).state()).isEqualTo(ConnzOptions.State.ALL);
    assertThat(ConnzOptions.of(query("x", "")).state()).isEqualTo(ConnzOptions.State.OPEN);
  }

  @ParameterizedTest
  @CsvSource({
    "/varz, /varz",
    "//varz, /varz",
    "/./varz, /varz",
    "/a/../varz, /varz",
    "/nats/, /nats/",
    "//, /",
    "/.., /"
  })
  @DisplayName("OPS-010 a path has one canonical form")
  void canonical(String path, String clean) {
    assertThat(HttpReports.canonical(path)).isEqualTo(clean);
  }

  @ParameterizedTest
  @CsvSource({"/, ./varz", "/nats, ./nats/varz", "/a/b, ./b/varz"})
  @DisplayName("OPS-016 links of the index honour the base path; ASCII only")
  void index(String basePath, String link) {
    assertThat(MonitoringIndex.html(basePath)).contains("\"" + link + "\"").isASCII();
  }
}

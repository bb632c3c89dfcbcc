package io.myelin.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {

  private static RequestBody body(String json) throws ReportException {
    return RequestBody.parse(json.getBytes(UTF_8));
  }

  @Test
  @DisplayName("OPS-208 an empty body has no options, unknown keys are ignored")
  void values() throws ReportException {
    assertThat(body("").text("server_name")).isEmpty();
    RequestBody body =
        body(
            "{\"server_name\":\"a\",\"exact_match\":true,\"tags\":[\"x\",1,{\"y\":2}],\"limit\":5,"
                + "\"z\":{\"limit\":7,\"q\":[{}]},\"n\":null,\"cid\":18446744073709551615}");
    assertThat(body.text("server_name")).isEqualTo("a");
    assertThat(body.flag("exact_match")).isTrue();
    assertThat(body.texts("tags")).containsExactly("x");
    assertThat(body.number("limit")).isEqualTo(5);
    assertThat(body.unsigned("cid")).isEqualTo(-1L);
    assertThat(body.text("n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "[]", "{", "{\"a\":}", "{} {}", "\"a\"", "{\"a\":[1}"})
  @DisplayName("OPS-206 what is not a JSON object is an error")
  void undecodable(String json) {
    assertThatThrownBy(() -> body(json)).isInstanceOf(ReportException.class);
  }

  @Test
  @DisplayName("OPS-206 a value of the wrong type is an error that names the key")
  void wrongType() throws ReportException {
    RequestBody body = body("{\"cid\":\"x\",\"limit\":99999999999,\"subscriptions\":1}");
    assertThatThrownBy(() -> body.unsigned("cid")).isInstanceOf(RequestBody.WrongType.class);
    assertThatThrownBy(() -> body.number("limit")).hasMessageContaining("\"limit\"");
    assertThatThrownBy(() -> body.flag("subscriptions")).isInstanceOf(RequestBody.WrongType.class);
    assertThatThrownBy(() -> body("{\"cid\":-1}").unsigned("cid"))
        .isInstanceOf(RequestBody.WrongType.class);
  }

  @Test
  @DisplayName("OPS-215 the options of connz by body; the state is a number")
  void connz() throws ReportException {
    ConnzOptions options =
        ConnzOptions.of(
            body("{\"state\":2,\"subscriptions_detail\":true,\"sort\":\"rtt\",\"offset\":-3}"));
    assertThat(options.state()).isEqualTo(ConnzOptions.State.ALL);
    assertThat(options.subscriptions()).isEqualTo(ConnzOptions.Detail.FULL);
    assertThat(options.sort()).isEqualTo(ConnzSort.RTT);
    assertThat(options.page()).isEqualTo(new Page(0, Page.DEFAULT_LIMIT));
    assertThat(options.forAccount("A").account()).isEqualTo("A");
    assertThatThrownBy(() -> ConnzOptions.of(body("{\"state\":3}")))
        .isInstanceOf(ReportException.class);
  }
}

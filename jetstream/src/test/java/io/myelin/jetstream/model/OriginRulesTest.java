package io.myelin.jetstream.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Backquotes stand for quotes. */
class OriginRulesTest {
  private final Map<String, StreamConfig> streams = new HashMap<>();

  private static StreamConfig config(String json) {
    byte[] request = json.replace('`', '"').getBytes(UTF_8);
    return StreamConfigRules.normalise(
        StreamRequests.configure(request, true).config(), false, ServerLimits.NONE);
  }

  private void given(String json) {
    StreamConfig config = config(json);
    streams.put(config.name(), config);
  }

  private StreamConfig check(String json, boolean pedantic) {
    return OriginRules.check(
        config(json), pedantic, name -> Optional.ofNullable(streams.get(name)));
  }

  private String refusal(String json, boolean pedantic) {
    ApiError error = catchThrowableOfType(ApiException.class, () -> check(json, pedantic)).error();
    return error.errCode() + " " + error.description();
  }

  @Test
  @DisplayName("STR-209 a copy takes messages as large as its origin's")
  void sizes() {
    given("{`name`:`O`,`max_msg_size`:100}");
    assertThat(refusal("{`name`:`M`,`mirror`:{`name`:`O`},`max_msg_size`:99}", false))
        .isEqualTo("10030 stream mirror must have max message size >= source");
    assertThat(refusal("{`name`:`M`,`sources`:[{`name`:`O`}],`max_msg_size`:99}", false))
        .isEqualTo("10046 stream source must have max message size >= target");
    check("{`name`:`M`,`mirror`:{`name`:`O`},`max_msg_size`:100}", false);
    check("{`name`:`M`,`mirror`:{`name`:`O`}}", false);
    check("{`name`:`M`,`mirror`:{`name`:`P`},`max_msg_size`:1}", false);
  }

  @Test
  @DisplayName("STR-224 a mirror serves direct gets as its origin does")
  void mirrorDirect() {
    given("{`name`:`O`,`allow_direct`:true}");
    String mirror = "{`name`:`M`,`mirror`:{`name`:`O`}}";
    assertThat(check(mirror, false).mirrorDirect()).isTrue();
    assertThat(refusal(mirror, true)).startsWith("10157 pedantic mode: ");
    String unseen = "{`name`:`M`,`mirror`:{`name`:`P`},`mirror_direct`:true}";
    assertThat(check(unseen, true).mirrorDirect()).isTrue();
  }

  @Test
  @DisplayName("STR-470 cycles of any length, unless a filter lets nothing round")
  void cycles() {
    given("{`name`:`A`,`subjects`:[`a`],`sources`:[{`name`:`C`}]}");
    given("{`name`:`B`,`subjects`:[`b`],`sources`:[{`name`:`A`}]}");
    String cycle = "10052 detected cycle";
    assertThat(refusal("{`name`:`C`,`subjects`:[`c`],`sources`:[{`name`:`B`}]}", false))
        .isEqualTo(cycle);
    assertThat(refusal("{`name`:`C`,`mirror`:{`name`:`B`}}", false)).isEqualTo(cycle);
    assertThat(refusal("{`name`:`D`,`subjects`:[`d`],`sources`:[{`name`:`D`}]}", false))
        .isEqualTo(cycle);
    check("{`name`:`D`,`subjects`:[`d`],`sources`:[{`name`:`D`,`filter_subject`:`x`}]}", false);
    check("{`name`:`D`,`subjects`:[`d`],`sources`:[{`name`:`B`}]}", false);
    check(
        "{`name`:`C`,`subjects`:[`c`],`sources`:[{`name`:`B`,`external`:{`api`:`$JS.x.API`,"
            + "`deliver`:``}}]}",
        false);
  }

  @Test
  @DisplayName("STR-471 what is delivered from elsewhere may not look like an origin's message")
  void deliveryPrefixes() {
    given("{`name`:`O`,`subjects`:[`d.*.>`]}");
    String external = "{`name`:`P`,`external`:{`api`:`$JS.z.API`,`deliver`:`%s`}}";
    String both = "{`name`:`M`,`sources`:[{`name`:`O`}," + external + "]}";
    assertThat(refusal(both.formatted("d"), false))
        .isEqualTo("10022 stream external delivery prefix d overlaps with stream subject d.*.>");
    check(both.formatted("e"), false);
  }
}

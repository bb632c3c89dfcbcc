package io.myelin.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadOptionsTest {

  @Test
  void readsWorkloadsAndOptions() {
    LoadOptions options =
        LoadOptions.parse(
            List.of("pub16", "--runs", "3", "start", "--seconds", "1.5", "--ours", "x/y"));
    assertThat(options.workloads()).containsExactly("pub16", "start");
    assertThat(options.runs()).hasValue(3);
    assertThat(options.measure()).isEqualTo(Duration.ofMillis(1500));
    assertThat(options.ours()).isEqualTo(Path.of("x/y"));
    assertThat(options.targets()).containsExactly("ours", "reference");
  }

  @Test
  void theRelayTakesPartWhenAsked() {
    assertThat(LoadOptions.parse(List.of("--with-relay")).targets())
        .containsExactly("ours", "reference", "relay");
    assertThat(LoadOptions.parse(List.of("--servers", "relay,ours")).targets())
        .containsExactly("relay", "ours");
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> LoadOptions.parse(List.of("--runs", "many")))
        .hasMessage("--runs needs a positive number, not many");
    assertThatThrownBy(() -> LoadOptions.parse(List.of("--json")))
        .hasMessage("--json needs a value");
    assertThatThrownBy(() -> LoadOptions.parse(List.of("--fast")))
        .hasMessage("unknown option --fast");
  }
}

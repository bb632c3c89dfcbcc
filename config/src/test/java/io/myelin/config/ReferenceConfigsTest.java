package io.myelin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the answers to {@code -t} against those of the reference, file by file. */
class ReferenceConfigsTest {
  private static final String ROOT = "src/test/resources/reference-configs";

  record Expected(String file, List<String> lines) {
    @Override
    public String toString() {
      return file;
    }
  }

  static List<Expected> expectations() throws IOException {
    Map<String, List<String>> byFile = new LinkedHashMap<>();
    String file = "";
    for (String line : Files.readAllLines(Path.of(ROOT, "expected.txt"))) {
      if (line.startsWith("  ")) {
        byFile.get(file).add(line.substring(2));
      } else {
        file = line;
        byFile.put(file, new ArrayList<>());
      }
    }
    List<Expected> expectations = new ArrayList<>();
    byFile.forEach((name, lines) -> expectations.add(new Expected(name, lines)));
    return expectations;
  }

  @ParameterizedTest
  @MethodSource("expectations")
  @DisplayName("CORE-561 CORE-562 CORE-564 CORE-567 CORE-568 the reference's own configurations")
  void sameAnswer(Expected expected) {
    StartRequest request = Configs.parse("-t", "-c", ROOT + "/" + expected.file());
    ConfigLoader.CheckOutcome outcome =
        new ConfigLoader(name -> null).check("nats-server", (StartRequest.CheckConfig) request);
    String text = outcome.text().replace("nats-server: ", "").replace(ROOT + "/", "");
    if (expected.lines().getFirst().startsWith("valid ")) {
      String digest = expected.lines().getFirst().substring("valid ".length());
      assertThat(text)
          .isEqualTo("configuration file " + expected.file() + " is valid (" + digest + ")\n");
      assertThat(outcome.exitCode()).isZero();
      return;
    }
    List<String> unmatched = new ArrayList<>(text.lines().filter(l -> !l.isBlank()).toList());
    assertThat(unmatched).hasSameSizeAs(expected.lines());
    for (String line : expected.lines()) {
      String prefix = comparable(line);
      assertThat(unmatched).anyMatch(ours -> ours.startsWith(prefix));
      unmatched.remove(
          unmatched.stream().filter(ours -> ours.startsWith(prefix)).findFirst().orElseThrow());
    }
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  /** What of a line must be the same: of lexical and type errors, the place. */
  private static String comparable(String line) {
    int cut = line.indexOf("interface conversion");
    if (cut < 0 && line.startsWith("Parse error")) {
      cut = line.indexOf('\'');
    }
    return cut < 0 ? line : line.substring(0, cut);
  }
}

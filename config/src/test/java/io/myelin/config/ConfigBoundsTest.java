package io.myelin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigBoundsTest {

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a:", "{"})
  @DisplayName("CORE-560 depth without end is refused")
  void depth(String opening) {
    assertThatThrownBy(() -> Configs.json("a: " + opening.repeat(100_000)))
        .isInstanceOf(ConfigSyntaxException.class);
    assertThatThrownBy(() -> Configs.json(opening.repeat(100_000)))
        .isInstanceOf(ConfigSyntaxException.class);
  }

  @Test
  @DisplayName("CORE-520 variables of variables cannot fill the memory")
  void explosion() {
    StringBuilder text = new StringBuilder("a0: [x, x]\n");
    for (int i = 1; i < 64; i++) {
      text.append("a" + i + ": [$a" + (i - 1) + ", $a" + (i - 1) + "]\n");
    }
    assertThatThrownBy(() -> Configs.json(text.toString()))
        .isInstanceOf(ConfigSyntaxException.class)
        .hasMessageContaining("values in one configuration");
  }

  @Test
  @DisplayName("CORE-521 a long chain of environment values ends")
  void environmentChain() {
    assertThatThrownBy(() -> Configs.tree("a: $X0", new EndlessEnvironment()))
        .isInstanceOf(ConfigSyntaxException.class)
        .hasMessageContaining("nested");
  }

  /** Every variable refers to the next one. */
  private static final class EndlessEnvironment extends java.util.AbstractMap<String, String> {
    @Override
    public String get(Object key) {
      return "$X" + (Integer.parseInt(((String) key).substring(1)) + 1);
    }

    @Override
    public java.util.Set<Map.Entry<String, String>> entrySet() {
      return java.util.Set.of();
    }
  }

  @Test
  @DisplayName("CORE-564 columns count bytes")
  void byteColumns() {
    assertThat(Configs.refusal("\n\u00e9: 1, zzz: 2"))
        .isEqualTo(
            "test.conf:2:1: unknown field \"\u00e9\"\ntest.conf:2:8: unknown field \"zzz\"\n");
  }
}

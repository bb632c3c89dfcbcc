package io.myelin.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WeightedMappingTest {
  private static final int DRAWS = 20_000;
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);

  private static MappingDestination to(String subject, int weightPercent) {
    return new MappingDestination(subject, weightPercent, "");
  }

  private Map<String, Double> shares(WeightedMapping mapping, String subject) {
    byte[] bytes = subject.getBytes(StandardCharsets.UTF_8);
    assertThat(mapping.matches(bytes)).isTrue();
    Map<String, Double> shares = new HashMap<>();
    for (int i = 0; i < DRAWS; i++) {
      String mapped = new String(mapping.map(bytes, random), StandardCharsets.UTF_8);
      shares.merge(mapped, 100.0 / DRAWS, Double::sum);
    }
    return shares;
  }

  @Test
  @DisplayName("CORE-390 a single destination gets everything")
  void single() {
    WeightedMapping mapping =
        WeightedMapping.of("foo.*", List.of(MappingDestination.all("bar.$1")), "");
    assertThat(shares(mapping, "foo.a")).containsOnlyKeys("bar.a");
    assertThat(mapping.isDeterministic()).isTrue();
  }

  @Test
  @DisplayName("CORE-392 a remainder stays on the original subject")
  void remainder() {
    WeightedMapping mapping =
        WeightedMapping.of("foo.*", List.of(to("a.$1", 20), to("b.$1", 30)), "");
    Map<String, Double> shares = shares(mapping, "foo.x");
    assertThat(shares).containsOnlyKeys("a.x", "b.x", "foo.x");
    assertThat(shares.get("a.x")).isCloseTo(20, within(2.0));
    assertThat(shares.get("b.x")).isCloseTo(30, within(2.0));
    assertThat(shares.get("foo.x")).isCloseTo(50, within(2.0));
    assertThat(mapping.isDeterministic()).isFalse();
  }

  @Test
  @DisplayName("CORE-392 CORE-395 a remainder is lost if the source is a destination")
  void loss() {
    WeightedMapping mapping = WeightedMapping.of("foo", List.of(to("foo", 60), to("bar", 10)), "");
    Map<String, Double> shares = shares(mapping, "foo");
    assertThat(shares).containsOnlyKeys("foo", "bar", "");
    assertThat(shares.get("")).isCloseTo(30, within(2.0));
    WeightedMapping allLost = WeightedMapping.of("foo", List.of(to("foo", 0)), "");
    assertThat(shares(allLost, "foo")).containsOnlyKeys("");
  }

  @Test
  @DisplayName("CORE-393 destinations of a cluster replace the others there")
  void clusters() {
    List<MappingDestination> destinations =
        List.of(
            to("other", 100),
            new MappingDestination("east1", 40, "east"),
            new MappingDestination("east2", 60, "east"));
    assertThat(shares(WeightedMapping.of("foo", destinations, ""), "foo"))
        .containsOnlyKeys("other");
    assertThat(shares(WeightedMapping.of("foo", destinations, "west"), "foo"))
        .containsOnlyKeys("other");
    assertThat(shares(WeightedMapping.of("foo", destinations, "east"), "foo"))
        .containsOnlyKeys("east1", "east2");
    List<MappingDestination> onlyEast = List.of(new MappingDestination("east", 100, "east"));
    assertThat(shares(WeightedMapping.of("foo", onlyEast, "west"), "foo")).containsOnlyKeys("foo");
  }

  @Test
  @DisplayName("CORE-394 refused mappings and their texts")
  void refused() {
    assertThatThrownBy(() -> WeightedMapping.of("foo", List.of(to("a", 10), to("a", 10)), ""))
        .hasMessage("duplicate entry for \"a\"");
    assertThatThrownBy(() -> WeightedMapping.of("foo", List.of(to("a", 101)), ""))
        .hasMessage("individual weights need to be <= 100");
    assertThatThrownBy(() -> WeightedMapping.of("foo", List.of(to("a", 60), to("b", 41)), ""))
        .hasMessage("total weight needs to be <= 100");
    assertThatThrownBy(() -> WeightedMapping.of("foo..", List.of(to("a", 60)), ""))
        .hasMessage("invalid subject");
    assertThatThrownBy(() -> WeightedMapping.of("foo.*", List.of(to("a.$2", 60)), ""))
        .hasMessage("invalid mapping destination: wildcard index out of range in $2: [2]");
  }
}

package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LanePlacementTest {
  private final Lane first = new Lane(new ManualLoop());
  private final Lane second = new Lane(new ManualLoop());
  private final LanePlacement placement = new LanePlacement(List.of(first, second));

  @Test
  @DisplayName("a stream is on the loop of the connection that creates it")
  void near() {
    assertThat(placement.place(second.loop())).isSameAs(second);
    assertThat(placement.place(second.loop())).isSameAs(second);
    assertThat(placement.place(first.loop())).isSameAs(first);
  }

  @Test
  @DisplayName("streams that nobody is near go where there are fewest")
  void nobody() {
    assertThat(placement.place(second.loop())).isSameAs(second);
    assertThat(placement.place(null)).isSameAs(first);
    placement.removed(second);
    assertThat(placement.place(null)).isSameAs(second);
  }

  @Test
  @DisplayName("many streams of one connection are spread over all lanes")
  void many() {
    List<Lane> placed = Stream.generate(() -> placement.place(second.loop())).limit(100).toList();
    assertThat(placed.stream().filter(first::equals).count()).isBetween(45L, 50L);
  }
}

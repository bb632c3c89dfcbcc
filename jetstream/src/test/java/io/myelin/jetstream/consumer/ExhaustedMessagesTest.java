package io.myelin.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExhaustedMessagesTest {
  @Test
  @DisplayName("CON-287 the table agrees with a map")
  void agreesWithMap() {
    Random random = new Random(3);
    ExhaustedMessages table = new ExhaustedMessages();
    TreeMap<Long, Integer> map = new TreeMap<>();
    for (int step = 0; step < 20_000; step++) {
      long sequence = 1L + random.nextInt(500);
      if (random.nextInt(3) > 0) {
        table.add(sequence, step);
        map.put(sequence, step);
      } else {
        assertThat(table.remove(sequence)).isEqualTo(map.remove(sequence) != null);
      }
      if (step % 1000 == 0) {
        long below = random.nextInt(500);
        table.removeIf(each -> each < below);
        map.headMap(below).clear();
      }
    }
    assertThat(table.sequences())
        .containsExactly(map.keySet().stream().mapToLong(it -> it).toArray());
    map.forEach((sequence, count) -> assertThat(table.deliveries(sequence)).isEqualTo(count));
    assertThat(table.size()).isEqualTo(map.size());
  }
}

package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SubjectTableTest {
  private final SubjectTable table = new SubjectTable();
  private final SubjectKey key = new SubjectKey(7);

  private SubjectKey key(String subject) {
    byte[] bytes = subject.getBytes(StandardCharsets.UTF_8);
    return key.set(bytes, 0, bytes.length);
  }

  @Test
  @DisplayName("subjects come and go as in a map, at random")
  void likeAMap() {
    Random random = new Random(3);
    Map<String, Long> model = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      String subject =
          "s." + random.nextInt(20_000) + (random.nextInt(50) == 0 ? "x".repeat(i % 3000) : "");
      if (random.nextInt(3) > 0) {
        int number = table.findOrAdd(key(subject));
        assertThat(table.count(number)).isEqualTo(model.containsKey(subject) ? 1 : 0);
        table.count(number, 1);
        table.first(number, i);
        table.last(number, -i);
        model.put(subject, (long) i);
      } else {
        int number = table.find(key(subject));
        assertThat(number != SubjectTable.NONE).isEqualTo(model.remove(subject) != null);
        if (number != SubjectTable.NONE) {
          table.remove(number);
        }
      }
    }
    assertThat(table.subjects()).isEqualTo(model.size());
    model.forEach(
        (subject, value) -> {
          int number = table.find(key(subject));
          assertThat(table.first(number)).isEqualTo(value);
          assertThat(table.last(number)).isEqualTo(-value);
        });
    List<String> all = new ArrayList<>();
    for (int number = 0; number < table.limit(); number++) {
      if (table.isUsed(number)) {
        table.load(number, key);
        all.add(new String(key.bytes, key.at, key.length, StandardCharsets.UTF_8));
      }
    }
    assertThat(all).containsExactlyInAnyOrderElementsOf(model.keySet());
  }

  @Test
  @DisplayName("the room of removed subjects is used again")
  void reuse() {
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < 1000; i++) {
        table.findOrAdd(key("subject." + round + "." + i));
      }
      for (int i = 0; i < 1000; i++) {
        table.remove(table.find(key("subject." + round + "." + i)));
      }
    }
    assertThat(table.subjects()).isZero();
    assertThat(table.limit()).isLessThan(4000);
  }
}

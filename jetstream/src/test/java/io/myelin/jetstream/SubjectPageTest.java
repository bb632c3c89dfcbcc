package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.store.MemoryMessageStore;
import io.myelin.store.SubjectFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SubjectPageTest {
  private static final int SUBJECTS = 100_000;

  @Test
  @DisplayName("STR-422 pages of subjects are in order and complete, also of very many")
  void pages() {
    MemoryMessageStore store = new MemoryMessageStore(7);
    Random random = new Random(1);
    Map<String, Long> expected = new TreeMap<>();
    for (long sequence = 1; expected.size() < SUBJECTS; sequence++) {
      String subject = (random.nextInt(3) == 0 ? "b." : "a.") + random.nextInt(1_000_000);
      byte[] bytes = subject.getBytes(UTF_8);
      store.append(sequence, sequence, 0, bytes, bytes, bytes);
      expected.merge(subject, 1L, Long::sum);
    }
    check(store, ">", expected, 7001);
    expected.keySet().removeIf(subject -> !subject.startsWith("b."));
    check(store, "b.*", expected, 5000);
    check(store, "b.*", expected, 1_000_000);
    assertThat(SubjectPage.find(store, SubjectFilter.of("c.*"), 3, 10).page().total()).isZero();
  }

  private static void check(
      MemoryMessageStore store, String filter, Map<String, Long> expected, int limit) {
    List<Map.Entry<String, Long>> found = new ArrayList<>();
    SubjectPage.Found page;
    do {
      page = SubjectPage.find(store, SubjectFilter.of(filter), found.size(), limit);
      assertThat(page.page().total()).isEqualTo(expected.size());
      assertThat(page.page().offset()).isEqualTo(found.size());
      assertThat(page.counts()).hasSizeLessThanOrEqualTo(limit);
      found.addAll(page.counts().entrySet());
    } while (!page.counts().isEmpty() && found.size() < expected.size());
    assertThat(found).isEqualTo(new ArrayList<>(expected.entrySet()));
    page = SubjectPage.find(store, SubjectFilter.of(filter), expected.size() + 5, limit);
    assertThat(page.page().offset()).isEqualTo(expected.size());
    assertThat(page.counts()).isEmpty();
  }
}

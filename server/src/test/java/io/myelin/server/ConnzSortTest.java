package io.myelin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnzSortTest {

  /** Connection {@code id}; its figures grow with its number, apart from start and idle time. */
  private static ConnectionFigures figures(int id, int n) {
    return new ConnectionFigures(null, null, id, -n, n, n, n, n, n, n, n, n, n, n);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1 2 3",
    "cid, 1 2 3",
    "start, 1 3 2",
    "subs, 1 3 2",
    "pending, 1 3 2",
    "msgs_to, 1 3 2",
    "msgs_from, 1 3 2",
    "bytes_to, 1 3 2",
    "bytes_from, 1 3 2",
    "last, 1 3 2",
    "idle, 2 3 1",
    "uptime, 2 3 1",
    "stop, 1 3 2",
    "rtt, 1 3 2"
  })
  @DisplayName("OPS-050 the order of each sorting option")
  void orders(String name, String expected) throws ReportException {
    List<ConnectionFigures> all =
        new ArrayList<>(List.of(figures(2, 10), figures(1, 30), figures(3, 20)));
    all.sort(ConnzSort.of(name).comparator());
    assertThat(String.join(" ", all.stream().map(f -> Long.toString(f.id())).toList()))
        .isEqualTo(expected);
  }

  @Test
  @DisplayName("OPS-050 equal figures stay in the order of their ids")
  void ties() throws ReportException {
    List<ConnectionFigures> all =
        new ArrayList<>(List.of(figures(3, 1), figures(1, 1), figures(2, 1)));
    all.sort(ConnzSort.of("subs").comparator());
    assertThat(all).extracting(ConnectionFigures::id).containsExactly(1L, 2L, 3L);
  }

  @Test
  @DisplayName("OPS-053 a page is cut from the list; out of range it is empty")
  void pages() {
    List<Integer> all = List.of(1, 2, 3, 4);
    assertThat(new Page(1, 2).of(all)).containsExactly(2, 3);
    assertThat(new Page(3, 9).of(all)).containsExactly(4);
    assertThat(new Page(9, 9).of(all)).isEmpty();
    assertThat(new Page(-1, 0)).isEqualTo(new Page(0, 1024));
    assertThat(new Page(1, Integer.MAX_VALUE).of(all)).containsExactly(2, 3, 4);
  }
}

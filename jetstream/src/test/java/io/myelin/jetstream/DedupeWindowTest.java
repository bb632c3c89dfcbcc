package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DedupeWindowTest {
  private final DedupeWindow window = new DedupeWindow(100);

  @Test
  @DisplayName("STR-310 an id is known for the length of the window, by the message's time")
  void remembers() {
    window.add("a", 1, 1000);
    window.add("b", 2, 1050);
    assertThat(window.find("a", 1099)).isEqualTo(1);
    assertThat(window.find("a", 1100)).isZero();
    assertThat(window.find("b", 1100)).isEqualTo(2);
    assertThat(window.size()).isEqualTo(1);
  }

  @Test
  @DisplayName("STR-310 without a window or an id nothing is remembered")
  void off() {
    window.add("", 1, 1000);
    assertThat(window.size()).isZero();
    window.add("a", 1, 1000);
    window.window(0);
    assertThat(window.find("a", 1000)).isZero();
    window.add("a", 1, 1000);
    assertThat(window.size()).isZero();
  }

  @Test
  @DisplayName("STR-310 an id that comes again after its time counts from then")
  void again() {
    window.add("a", 1, 1000);
    window.add("a", 5, 1100);
    assertThat(window.find("a", 1150)).isEqualTo(5);
    assertThat(window.find("a", 1200)).isZero();
  }

  @Test
  @DisplayName("STR-310 what was never committed is forgotten")
  void forgets() {
    window.add("a", 1, 1000);
    window.add("b", 2, 1000);
    window.forgetAbove(1);
    assertThat(window.find("a", 1000)).isEqualTo(1);
    assertThat(window.find("b", 1000)).isZero();
    window.add("a", 1, 1000);
    assertThat(window.find("a", 1100)).isZero();
    assertThat(window.size()).isZero();
  }
}

package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myelin.jetstream.DedupeWindow.Remembered;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  private static Remembered id(String id, long sequence, long timeNanos) {
    return new Remembered(id, sequence, timeNanos);
  }

  @Test
  @DisplayName("STR-B09 ids of messages that went are told once, those within the window")
  void gone() {
    for (int i = 1; i <= 40; i++) {
      window.add("id" + i, i * 2L, 1000 + i);
    }
    window.messageGone(40);
    window.messageGone(41);
    window.messageGone(40);
    window.messagesGoneBelow(7);
    assertThat(window.takeNewlyGone(1050))
        .containsExactly(
            id("id20", 40, 1020), id("id1", 2, 1001), id("id2", 4, 1002), id("id3", 6, 1003));
    assertThat(window.takeNewlyGone(1050)).isEmpty();
    window.messagesGoneBelow(9);
    window.messagesGoneBelow(5);
    assertThat(window.takeNewlyGone(1050)).containsExactly(id("id4", 8, 1004));
    assertThat(window.gone(1102))
        .containsExactly(id("id3", 6, 1003), id("id4", 8, 1004), id("id20", 40, 1020));
    window.messageGone(10);
    assertThat(window.takeNewlyGone(1105)).as("too old by now").isEmpty();
    assertThat(window.find("id6", 1105)).isEqualTo(12);
  }

  @Test
  @DisplayName("STR-B09 kept ids take their places between those of messages")
  void restores() {
    window.add("b", 2, 1010);
    window.add("d", 4, 1030);
    boolean uncommitted =
        window.restore(
            List.of(id("old", 1, 900), id("c", 3, 1020), id("b", 2, 1010), id("a", 1, 1000)),
            4,
            1050);
    assertThat(uncommitted).isFalse();
    assertThat(window.size()).isEqualTo(4);
    assertThat(window.find("old", 1050)).isZero();
    assertThat(window.find("c", 1050)).isEqualTo(3);
    assertThat(window.gone(1050))
        .containsExactly(id("a", 1, 1000), id("b", 2, 1010), id("c", 3, 1020));
    window.messageGone(2);
    window.messageGone(4);
    assertThat(window.takeNewlyGone(1050))
        .as("b is kept already")
        .containsExactly(id("d", 4, 1030));
    assertThat(window.find("b", 1115)).isZero();
    assertThat(window.find("c", 1115)).isEqualTo(3);
  }

  @Test
  @DisplayName("STR-B09 kept ids of what was never committed are forgotten")
  void uncommitted() {
    assertThat(window.restore(List.of(id("a", 1, 1000), id("b", 2, 1000)), 1, 1000)).isTrue();
    assertThat(window.find("a", 1000)).isEqualTo(1);
    assertThat(window.find("b", 1000)).isZero();
  }

  @Test
  @DisplayName("STR-B09 ids are read as they were written, in records of bounded size")
  void records() {
    List<Remembered> ids = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      ids.add(id("\u00e4-" + "x".repeat(i % 50) + i, i, -i));
    }
    List<byte[]> records = MessageIdRecords.write(ids);
    assertThat(records).hasSizeGreaterThan(2);
    assertThat(records.stream().flatMap(record -> MessageIdRecords.read(record, 0).stream()))
        .containsExactlyElementsOf(ids);
    assertThat(MessageIdRecords.write(List.of())).isEmpty();
    assertThat(MessageIdRecords.write(List.of(id("x".repeat(70_000), 1, 1)))).isEmpty();
    byte[] torn = Arrays.copyOf(records.getLast(), records.getLast().length - 1);
    assertThatThrownBy(() -> MessageIdRecords.read(torn, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

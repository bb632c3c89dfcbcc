package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryMessageStoreTest {
  private final MemoryMessageStore store = new MemoryMessageStore(42);

  private void append(long sequence, String subject, String payload) {
    store.append(sequence, sequence, 0, ascii(subject), new byte[0], ascii(payload));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  @DisplayName("STR-270 first and last of new, filled and emptied streams")
  void firstAndLast() {
    assertThat(store.firstSequence()).isZero();
    assertThat(store.lastSequence()).isZero();
    append(1, "a", "x");
    append(2, "a", "y");
    assertThat(store.firstSequence()).isEqualTo(1);
    assertThat(store.purge(SubjectFilter.ALL, Long.MAX_VALUE, 0)).isEqualTo(2);
    assertThat(store.firstSequence()).isEqualTo(3);
    assertThat(store.lastSequence()).isEqualTo(2);
    assertThat(store.firstTimeNanos()).isZero();
    assertThat(store.lastTimeNanos()).isEqualTo(2);
  }

  @Test
  @DisplayName("STR-038 size of memory messages")
  void sizes() {
    store.append(1, 1, 0, ascii("abc"), ascii("NATS/1.0\r\n\r\n"), ascii("12345"));
    assertThat(store.bytes()).isEqualTo(16 + 3 + 12 + 5);
    append(2, "abc", "");
    assertThat(store.bytes()).isEqualTo(16 + 3 + 12 + 5 + 16 + 3);
    store.remove(1, true);
    assertThat(store.bytes()).isEqualTo(16 + 3);
  }

  @Test
  @DisplayName("sequences and times that go back are refused")
  void order() {
    append(5, "a", "");
    assertThatThrownBy(() -> append(5, "a", "")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.append(6, 4, 0, ascii("a"), new byte[0], new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.messages()).isEqualTo(1);
  }

  @Test
  @DisplayName("the listener sees single removals and removals of a prefix")
  void listener() {
    List<String> seen = new ArrayList<>();
    store.onRemoval(
        new MessageStore.RemovalListener() {
          @Override
          public void removed(long sequence, byte[] subject, int at, int length, long bytes) {
            seen.add(
                sequence
                    + " "
                    + new String(subject, at, length, StandardCharsets.UTF_8)
                    + " "
                    + bytes);
          }

          @Override
          public void removedBelow(long sequence, long messages, long bytes) {
            seen.add("<" + sequence + " " + messages + " " + bytes);
          }
        });
    for (int i = 1; i <= 5; i++) {
      append(i, "s." + i, "");
    }
    store.remove(3, false);
    store.removeBelow(3);
    store.purge(SubjectFilter.of("s.5"), Long.MAX_VALUE, 0);
    assertThat(seen).containsExactly("3 s.3 19", "<3 2 38", "5 s.5 19");
  }

  @Test
  @DisplayName("a message larger than a segment is kept")
  void large() throws IOException {
    byte[] payload = new byte[9 << 20];
    payload[payload.length - 1] = 7;
    append(1, "a", "x");
    store.append(2, 2, 0, ascii("a"), new byte[0], payload);
    append(3, "a", "y");
    StoredMessage view = new StoredMessage();
    assertThat(store.read(2, view)).isTrue();
    assertThat(view.payload()).isEqualTo(payload);
    assertThat(store.read(3, view)).isTrue();
    assertThat(view.payload()).isEqualTo(ascii("y"));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  @DisplayName("random changes and questions answered like the model")
  void likeTheModel(long seed) throws IOException {
    StoreComparison comparison =
        new StoreComparison(seed, store, false, seed % 2 == 0 ? 5 : 60, seed % 3 == 0 ? 2000 : 60);
    for (int i = 0; i < 1500; i++) {
      comparison.step();
      if (i % 3 == 0) {
        comparison.askSome();
      }
      if (i % 300 == 299) {
        comparison.askAll();
      }
    }
  }
}

package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HeaderBlockTest {
  private static final byte[] BLOCK = MachineHarness.header("A: 1", "AB:  2 ", "A: 3", "C:");

  private static String text(byte[] block) {
    return new String(block, UTF_8);
  }

  @Test
  @DisplayName("STR-306 the first of several, spaces in front skipped, names as they are")
  void values() {
    assertThat(HeaderBlock.value(BLOCK, "A")).isEqualTo("1");
    assertThat(HeaderBlock.value(BLOCK, "AB")).isEqualTo("2 ");
    assertThat(HeaderBlock.value(BLOCK, "C")).isEmpty();
    assertThat(HeaderBlock.value(BLOCK, "a")).isNull();
    assertThat(HeaderBlock.value(BLOCK, "B")).isNull();
    assertThat(HeaderBlock.value(HeaderBlock.NONE, "A")).isNull();
  }

  @Test
  @DisplayName("STR-306 a value that cannot be read to its end ends with the block")
  void tornValue() {
    assertThat(HeaderBlock.value("NATS/1.0\r\nA".getBytes(UTF_8), "A")).isNull();
    assertThat(HeaderBlock.value("NATS/1.0\r\nA:".getBytes(UTF_8), "A")).isEmpty();
  }

  @Test
  @DisplayName("STR-322 headers are removed, and the block with the last of them")
  void without() {
    assertThat(text(HeaderBlock.without(BLOCK, "A"::equals)))
        .isEqualTo("NATS/1.0\r\nAB:  2 \r\nC:\r\n\r\n");
    assertThat(HeaderBlock.without(BLOCK, name -> true)).isEmpty();
  }

  @Test
  @DisplayName("STR-322 headers are added at the end, or replaced where they are")
  void with() {
    assertThat(text(HeaderBlock.plus(HeaderBlock.NONE, "A", "1")))
        .isEqualTo("NATS/1.0\r\nA: 1\r\n\r\n");
    assertThat(text(HeaderBlock.with(BLOCK, "AB", "x")))
        .isEqualTo("NATS/1.0\r\nA: 1\r\nAB: x\r\nA: 3\r\nC:\r\n\r\n");
    assertThat(text(HeaderBlock.with(BLOCK, "D", "x"))).endsWith("C:\r\nD: x\r\n\r\n");
    assertThat(text(HeaderBlock.with(HeaderBlock.NONE, "D", "x")))
        .isEqualTo("NATS/1.0\r\nD: x\r\n\r\n");
  }

  @Test
  @DisplayName("STR-072 a status is found on the first line")
  void status() {
    byte[] status = "NATS/1.0 503\r\n\r\n".getBytes(UTF_8);
    assertThat(HeaderBlock.hasStatus(status, 0, status.length)).isTrue();
    assertThat(HeaderBlock.hasStatus(BLOCK, 0, BLOCK.length)).isFalse();
  }
}

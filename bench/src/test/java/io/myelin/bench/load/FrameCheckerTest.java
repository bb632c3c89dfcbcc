package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FrameCheckerTest {
  private static final SubjectPlan ONE = new SubjectPlan.Single("a.b");
  private static final int RING = 16;

  private final List<String> controlLines = new ArrayList<>();

  private static byte[] frame(SubjectPlan plan, int publisher, int ring, long sequence) {
    FrameRing frames = FrameRing.delivered(plan, publisher, 24, ring, 0, 1);
    int index = (int) (sequence % ring);
    frames.putStamp(index, FrameRing.stamp(publisher, sequence));
    frames.putGeneration(index, 1, sequence / ring);
    return frames.copyOf(index);
  }

  private static byte[] frame(int publisher, long sequence) {
    return frame(ONE, publisher, RING, sequence);
  }

  private FrameChecker checker(int publishers) {
    List<FrameRing> rings = new ArrayList<>();
    for (int p = 0; p < publishers; p++) {
      rings.add(FrameRing.delivered(ONE, p, 24, RING, 0, 1));
    }
    return new FrameChecker("subscriber", rings, 0, 1, controlLines::add);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static ByteBuffer direct(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder());
    return buffer.put(0, bytes);
  }

  private static int check(FrameChecker checker, byte[] bytes) {
    return checker.check(direct(bytes), 0, bytes.length);
  }

  @Test
  @DisplayName("a frame is what a server delivers, byte for byte")
  void frameIsWhatAServerDelivers() {
    String text = new String(frame(0, 0), US_ASCII);
    assertThat(text).startsWith("MSG a.b 1 24\r\n").endsWith("\r\n");
    assertThat(text).hasSize("MSG a.b 1 24\r\n".length() + 24 + 2);
  }

  @Test
  void acceptsMessagesInOrderOverSeveralPassesOfTheRing() {
    FrameChecker checker = checker(1);
    for (int i = 0; i < 3 * RING + 5; i++) {
      byte[] frame = frame(0, i);
      assertThat(check(checker, frame)).isEqualTo(frame.length);
    }
    assertThat(checker.messages()).isEqualTo(3 * RING + 5);
    assertThat(checker.nextSequence(0)).isEqualTo(3 * RING + 5);
  }

  @Test
  void acceptsAnySplit() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    long[] next = new long[2];
    Random random = new Random(7);
    for (int i = 0; i < 400; i++) {
      int publisher = random.nextInt(2);
      all.writeBytes(frame(publisher, next[publisher]++));
      if (i % 50 == 49) {
        all.writeBytes("PING\r\n".getBytes(US_ASCII));
      }
    }
    byte[] stream = all.toByteArray();
    for (int round = 0; round < 50; round++) {
      controlLines.clear();
      FrameChecker checker = checker(2);
      ByteBuffer bytes = direct(stream);
      int from = 0;
      int to = 0;
      while (to < stream.length) {
        to = Math.min(stream.length, to + 1 + random.nextInt(200));
        from = checker.check(bytes, from, to);
      }
      assertThat(from).isEqualTo(stream.length);
      assertThat(checker.messages()).isEqualTo(400);
      assertThat(checker.nextSequence(0)).isEqualTo(next[0]);
      assertThat(controlLines).hasSize(8).containsOnly("PING");
    }
  }

  @Test
  void findsALostMessage() {
    assertThatThrownBy(() -> check(checker(1), join(frame(0, 0), frame(0, 2))))
        .isInstanceOf(InvalidRunException.class)
        .hasMessageContaining("sequence 2 arrived where 1 was expected (lost before it)");
  }

  @Test
  void findsADoubledMessage() {
    assertThatThrownBy(() -> check(checker(1), join(frame(0, 0), frame(0, 1), frame(0, 1))))
        .isInstanceOf(InvalidRunException.class)
        .hasMessageContaining("sequence 1 arrived where 2 was expected (doubled or out of order)");
  }

  @Test
  void findsEveryDamagedByte() {
    byte[] good = join(frame(0, 0), frame(0, 1), frame(0, 2));
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x20;
      FrameChecker checker = checker(1);
      int at = i;
      assertThatThrownBy(
              () -> {
                int taken = check(checker, bad);
                if (taken < bad.length) {
                  throw new InvalidRunException("not taken");
                }
              })
          .as("byte %d", at)
          .isInstanceOf(InvalidRunException.class);
    }
  }

  @Test
  void namesTheDamagedMessage() {
    byte[] bad = join(frame(0, 0), frame(0, 1));
    bad[bad.length - 5] ^= 1;
    assertThatThrownBy(() -> check(checker(1), bad))
        .isInstanceOf(InvalidRunException.class)
        .hasMessageContaining("message 1 of publisher 0 is damaged at byte")
        .hasMessageContaining("payload");
  }

  @Test
  void findsAMessageOnAConnectionWithoutSubscription() {
    FrameChecker none = new FrameChecker("publisher", List.of(), 0, 1, controlLines::add);
    assertThat(check(none, "PONG\r\nINFO {}\r\n-ERR 'x'\r\n".getBytes(US_ASCII))).isEqualTo(25);
    assertThat(controlLines).containsExactly("PONG", "INFO {}", "-ERR 'x'");
    assertThatThrownBy(() -> check(none, "HELLO\r\n".getBytes(US_ASCII)))
        .isInstanceOf(InvalidRunException.class)
        .hasMessageContaining("neither a message nor a control line");
  }

  @Test
  void followsSubjectsThatNeverRepeat() {
    SubjectPlan.Distinct plan = new SubjectPlan.Distinct();
    int ring = plan.subjects();
    assertThat(new String(frame(plan, 0, ring, 1_234_567 - 1_000_000), US_ASCII))
        .startsWith("MSG distinct.0000.234.567 1 24\r\n");
    assertThat(new String(frame(plan, 0, ring, 12_234_567L), US_ASCII))
        .startsWith("MSG distinct.0012.234.567 1 24\r\n");
  }

  @Test
  void takesOnlyItsShareOfSpreadSubjects() {
    SubjectPlan plan = new SubjectPlan.Spread(2);
    FrameRing all = FrameRing.delivered(plan, 0, 24, 1000, 0, 1);
    FrameChecker second =
        new FrameChecker(
            "subscriber 1",
            List.of(FrameRing.delivered(plan, 0, 24, 1000, 1, 2)),
            1,
            2,
            controlLines::add);
    for (int sequence = 1; sequence < 2500; sequence += 2) {
      int index = sequence % 1000;
      all.putStamp(index, FrameRing.stamp(0, sequence));
      assertThat(check(second, all.copyOf(index))).isEqualTo(all.frameBytes());
    }
    assertThat(second.messages()).isEqualTo(1250);
    assertThat(second.nextSequence(0)).isEqualTo(2501);
    assertThat(new String(all.copyOf(13), US_ASCII)).startsWith("MSG spread.3.01 13 24\r\n");
    assertThat(plan.subscriptions(1))
        .contains(new SubjectPlan.Subscription("spread.3.*", 13))
        .hasSize(5);
  }
}

package io.myelin.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboundReaderTest {
  private static final SubjectPlan PLAN = new SubjectPlan.Single("load.bench");
  private static final int PAYLOAD_BYTES = 512 * 1024;
  private static final int FRAMES = 8;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("messages larger than the reader's usual buffer arrive, on every connection")
  void largeMessages(int connections) {
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> receive(connections));
  }

  private static void receive(int connections) throws IOException, InterruptedException {
    RunFailure failure = new RunFailure();
    CountDownLatch missing = new CountDownLatch(connections);
    try (ServerSocketChannel server =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      List<Inbound> inbounds = new ArrayList<>();
      List<SocketChannel> senders = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        inbounds.add(inbound(server, missing));
        senders.add(server.accept());
      }
      try (InboundReader reader = InboundReader.start("test", inbounds, failure)) {
        for (SocketChannel sender : senders) {
          send(sender);
        }
        missing.await();
        failure.check();
        assertThat(inbounds).extracting(Inbound::messages).containsOnly((long) FRAMES);
      } finally {
        for (SocketChannel sender : senders) {
          sender.close();
        }
      }
    }
  }

  private static Inbound inbound(ServerSocketChannel server, CountDownLatch missing)
      throws IOException {
    return new Inbound(
        "subscriber",
        RawConnection.open((InetSocketAddress) server.getLocalAddress()),
        List.of(delivered()),
        0,
        1,
        messages -> {
          if (messages == FRAMES) {
            missing.countDown();
          }
        });
  }

  private static FrameRing delivered() {
    return FrameRing.delivered(PLAN, 0, PAYLOAD_BYTES, FRAMES, 0, 1);
  }

  private static void send(SocketChannel sender) throws IOException {
    FrameRing ring = delivered();
    IntStream.range(0, FRAMES).forEach(i -> ring.putStamp(i, FrameRing.stamp(0, i)));
    ByteBuffer frames = ring.slice(0, FRAMES);
    while (frames.hasRemaining()) {
      sender.write(frames);
    }
  }
}

package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryReaderTest {
  private ServerSocketChannel listener;
  private SocketChannel server;
  private RawConnection connection;
  private DeliveryReader reader;

  @BeforeEach
  void connect() throws IOException {
    listener =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    connection = RawConnection.open((InetSocketAddress) listener.getLocalAddress());
    server = listener.accept();
    reader = new DeliveryReader(connection);
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
    server.close();
    listener.close();
  }

  private void send(String text) throws IOException {
    server.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
  }

  private String subject() {
    return new String(reader.bytes(), reader.subjectAt(), reader.subjectLength(), US_ASCII);
  }

  private String payload() {
    return new String(reader.bytes(), reader.payloadAt(), reader.payloadLength(), US_ASCII);
  }

  @Test
  void readsMessagesOfAllShapes() throws IOException {
    send("MSG a.b 1 2\r\nhi\r\nMSG c 12 back.x 0\r\n\r\n");
    reader.await();
    assertThat(subject()).isEqualTo("a.b");
    assertThat(payload()).isEqualTo("hi");
    assertThat(reader.replyLength()).isZero();
    reader.await();
    assertThat(subject()).isEqualTo("c");
    assertThat(reader.reply()).isEqualTo("back.x");
    assertThat(reader.payloadLength()).isZero();
    send("HMSG d 1 r 12 15\r\nNATS/1.0\r\n\r\nabc\r\n");
    reader.await();
    assertThat(reader.reply()).isEqualTo("r");
    assertThat(reader.headerLength()).isEqualTo(12);
    assertThat(payload()).isEqualTo("abc");
  }

  @Test
  void waitsForTheRestOfAMessage() throws IOException {
    send("MSG a 1 5\r\nhe");
    reader.read();
    assertThat(reader.next()).isFalse();
    send("llo\r\n");
    reader.await();
    assertThat(payload()).isEqualTo("hello");
  }

  @Test
  void answersPingAndNotesPong() throws IOException {
    send("PING\r\nPONG\r\n");
    reader.awaitPong();
    ByteBuffer answer = ByteBuffer.allocate(6);
    while (answer.hasRemaining()) {
      server.read(answer);
    }
    assertThat(new String(answer.array(), US_ASCII)).isEqualTo("PONG\r\n");
  }

  @Test
  void saysWhatTheServerComplainsOf() throws IOException {
    send("-ERR 'Unknown Protocol Operation'\r\n");
    assertThatThrownBy(() -> reader.await())
        .isInstanceOf(InvalidRunException.class)
        .hasMessageContaining("Unknown Protocol Operation");
  }
}

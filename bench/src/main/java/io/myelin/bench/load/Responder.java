package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Answers every request with its own payload; all requests of one read in one write. */
final class Responder implements AutoCloseable {
  private static final int OUTPUT_BYTES = 128 * 1024;

  private final RawConnection connection;
  private final MessageReader messages;
  private final RunFailure failure;
  private volatile long replies;

  private Responder(InetSocketAddress address, RunFailure failure) throws IOException {
    this.failure = failure;
    this.connection = RawConnection.openClient(address);
    this.messages = new MessageReader(connection);
    connection.write("SUB bench.request 1\r\nPING\r\n");
    messages.awaitPong();
  }

  /** Subscribes and starts answering. */
  static Responder start(InetSocketAddress address, RunFailure failure) throws IOException {
    Responder responder = new Responder(address, failure);
    Thread.ofPlatform().daemon().name("responder").start(responder::run);
    return responder;
  }

  private void run() {
    ByteBuffer output = ByteBuffer.allocateDirect(OUTPUT_BYTES);
    byte[] verb = "PUB ".getBytes(US_ASCII);
    byte[] size = " 16\r\n".getBytes(US_ASCII);
    try {
      while (true) {
        messages.next();
        long answered = replies;
        output.clear();
        do {
          output.put(verb).put(messages.reply()).put(size).put(messages.payload());
          output.put((byte) '\r').put((byte) '\n');
          answered++;
        } while (messages.hasNext());
        replies = answered;
        connection.write(output.flip());
      }
    } catch (IOException | RuntimeException e) {
      if (!connection.closing()) {
        failure.record(e);
      }
    }
  }

  /** Requests answered so far. */
  long replies() {
    return replies;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}

package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * Sends a request, waits for its reply, checks it, sends the next. Used by one thread at a time.
 */
final class Requester implements AutoCloseable {
  private static final int PAYLOAD_BYTES = 16;
  private static final long FIRST_TOKEN = 100_000_000;

  private final RawConnection connection;
  private final MessageReader messages;
  private final String inbox;
  private final Histogram latencyNanos = new Histogram(3);
  private final ByteBuffer output = ByteBuffer.allocateDirect(256);
  private final byte[] payload = new byte[PAYLOAD_BYTES];
  private final int id;
  private long requests;

  Requester(InetSocketAddress address, int id) throws IOException {
    this.id = id;
    this.inbox = "_INBOX.bench" + id + ".";
    this.connection = RawConnection.openClient(address);
    this.messages = new MessageReader(connection);
    connection.write("SUB " + inbox + "* 1\r\nPING\r\n");
    messages.awaitPong();
  }

  /** Goes on for so long; what fails is recorded. */
  void requestFor(long nanos, RunFailure failure) {
    try {
      long start = System.nanoTime();
      long now = start;
      while (now - start < nanos) {
        now = request(now);
      }
    } catch (IOException | RuntimeException e) {
      failure.record(e);
    }
  }

  private long request(long start) throws IOException {
    byte[] reply = (inbox + (FIRST_TOKEN + requests)).getBytes(US_ASCII);
    byte[] head = "PUB bench.request ".getBytes(US_ASCII);
    ByteBuffer.wrap(payload).putLong(FrameRing.stamp(id, requests)).putLong(~requests);
    output.clear().put(head).put(reply).put(" 16\r\n".getBytes(US_ASCII)).put(payload);
    output.put((byte) '\r').put((byte) '\n').flip();
    connection.write(output);
    messages.next();
    long now = System.nanoTime();
    if (!Arrays.equals(messages.subject(), reply) || !Arrays.equals(messages.payload(), payload)) {
      throw new InvalidRunException(
          "requester "
              + id
              + ": the reply to request "
              + requests
              + " has subject "
              + new String(messages.subject(), US_ASCII)
              + " or another payload than the request");
    }
    latencyNanos.recordValue(now - start);
    requests++;
    return now;
  }

  /** Requests answered so far. */
  long requests() {
    return requests;
  }

  Histogram latencyNanos() {
    return latencyNanos;
  }

  void forgetLatencies() {
    latencyNanos.reset();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}

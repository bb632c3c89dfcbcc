package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;

/**
 * One connection with so many requests under way, each with a reply subject of its own; an answer
 * makes room for the next request. Answers come in the order of the requests. Used by one thread at
 * a time, but for {@link #answered}.
 */
final class Asker implements AutoCloseable {
  private static final int TOKEN_DIGITS = 10;
  private static final int OUTPUT_BYTES = 128 * 1024;

  private final RawConnection connection;
  private final DeliveryReader answers;
  private final Exchange exchange;
  private final int inFlight;
  private final byte[] sendInbox;
  private final byte[] checkInbox;
  private final ByteBuffer output;
  private final Histogram latencyNanos = new Histogram(3);
  private long asked;
  private volatile long answered;
  private long askedAtNanos;

  /**
   * Connects and subscribes.
   *
   * @param id different for every asker of this program
   * @param inFlight requests under way at most; with 1 every answer is timed
   */
  Asker(InetSocketAddress address, int id, int inFlight, Exchange exchange) throws IOException {
    this.exchange = exchange;
    this.inFlight = inFlight;
    String inbox = "_INBOX.bench" + id + ".";
    this.sendInbox = (inbox + "0".repeat(TOKEN_DIGITS)).getBytes(US_ASCII);
    this.checkInbox = sendInbox.clone();
    this.output = ByteBuffer.allocateDirect(OUTPUT_BYTES);
    this.connection = RawConnection.openClient(address);
    exchange.open(connection);
    this.answers = new DeliveryReader(connection);
    connection.write("SUB " + inbox + "* 1\r\nPING\r\n");
    answers.awaitPong();
  }

  RawConnection connection() {
    return connection;
  }

  /** Requests answered so far; any thread. */
  long answered() {
    return answered;
  }

  /** Whether nothing is under way. */
  boolean isDone() {
    return asked == answered;
  }

  /** Times from request to answer. */
  Histogram latencyNanos() {
    return latencyNanos;
  }

  /** Sends as many requests as may be under way, but none numbered from {@code end} on. */
  void send(long end) throws IOException {
    long upTo = Math.min(end, answered + inFlight);
    if (asked >= upTo) {
      return;
    }
    output.clear();
    while (asked < upTo) {
      if (output.remaining() < exchange.maxRequestBytes()) {
        connection.write(output.flip());
        output.clear();
      }
      putToken(sendInbox, asked);
      exchange.write(asked, sendInbox, output);
      asked++;
    }
    askedAtNanos = System.nanoTime();
    connection.write(output.flip());
  }

  /** Reads once and checks the answers that have come. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the thread that uses this writes it
  void receive() throws IOException {
    answers.read();
    long next = answered;
    while (answers.next()) {
      if (next >= asked) {
        throw new InvalidRunException("an answer nobody asked for: " + answers.text());
      }
      putToken(checkInbox, next);
      exchange.check(next, checkInbox, answers);
      next++;
    }
    if (inFlight == 1 && next > answered) {
      latencyNanos.recordValue(System.nanoTime() - askedAtNanos);
    }
    answered = next;
  }

  private static void putToken(byte[] inbox, long number) {
    long rest = number;
    for (int i = inbox.length - 1; i >= inbox.length - TOKEN_DIGITS; i--) {
      inbox[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}

package io.myelin.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a server's JetStream API, one request at a time. Used by one thread. */
final class JetStreamApi implements AutoCloseable {
  private static final AtomicInteger IDS = new AtomicInteger();

  private final String inbox = "_INBOX.benchapi" + IDS.getAndIncrement();
  private final RawConnection connection;
  private final DeliveryReader answers;

  private JetStreamApi(RawConnection connection) throws IOException {
    this.connection = connection;
    this.answers = new DeliveryReader(connection);
    connection.write("SUB " + inbox + " 1\r\nPING\r\n");
    answers.awaitPong();
  }

  static JetStreamApi connect(RunningServer server) throws IOException {
    return new JetStreamApi(RawConnection.openClient(server.address()));
  }

  /** Asks over a connection that goes on to something else after {@link #leave}. */
  static JetStreamApi on(RawConnection connection) throws IOException {
    return new JetStreamApi(connection);
  }

  /** Gives the connection back as it was. */
  void leave() throws IOException {
    connection.write("UNSUB 1\r\n");
  }

  /**
   * Asks and waits for the answer.
   *
   * @param subject behind {@code $JS.API.}
   * @return the answer, JSON
   * @throws InvalidRunException if it is an error
   */
  String request(String subject, String json) throws IOException {
    int length = json.getBytes(UTF_8).length;
    connection.write(
        "PUB $JS.API." + subject + " " + inbox + " " + length + "\r\n" + json + "\r\n");
    answers.await();
    String answer =
        new String(answers.bytes(), answers.payloadAt(), answers.payloadLength(), UTF_8);
    if (answer.contains("\"error\"")) {
      throw new InvalidRunException(subject + " was answered " + answer);
    }
    return answer;
  }

  /**
   * Creates a stream.
   *
   * @param members further members of its configuration, each with a comma in front
   */
  void createStream(String stream, String subjects, String storage, String members)
      throws IOException {
    request(
        "STREAM.CREATE." + stream,
        String.format(
            "{\"name\":\"%s\",\"subjects\":[\"%s\"],\"storage\":\"%s\",\"retention\":\"limits\","
                + "\"max_msgs\":-1,\"max_bytes\":-1,\"num_replicas\":1,\"allow_direct\":true%s}",
            stream, subjects, storage, members));
  }

  /**
   * Fails unless the stream has so many messages and this last sequence.
   *
   * @throws InvalidRunException if it has not
   */
  void requireStored(String stream, long messages, long lastSequence) throws IOException {
    String info = request("STREAM.INFO." + stream, "");
    long held = number(info, "messages");
    long last = number(info, "last_seq");
    if (held != messages || last != lastSequence) {
      throw new InvalidRunException(
          String.format(
              "stream %s has %d messages and last sequence %d, not %d and %d",
              stream, held, last, messages, lastSequence));
    }
  }

  /** A number of an answer. */
  static long number(String json, String member) {
    Matcher matcher = Pattern.compile("\"" + member + "\"\\s*:\\s*(\\d+)").matcher(json);
    if (!matcher.find()) {
      throw new InvalidRunException("there is no " + member + " in " + json);
    }
    return Long.parseLong(matcher.group(1));
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}

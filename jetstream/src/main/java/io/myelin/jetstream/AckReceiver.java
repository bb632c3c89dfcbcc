package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.consumer.StreamConsumer;

final class AckReceiver {
  private AckReceiver() {}

  static void receive(StreamConsumer consumer, Incoming message, long now) {
    String[] tokens = message.subject().split("\\.", -1);
    int n = tokens.length;
    if (n != 9) {
      return;
    }
    long deliveries;
    long sequence;
    long consumerSequence;
    try {
      deliveries = Long.parseLong(tokens[4]);
      sequence = Long.parseLong(tokens[5]);
      consumerSequence = Long.parseLong(tokens[6]);
    } catch (NumberFormatException e) {
      return;
    }
    byte[] reply = message.reply();
    String body = new String(message.payload(), ISO_8859_1);
    if (body.isEmpty() || body.equals("+ACK") || body.equals("+OK")) {
      consumer.acknowledge(sequence, consumerSequence, deliveries, reply, now);
    } else if (body.startsWith("-NAK")) {
      consumer.refuse(sequence, consumerSequence, deliveries, 0, reply, now);
    } else if (body.equals("+WPI")) {
      consumer.inProgress(sequence, reply, now);
    } else if (body.startsWith("+TERM")) {
      consumer.terminate(
          sequence, consumerSequence, deliveries, body.substring(5).strip(), reply, now);
    } else if (body.startsWith("+NXT")) {
      consumer.acknowledgeAndPull(
          sequence,
          consumerSequence,
          deliveries,
          body.substring(4).strip().getBytes(UTF_8),
          reply,
          now);
    } else {
      consumer.unknownAck(sequence, reply, now);
    }
  }
}

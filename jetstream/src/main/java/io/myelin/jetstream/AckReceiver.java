package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.consumer.StreamConsumer;
import io.myelin.jetstream.model.AckBody;
import io.myelin.jetstream.model.AckSubject;

/** Tells a consumer what an acknowledgement says (CON-250 to CON-259). Lane only. */
final class AckReceiver {
  private AckReceiver() {}

  /** Takes one message to an ack subject; one that is none is ignored (CON-259). */
  static void receive(StreamConsumer consumer, Incoming message, long nowNanos) {
    AckSubject subject = AckSubject.parse(message.subject()).orElse(null);
    if (subject == null) {
      return;
    }
    long sequence = subject.streamSeq();
    long consumerSequence = subject.consumerSeq();
    long deliveries = subject.deliveries();
    byte[] reply = message.reply();
    switch (AckBody.parse(message.payload())) {
      case AckBody.Ack ignored ->
          consumer.acknowledge(sequence, consumerSequence, deliveries, reply, nowNanos);
      case AckBody.Nak nak ->
          consumer.refuse(
              sequence, consumerSequence, deliveries, nak.delayNanos(), reply, nowNanos);
      case AckBody.InProgress ignored -> consumer.inProgress(sequence, reply, nowNanos);
      case AckBody.Term term ->
          consumer.terminate(
              sequence, consumerSequence, deliveries, term.reason(), reply, nowNanos);
      case AckBody.Next next ->
          consumer.acknowledgeAndPull(
              sequence,
              consumerSequence,
              deliveries,
              next.request().getBytes(UTF_8),
              reply,
              nowNanos);
      case AckBody.Unknown ignored -> consumer.unknownAck(sequence, reply, nowNanos);
    }
  }
}

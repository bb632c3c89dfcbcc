package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.Account;
import io.myelin.jetstream.model.Republish;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.protocol.SubjectTransform;
import io.myelin.protocol.Subjects;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Publishes stored messages again under another subject (STR-490, STR-491). Lane only. */
final class Republisher {
  /** In place of a sequence: messages were not published again when this one was stored. */
  static final long NOT_REPUBLISHED = -1;

  private final Lane lane;
  private final Account account;
  private final StreamMachine machine;
  private @Nullable Republish rule;
  private @Nullable SubjectTransform transform;

  Republisher(Lane lane, Account account, StreamMachine machine) {
    this.lane = lane;
    this.account = account;
    this.machine = machine;
  }

  /**
   * A message was stored and committed.
   *
   * @param previousOnSubject the sequence before on its subject, 0 for none, {@link
   *     #NOT_REPUBLISHED} for a message that stays here
   */
  void committed(StreamEntry entry, long previousOnSubject) {
    if (previousOnSubject == NOT_REPUBLISHED) {
      return;
    }
    StreamConfig config = machine.config();
    Republish wanted = config.republish().orElse(null);
    if (wanted == null) {
      return;
    }
    if (!wanted.equals(rule)) {
      rule = wanted;
      transform =
          SubjectTransform.of(
              wanted.source().isEmpty() ? ">" : wanted.source(), wanted.destination());
    }
    SubjectTransform mapping = transform;
    if (mapping == null || !mapping.matches(entry.buffer(), 0, entry.subjectLength())) {
      return;
    }
    byte[] target =
        mapping.apply(entry.buffer(), 0, entry.subjectLength(), lane.loop().producer().random());
    if (!Subjects.isValidLiteral(target, 0, target.length)) {
      return;
    }
    publish(entry, previousOnSubject, config.name(), wanted.headersOnly(), target);
  }

  private void publish(
      StreamEntry entry, long previous, String stream, boolean headersOnly, byte[] target) {
    int headerAt = entry.subjectLength();
    int payloadAt = headerAt + entry.headerLength();
    byte[] header = Arrays.copyOfRange(entry.buffer(), headerAt, payloadAt);
    String subject = new String(entry.buffer(), 0, entry.subjectLength(), UTF_8);
    String origin = HeaderBlock.originLines(stream, subject, entry.sequence(), entry.timeNanos());
    header = HeaderBlock.plusLines(header, origin + "Nats-Last-Sequence: " + previous + "\r\n");
    byte[] payload = HeaderBlock.NONE;
    if (headersOnly) {
      header = HeaderBlock.plus(header, "Nats-Msg-Size", Integer.toString(entry.payloadLength()));
    } else {
      payload = Arrays.copyOfRange(entry.buffer(), payloadAt, payloadAt + entry.payloadLength());
    }
    lane.publish(account, target, target, HeaderBlock.NONE, header, payload);
  }
}

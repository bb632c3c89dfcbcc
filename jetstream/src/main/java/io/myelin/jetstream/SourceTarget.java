package io.myelin.jetstream;

import io.myelin.jetstream.OriginSetup.Start;
import io.myelin.jetstream.model.AckSubject;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.StreamSource;
import io.myelin.jetstream.model.StreamSourceHeader;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Stores the messages of one source behind what the stream has, with a header that tells where each
 * comes from (STR-474, STR-475). Lane only.
 */
final class SourceTarget implements OriginCopier.Target {
  private final Stream stream;
  private final StreamSource origin;
  private final SourcePositions positions;
  private final OriginTransforms transforms;
  private final Runnable stored;

  /**
   * @param positions of all sources of the stream
   * @param stored is told of every message
   */
  SourceTarget(Stream stream, StreamSource origin, SourcePositions positions, Runnable stored) {
    this.stream = stream;
    this.origin = origin;
    this.positions = positions;
    this.transforms = new OriginTransforms(origin);
    this.stored = stored;
  }

  @Override
  public long position() {
    return Math.max(0, positions.of(origin));
  }

  /** STR-476. */
  @Override
  public Start start() {
    long position = positions.of(origin);
    if (position > 0) {
      return new Start.Sequence(position + 1);
    }
    if (origin.optStartSeq() > 0) {
      return new Start.Sequence(origin.optStartSeq());
    }
    long lastNanos = stream.store().lastTimeNanos();
    if (origin.optStartTime().isPresent()) {
      Instant wanted = origin.optStartTime().get();
      return new Start.Time(Math.max(GoTime.toEpochNanos(wanted), lastNanos));
    }
    boolean isNew = position < 0;
    return isNew && stream.store().firstSequence() > 1 && lastNanos > 0
        ? new Start.Time(lastNanos)
        : new Start.All();
  }

  @Override
  public void connected(long originSequence) {
    if (originSequence > Math.max(0, positions.of(origin))) {
      positions.reached(origin, originSequence);
    }
  }

  @Override
  public @Nullable ApiError store(Incoming message, AckSubject delivery, String identity) {
    if (delivery.streamSeq() <= positions.of(origin)) {
      return null;
    }
    String header =
        StreamSourceHeader.of(origin, delivery.streamSeq(), message.subject(), identity).format();
    Incoming plain = OriginTransforms.headers(message);
    Incoming marked =
        plain.withHeader(
            HeaderBlock.plus(
                HeaderBlock.without(plain.header(), PublishHeaders.STREAM_SOURCE::equals),
                PublishHeaders.STREAM_SOURCE,
                header));
    Incoming copy =
        stream.machine().transformed(transforms.subject(marked, stream.consumers().random()));
    Decision decision = stream.receiver().accept(copy, true);
    if (decision instanceof Decision.Refused refused) {
      return refused.error();
    }
    positions.reached(origin, delivery.streamSeq());
    stored.run();
    return null;
  }

  @Override
  public void originRecreated() {
    positions.reached(origin, 0);
  }
}

package io.myelin.jetstream;

import io.myelin.jetstream.OriginSetup.Start;
import io.myelin.jetstream.model.AckSubject;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.StreamSource;
import io.myelin.store.MessageStore;
import org.jspecify.annotations.Nullable;

/**
 * Stores a mirror's messages with the sequences and times of the origin; what the origin does not
 * deliver becomes a gap (STR-473). Lane only.
 */
final class MirrorTarget implements OriginCopier.Target {
  private final Stream stream;
  private final StreamSource origin;
  private final OriginTransforms transforms;

  MirrorTarget(Stream stream, StreamSource origin) {
    this.stream = stream;
    this.origin = origin;
    this.transforms = new OriginTransforms(origin);
  }

  @Override
  public Start start() {
    long last = stream.store().lastSequence();
    if (last > 0) {
      return new Start.Sequence(last + 1);
    }
    if (origin.optStartSeq() > 0) {
      return new Start.Sequence(origin.optStartSeq());
    }
    return origin
        .optStartTime()
        .<Start>map(time -> new Start.Time(GoTime.toEpochNanos(time)))
        .orElseGet(Start.All::new);
  }

  @Override
  public void connected(long originSequence) {
    MessageStore store = stream.store();
    if (store.messages() == 0 && originSequence > store.lastSequence()) {
      store.skipTo(originSequence, store.lastTimeNanos());
      stream.committed().recovered();
      stream.commit().changed();
      stream.commit().flush();
    }
  }

  @Override
  public @Nullable ApiError store(Incoming message, AckSubject delivery, String identity) {
    if (delivery.streamSeq() <= stream.store().lastSequence()) {
      return null;
    }
    Incoming copy =
        stream
            .machine()
            .transformed(
                transforms.subject(OriginTransforms.headers(message), stream.consumers().random()));
    Decision decision =
        stream.receiver().mirror(copy, delivery.streamSeq(), delivery.timestampNanos());
    return decision instanceof Decision.Refused refused ? refused.error() : null;
  }

  @Override
  public void originRecreated() {
    // sequences say what is missing: what the new origin has beyond ours is copied
  }
}

package io.myelin.jetstream;

import io.myelin.jetstream.OriginSetup.Kind;
import io.myelin.jetstream.model.SourceInfo;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.jetstream.model.StreamSource;
import io.myelin.store.MessageStore;
import io.myelin.store.StoredMessage;
import io.myelin.store.SubjectFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a stream copies from others: its mirror or its sources (section 17), and how far each source
 * is. Positions are kept in a record now and then; after a restart the headers of messages stored
 * since tell the rest. Lane only.
 */
final class StreamOrigins {
  private static final System.Logger LOG = System.getLogger(StreamOrigins.class.getName());
  private static final int SLICE = 500;
  private static final int MESSAGES_PER_RECORD = 10_000;
  private static final int CAUGHT_UP = 10;
  private static final long CAUGHT_UP_CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Stream stream;
  private final Lane lane;
  private final StreamClock mirrorClock;
  private final Map<StreamSource, OriginCopier> sources = new LinkedHashMap<>();
  private SourcePositions positions = new SourcePositions();
  private @Nullable OriginCopier mirror;
  private boolean ready;
  private boolean stopped;
  private long opening;
  private int sinceRecord;

  StreamOrigins(Stream stream) {
    this.stream = stream;
    this.lane = stream.lane();
    this.mirrorClock = new StreamClock(lane, this::serveOriginIfCaughtUp);
  }

  // ---- begin and end

  /** Finds out how far everything is, then begins to copy. */
  void open() {
    ready = false;
    opening++;
    StreamConfig config = stream.config();
    if (config.sources().isEmpty()) {
      begin(config);
      return;
    }
    positions = kept();
    long from = stream.store().lastSequence();
    Set<String> missing = new HashSet<>();
    config.sources().forEach(source -> missing.add(SourcePositions.key(source)));
    scan(opening, from, from, missing);
  }

  private SourcePositions kept() {
    byte[] record = stream.consumers().sourcePositions();
    if (record.length > 0) {
      try {
        return SourcePositions.decode(record);
      } catch (IllegalArgumentException damaged) {
        LOG.log(
            System.Logger.Level.WARNING,
            "Positions of the sources of stream "
                + stream.title()
                + " cannot be read, the headers of its messages are searched: "
                + damaged.getMessage());
      }
    }
    return new SourcePositions();
  }

  /** Backwards from {@code upTo}, a slice at a time, until every source was seen. */
  private void scan(long begun, long last, long upTo, Set<String> missing) {
    if (begun != opening || stopped) {
      return;
    }
    MessageStore store = stream.store();
    StoredMessage message = new StoredMessage();
    long sequence = upTo;
    for (int i = 0; i < SLICE && !missing.isEmpty(); i++) {
      sequence = sequence < 1 ? 0 : store.last(SubjectFilter.ALL, sequence);
      if (sequence <= positions.stamp()) {
        missing.clear();
        break;
      }
      missing.removeAll(found(sequence, message));
      sequence--;
    }
    if (missing.isEmpty()) {
      positions.stamp(last);
      begin(stream.config());
    } else {
      long next = sequence;
      lane.execute(() -> scan(begun, last, next, missing));
    }
  }

  private Set<String> found(long sequence, StoredMessage message) {
    try {
      if (stream.store().read(sequence, message) && message.headerLength() > 0) {
        String value =
            HeaderBlock.value(
                message.buffer(),
                message.headerAt(),
                message.headerLength(),
                PublishHeaders.STREAM_SOURCE);
        if (value != null) {
          return positions.stored(value);
        }
      }
    } catch (IOException damaged) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Message "
              + sequence
              + " of stream "
              + stream.title()
              + " cannot be read and tells nothing of its source: "
              + damaged.getMessage());
    }
    return Set.of();
  }

  private void begin(StreamConfig config) {
    ready = true;
    apply(config);
  }

  /** Copies what another configuration says (STR-252, STR-257). */
  void reconfigure(StreamConfig changed) {
    if (ready) {
      apply(changed);
    }
  }

  private void apply(StreamConfig config) {
    OriginCopier mirrored = mirror;
    if (mirrored != null && config.mirror().isEmpty()) {
      mirrored.abandon();
      mirror = null;
    }
    if (mirror == null && config.mirror().isPresent()) {
      StreamSource origin = config.mirror().get();
      mirror = started(Kind.MIRROR, origin, config, new MirrorTarget(stream, origin));
    }
    List<StreamSource> removed = new ArrayList<>(sources.keySet());
    removed.removeAll(config.sources());
    for (StreamSource source : removed) {
      OriginCopier copier = sources.remove(source);
      if (copier != null) {
        copier.abandon();
      }
    }
    for (StreamSource source : config.sources()) {
      if (!sources.containsKey(source)) {
        SourceTarget target = new SourceTarget(stream, source, positions, this::stored);
        sources.put(source, started(Kind.SOURCE, source, config, target));
      }
    }
    serveOriginIfCaughtUp();
  }

  private OriginCopier started(
      Kind kind, StreamSource origin, StreamConfig config, OriginCopier.Target target) {
    OriginSetup setup =
        OriginSetup.of(
            kind,
            origin,
            config.sources(),
            stream.name(),
            stream.owner().account().name(),
            stream.host().settings().domain());
    OriginCopier copier = new OriginCopier(stream, setup, target);
    copier.start();
    return copier;
  }

  /** The store was recovered after a failure: what was not committed is asked for again. */
  void recovered() {
    halt();
    open();
  }

  /** Copies nothing more; consumers at the origins stay for the next start. */
  void stop() {
    stopped = true;
    if (ready && !sources.isEmpty()) {
      keepPositions();
    }
    halt();
    mirrorClock.stop();
  }

  private void halt() {
    if (mirror != null) {
      mirror.stop();
      mirror = null;
    }
    sources.values().forEach(OriginCopier::stop);
    sources.clear();
  }

  /** Copies nothing more and lets the consumers at the origins be deleted. */
  void abandon() {
    if (mirror != null) {
      mirror.abandon();
      mirror = null;
    }
    sources.values().forEach(OriginCopier::abandon);
    sources.clear();
  }

  // ---- positions

  private void stored() {
    sinceRecord++;
    if (sinceRecord >= MESSAGES_PER_RECORD) {
      keepPositions();
    }
  }

  /** Keeps the positions once the messages that they count are committed, never before. */
  private void keepPositions() {
    sinceRecord = 0;
    positions.stamp(stream.store().lastSequence());
    byte[] record = positions.encode();
    stream.commit().afterCommit(() -> stream.consumers().sourcePositions(record));
  }

  // ---- what is told

  /** How far the mirror is. */
  Optional<SourceInfo> mirrorInfo() {
    return Optional.ofNullable(mirror).map(OriginCopier::info);
  }

  /** How far the sources are. */
  List<SourceInfo> sourceInfos() {
    return sources.values().stream().map(OriginCopier::info).toList();
  }

  /** A mirror that has caught up answers direct gets for its origin (STR-440). */
  private void serveOriginIfCaughtUp() {
    OriginCopier mirrored = mirror;
    if (stopped || mirrored == null || !stream.config().mirrorDirect()) {
      stream.directGet().serveOrigin("");
      return;
    }
    if (mirrored.copying() && mirrored.lag() < CAUGHT_UP) {
      stream.directGet().serveOrigin(mirrored.origin().name());
      return;
    }
    mirrorClock.wake(lane.epochNanos() + CAUGHT_UP_CHECK_NANOS);
  }
}

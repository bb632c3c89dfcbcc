package io.myelin.jetstream.model;

import io.myelin.protocol.Subjects;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rules of mirrors and sources that look at the streams they copy, as far as those are in the same
 * account (STR-209, STR-224, STR-470, STR-471). An origin need not exist.
 */
public final class OriginRules {
  private final StreamConfig config;
  private final Streams streams;

  private OriginRules(StreamConfig config, Streams streams) {
    this.config = config;
    this.streams = streams;
  }

  /** The account's streams. */
  @FunctionalInterface
  public interface Streams {
    /** The stream's configuration, empty if there is no such stream. */
    Optional<StreamConfig> find(String name);
  }

  /**
   * Checks a normalised configuration against its origins.
   *
   * @param pedantic whether a correction is an error instead (STR-238)
   * @return it; a mirror serves direct gets as its origin does
   * @throws ApiException 10022, 10030, 10046, 10052 or 10157
   */
  public static StreamConfig check(StreamConfig config, boolean pedantic, Streams streams) {
    if (!config.isMirror() && config.sources().isEmpty()) {
      return config;
    }
    OriginRules rules = new OriginRules(config, streams);
    StreamConfig served = rules.withDirectOfOrigin(pedantic);
    rules.checkSizes();
    rules.checkDeliveryPrefixes();
    rules.checkCycles();
    return served;
  }

  private Optional<StreamConfig> visible(StreamSource origin) {
    return origin.external().isPresent() ? Optional.empty() : streams.find(origin.name());
  }

  private List<StreamSource> origins() {
    List<StreamSource> origins = new ArrayList<>(config.sources());
    config.mirror().ifPresent(mirror -> origins.add(0, mirror));
    return origins;
  }

  private StreamConfig withDirectOfOrigin(boolean pedantic) {
    Optional<StreamConfig> origin = config.mirror().flatMap(this::visible);
    if (origin.isEmpty() || origin.get().allowDirect() == config.mirrorDirect()) {
      return config;
    }
    if (pedantic) {
      throw ApiErrors.PEDANTIC
          .of("origin stream has direct get set, mirror has it disabled")
          .exception();
    }
    return config.toBuilder().mirrorDirect(origin.get().allowDirect()).build();
  }

  private void checkSizes() {
    config.mirror().ifPresent(it -> checkSize(it, ApiErrors.MIRROR_MAX_MESSAGE_SIZE_TOO_BIG));
    for (StreamSource source : config.sources()) {
      checkSize(source, ApiErrors.SOURCE_MAX_MESSAGE_SIZE_TOO_BIG);
    }
  }

  private void checkSize(StreamSource origin, ApiErrors tooSmall) {
    int most = visible(origin).map(StreamConfig::maxMessageBytes).orElse(0);
    if (most > 0 && config.maxMessageBytes() > 0 && config.maxMessageBytes() < most) {
      throw tooSmall.exception();
    }
  }

  /** What another account delivers may not look like a message of an origin (10022). */
  private void checkDeliveryPrefixes() {
    List<String> subjects = new ArrayList<>();
    for (StreamSource origin : origins()) {
      visible(origin).ifPresent(it -> subjects.addAll(it.subjects()));
    }
    for (StreamSource origin : origins()) {
      String prefix = origin.external().map(ExternalStream::deliverPrefix).orElse("");
      for (String subject : prefix.isEmpty() ? List.<String>of() : subjects) {
        if (Subjects.collide(subject, prefix + '.' + subject)) {
          throw ApiErrors.STREAM_EXTERNAL_DEL_PREFIX_OVERLAPS
              .with("prefix", prefix, "subject", subject)
              .exception();
        }
      }
    }
  }

  /** Follows origins from stream to stream; none may lead to a stream that was passed. */
  private void checkCycles() {
    Set<String> passed = new HashSet<>();
    Deque<StreamConfig> left = new ArrayDeque<>(List.of(config));
    while (!left.isEmpty()) {
      StreamConfig stream = left.remove();
      passed.add(stream.name());
      for (StreamSource source : stream.sources()) {
        follow(source, stream, passed, left);
      }
      stream.mirror().ifPresent(mirror -> follow(mirror, stream, passed, left));
    }
  }

  private void follow(
      StreamSource origin, StreamConfig stream, Set<String> passed, Deque<StreamConfig> left) {
    if (origin.external().isPresent()) {
      return;
    }
    if (!passed.contains(origin.name())) {
      streams.find(origin.name()).ifPresent(left::add);
    } else if (stream.isMirror() || meets(stream.subjects(), origin.filterSubject())) {
      throw StreamConfigRules.invalid("detected cycle");
    }
  }

  private static boolean meets(List<String> subjects, String filter) {
    return filter.isEmpty()
        || subjects.stream().anyMatch(subject -> Subjects.collide(subject, filter));
  }
}

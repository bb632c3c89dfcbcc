package io.myelin.jetstream;

import io.myelin.jetstream.model.AckPolicy;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.ConsumerConfig;
import io.myelin.jetstream.model.ConsumerConfigBuilder;
import io.myelin.jetstream.model.ConsumerRequests;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.NameHash;
import io.myelin.jetstream.model.RetentionPolicy;
import java.util.random.RandomGenerator;

/**
 * Consumers that feed a mirror or source, as the origin sees them (CON-045, STR-478, STR-479). On
 * the stream's lane.
 */
final class SourcingConsumers {
  private static final int SUFFIX_LENGTH = 8;
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private SourcingConsumers() {}

  /** Whether a consumer feeds another stream. */
  static boolean feedsStream(ConsumerConfig config) {
    return config.direct() || config.sourcing();
  }

  /**
   * The request as it is carried out: of a stream that keeps messages by limits each connection
   * gets a consumer of its own, of others there is one that stays, so that nothing goes before it
   * has arrived.
   *
   * @throws io.myelin.jetstream.model.ApiException 10225 when the stream is not the one meant
   */
  static ConsumerRequests.Create adapt(
      ConsumerRequests.Create asked, Stream stream, ApiRequest request) {
    ConsumerConfig config = asked.config();
    if (!feedsStream(config)) {
      return asked;
    }
    String wanted = HeaderBlock.value(request.header(), OriginSetup.STREAM_IDENTITY);
    String identity = identity(stream);
    if (wanted != null && !wanted.isEmpty() && !wanted.equals(identity)) {
      throw ApiErrors.CONSUMER_STREAM_IDENTITY_MISMATCH.of(identity).exception();
    }
    if (!config.direct() || !config.sourcing() || config.name().isEmpty()) {
      return asked;
    }
    ConsumerConfigBuilder changed = config.toBuilder();
    if (stream.config().retention() == RetentionPolicy.LIMITS) {
      changed.name(config.name() + '-' + suffix(stream.consumers().random()));
    } else {
      changed
          .direct(false)
          .durableName(config.name())
          .ackPolicy(AckPolicy.FLOW_CONTROL)
          .ackWaitNanos(0)
          .maxDeliver(0)
          .inactiveThresholdNanos(0);
    }
    return asked.withConfig(changed.build());
  }

  /** One that exists goes on where it is, whatever the start that is asked for. */
  static ConsumerConfig keepStart(ConsumerConfig requested, ConsumerConfig current) {
    if (!requested.sourcing() || !requested.isDurable()) {
      return requested;
    }
    ConsumerConfigBuilder kept =
        requested.toBuilder()
            .deliverPolicy(current.deliverPolicy())
            .optStartSeq(current.optStartSeq())
            .withoutOptStartTime();
    current.optStartTime().ifPresent(kept::optStartTime);
    return kept.build();
  }

  /** Tells which incarnation of the stream answers. */
  static byte[] identityHeader(Stream stream) {
    return HeaderBlock.plus(HeaderBlock.NONE, OriginSetup.STREAM_IDENTITY, identity(stream));
  }

  /** The hash by which this incarnation of a stream is known (STR-479). */
  static String identity(Stream stream) {
    return NameHash.of(GoTime.format(stream.created()));
  }

  private static String suffix(RandomGenerator random) {
    StringBuilder suffix = new StringBuilder(SUFFIX_LENGTH);
    for (int i = 0; i < SUFFIX_LENGTH; i++) {
      suffix.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return suffix.toString();
  }
}

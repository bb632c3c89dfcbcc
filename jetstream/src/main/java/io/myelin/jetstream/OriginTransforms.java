package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.myelin.jetstream.model.StreamSource;
import io.myelin.protocol.SubjectTransform;
import java.util.List;
import java.util.random.RandomGenerator;

/** What becomes of a message of an origin before it is stored (STR-473, STR-474). Immutable. */
final class OriginTransforms {
  private static final byte[] EXPECTED = PublishHeaders.EXPECTED_PREFIX.getBytes(US_ASCII);
  private static final byte[] BATCH = PublishHeaders.BATCH_PREFIX.getBytes(US_ASCII);

  private final List<SubjectTransform> transforms;

  OriginTransforms(StreamSource origin) {
    this.transforms =
        origin.subjectTransforms().stream()
            .filter(it -> !it.destination().isEmpty())
            .map(
                it ->
                    SubjectTransform.of(
                        it.source().isEmpty() ? ">" : it.source(), it.destination()))
            .toList();
  }

  /** The message with the subject that the first matching transform gives it. */
  Incoming subject(Incoming message, RandomGenerator random) {
    for (SubjectTransform transform : transforms) {
      if (transform.matches(message.buffer(), 0, message.subjectLength())) {
        return message.withSubject(
            transform.apply(message.buffer(), 0, message.subjectLength(), random));
      }
    }
    return message;
  }

  /** The message without what publishers ask of one stream only. */
  static Incoming headers(Incoming message) {
    int at = message.subjectLength();
    int length = message.headerLength();
    if (length == 0
        || (!HeaderBlock.anyStartsWith(message.buffer(), at, length, EXPECTED)
            && !HeaderBlock.anyStartsWith(message.buffer(), at, length, BATCH))) {
      return message;
    }
    return message.withHeader(
        HeaderBlock.without(
            message.header(),
            name ->
                name.startsWith(PublishHeaders.EXPECTED_PREFIX)
                    || name.startsWith(PublishHeaders.BATCH_PREFIX)));
  }
}

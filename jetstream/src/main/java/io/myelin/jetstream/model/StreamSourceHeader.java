package io.myelin.jetstream.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The value of {@code Nats-Stream-Source} in a sourced message (STR-475).
 *
 * @param stream the origin, with {@code :<hash>} of its API prefix and {@code :C=<hash>} of its
 *     consumer where it has them
 * @param seq sequence in the origin, without sign
 * @param filters filter, or sources of transforms; {@code >} for none; empty in the oldest forms
 * @param destinations of transforms; {@code >} for none; empty in the oldest forms
 * @param subject the subject in the origin; empty in the oldest forms
 * @param identity which incarnation of the origin; empty if unknown
 */
public record StreamSourceHeader(
    String stream,
    long seq,
    List<String> filters,
    List<String> destinations,
    String subject,
    String identity) {
  private static final char JOINT = '\f';
  private static final String ALL = ">";
  private static final int WITH_IDENTITY = 6;
  private static final int WITHOUT_IDENTITY = 5;
  private static final int WITHOUT_SUBJECT = 4;

  /** Copies the lists. */
  public StreamSourceHeader {
    filters = List.copyOf(filters);
    destinations = List.copyOf(destinations);
  }

  /** The header of a message that came from a source. */
  public static StreamSourceHeader of(
      StreamSource source, long seq, String subject, String identity) {
    StringBuilder name = new StringBuilder(source.name());
    source
        .external()
        .filter(external -> !external.apiPrefix().isEmpty())
        .ifPresent(external -> name.append(':').append(NameHash.of(external.apiPrefix())));
    source
        .consumer()
        .ifPresent(consumer -> name.append(":C=").append(NameHash.of(consumer.name())));
    List<String> filters = new ArrayList<>();
    List<String> destinations = new ArrayList<>();
    for (SubjectTransformConfig transform : source.subjectTransforms()) {
      filters.add(orAll(transform.source()));
      destinations.add(orAll(transform.destination()));
    }
    if (filters.isEmpty()) {
      filters.add(orAll(source.filterSubject()));
      destinations.add(ALL);
    }
    return new StreamSourceHeader(name.toString(), seq, filters, destinations, subject, identity);
  }

  private static String orAll(String subject) {
    return subject.isEmpty() ? ALL : subject;
  }

  /** Reads a value, of the older forms too; nothing if it is none. */
  public static Optional<StreamSourceHeader> parse(String value) {
    Optional<AckSubject> ack = AckSubject.parse(value);
    if (ack.isPresent()) {
      return Optional.of(bare(ack.get().stream(), ack.get().streamSeq()));
    }
    String[] fields = value.split(" ", -1);
    try {
      if (fields.length == 2) {
        return Optional.of(bare(fields[0], Long.parseUnsignedLong(fields[1])));
      }
      if (fields.length < WITHOUT_SUBJECT || fields.length > WITH_IDENTITY) {
        return Optional.empty();
      }
      return Optional.of(
          new StreamSourceHeader(
              fields[0],
              Long.parseUnsignedLong(fields[1]),
              split(fields[2]),
              split(fields[3]),
              fields.length >= WITHOUT_IDENTITY ? fields[4] : "",
              fields.length == WITH_IDENTITY ? fields[5] : ""));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static StreamSourceHeader bare(String stream, long seq) {
    return new StreamSourceHeader(stream, seq, List.of(), List.of(), "", "");
  }

  private static List<String> split(String joined) {
    return Arrays.asList(joined.split(String.valueOf(JOINT), -1));
  }

  /** Name of the origin without hashes. */
  public String streamName() {
    int colon = stream.indexOf(':');
    return colon < 0 ? stream : stream.substring(0, colon);
  }

  /** The value of the header. */
  public String format() {
    String joint = String.valueOf(JOINT);
    String value =
        stream
            + ' '
            + Long.toUnsignedString(seq)
            + ' '
            + String.join(joint, filters)
            + ' '
            + String.join(joint, destinations)
            + ' '
            + subject;
    return identity.isEmpty() ? value : value + ' ' + identity;
  }
}

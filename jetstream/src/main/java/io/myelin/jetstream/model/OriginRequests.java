package io.myelin.jetstream.model;

import java.util.List;
import java.util.Optional;

/**
 * What a mirror or source asks its origin for, and what the origin answers (STR-477, STR-483). Pure
 * functions.
 */
public final class OriginRequests {
  private static final String API = "$JS.API";
  private static final JsonShape ERROR =
      JsonShape.members().int64("code", "err_code").text("description");
  private static final JsonShape ANSWER =
      JsonShape.members()
          .object("error", ERROR)
          .text("name")
          .uint64("num_pending")
          .object("config", JsonShape.members().text("deliver_subject", "ack_policy"))
          .object("delivered", JsonShape.members().uint64("consumer_seq", "stream_seq"));

  private OriginRequests() {}

  /**
   * A request.
   *
   * @param subject where it goes
   * @param payload may be empty
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes of a message, never compared
  public record Request(String subject, byte[] payload) {}

  /** What the origin answered. */
  public sealed interface Answer {
    /** It will not deliver. */
    record Refused(ApiError error) implements Answer {}

    /**
     * It delivers.
     *
     * @param consumer the consumer's name
     * @param deliverSubject where it delivers
     * @param acksByFlowControl whether answers to flow control acknowledge (CON-417)
     * @param startSeq the sequence before the first that it looks at, without sign
     * @param pending messages to be delivered, without sign
     */
    record Delivers(
        String consumer,
        String deliverSubject,
        boolean acksByFlowControl,
        long startSeq,
        long pending)
        implements Answer {}

    /** Not understood. */
    record Invalid(String reason) implements Answer {}
  }

  /** To create the consumer that delivers. */
  public static Request create(StreamSource origin, ConsumerConfig config) {
    List<String> filters = config.filters();
    String subject =
        API
            + ".CONSUMER.CREATE."
            + origin.name()
            + (filters.size() == 1 ? '.' + config.name() + '.' + filters.getFirst() : "");
    byte[] payload =
        JsonOutput.bytes(
            out ->
                out.text("stream_name", origin.name())
                    .object("config", json -> ConsumerConfigJson.write(json, config))
                    .text("action", ""));
    return new Request(at(origin, subject), payload);
  }

  /** To let the consumer made beforehand deliver what is not acknowledged again (STR-483). */
  public static Request reset(StreamSource origin, SourceConsumer consumer) {
    String subject = API + ".CONSUMER.RESET." + origin.name() + '.' + consumer.name();
    return new Request(at(origin, subject), new byte[0]);
  }

  /** To delete the consumer that delivered. */
  public static Request delete(StreamSource origin, String consumer) {
    String subject = API + ".CONSUMER.DELETE." + origin.name() + '.' + consumer;
    return new Request(at(origin, subject), new byte[0]);
  }

  private static String at(StreamSource origin, String subject) {
    Optional<String> prefix =
        origin.external().map(ExternalStream::apiPrefix).filter(api -> !api.isEmpty());
    return prefix.map(api -> joined(api + subject.substring(API.length()))).orElse(subject);
  }

  /** A subject without empty tokens, as prefixes that end in a dot give (STR-477). */
  public static String joined(String subject) {
    return subject.replace("..", ".");
  }

  /** Takes an answer apart. */
  public static Answer answer(byte[] payload) {
    JsonFields in;
    try {
      in = ANSWER.read(payload, false);
    } catch (InvalidJsonException e) {
      return new Answer.Invalid(e.detail());
    }
    Optional<JsonFields> error = in.object("error");
    if (error.isPresent()) {
      return new Answer.Refused(
          new ApiError(
              error.get().smallNumber("code"),
              error.get().smallNumber("err_code"),
              error.get().text("description")));
    }
    Optional<JsonFields> config = in.object("config");
    if (config.isEmpty() || in.text("name").isEmpty()) {
      return new Answer.Invalid("invalid consumer create response");
    }
    return new Answer.Delivers(
        in.text("name"),
        config.get().text("deliver_subject"),
        config.get().text("ack_policy").equals(AckPolicy.FLOW_CONTROL.text()),
        in.object("delivered").map(delivered -> delivered.number("stream_seq")).orElse(0L),
        in.number("num_pending"));
  }
}

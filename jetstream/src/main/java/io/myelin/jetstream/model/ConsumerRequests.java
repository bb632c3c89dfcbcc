package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decodes requests about consumers. Every method throws {@link ApiException} with the error to
 * answer. {@code strict} tells whether unknown members are refused (CON-020).
 */
public final class ConsumerRequests {
  private static final JsonShape CREATE =
      JsonShape.members()
          .text("stream_name")
          .object("config", ConsumerConfigJson.SHAPE)
          .choice("action", Action.JSON)
          .flag("pedantic");
  private static final JsonShape LISTING = JsonShape.members().int64("offset");
  private static final JsonShape PAUSE = JsonShape.members().time("pause_until");
  private static final JsonShape RESET = JsonShape.members().uint64("seq");
  private static final JsonShape UNPIN = JsonShape.members().text("group");
  private static final Pattern GROUP = Pattern.compile("[a-zA-Z0-9/_=-]{1,16}");

  private ConsumerRequests() {}

  /** Whether a request may create, change, or both (CON-030). */
  public enum Action {
    /** Whichever is due. */
    CREATE_OR_UPDATE,
    /** Only create. */
    CREATE,
    /** Only change. */
    UPDATE;

    static final JsonChoice<Action> JSON =
        new JsonChoice<>(
            Map.of("", CREATE_OR_UPDATE, "create", CREATE, "update", UPDATE),
            json -> "unknown consumer action: " + json);
  }

  /**
   * To create or change a consumer (CON-030).
   *
   * @param streamName as sent
   * @param config as sent, not yet normalised
   * @param pedantic whether nothing may be corrected in silence (CON-095)
   */
  public record Create(String streamName, ConsumerConfig config, Action action, boolean pedantic) {
    /** The same with another configuration. */
    public Create withConfig(ConsumerConfig changed) {
      return new Create(streamName, changed, action, pedantic);
    }
  }

  /** CONSUMER.CREATE and CONSUMER.DURABLE.CREATE. */
  public static Create create(byte[] body, boolean strict) {
    JsonFields in = RequestBody.decoded(CREATE, body, strict);
    return new Create(
        in.text("stream_name"),
        ConsumerConfigJson.read(in.object("config").orElse(JsonFields.NONE)),
        in.choice("action", Action.CREATE_OR_UPDATE),
        in.flag("pedantic"));
  }

  /** CONSUMER.NAMES and CONSUMER.LIST: how many to skip. */
  public static long listingOffset(byte[] body, boolean strict) {
    return RequestBody.optional(LISTING, body, strict).number("offset");
  }

  /** CONSUMER.PAUSE: until when; nothing to resume (CON-451). */
  public static Optional<Instant> pauseUntil(byte[] body, boolean strict) {
    return RequestBody.optional(PAUSE, body, strict)
        .time("pause_until")
        .filter(time -> !time.equals(GoTime.ZERO));
  }

  /** CONSUMER.RESET: to which sequence, without sign; 0 for the ack floor (CON-188). */
  public static long resetSequence(byte[] body) {
    return body.length == 0 ? 0 : RequestBody.decoded(RESET, body, false).number("seq");
  }

  /** CONSUMER.UNPIN: which group (CON-026). */
  public static String unpinGroup(byte[] body) {
    if (body.length == 0) {
      throw ApiErrors.INVALID_JSON.of("unexpected end of JSON input").exception();
    }
    String group = RequestBody.decoded(UNPIN, body, false).text("group");
    if (group.isEmpty()) {
      throw ApiErrors.INVALID_JSON.of("consumer group not specified").exception();
    }
    if (!isGroupName(group)) {
      throw ApiErrors.CONSUMER_INVALID_GROUP_NAME.exception();
    }
    return group;
  }

  /** Whether a priority group may have that name (CON-136). */
  static boolean isGroupName(String name) {
    return GROUP.matcher(name).matches();
  }
}

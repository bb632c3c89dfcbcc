package io.myelin.jetstream.model;

import java.util.Optional;

/**
 * Decodes requests about streams. Every method throws {@link ApiException} with the error to
 * answer: 10003, 10025 or 10038 (STR-063 to STR-066). {@code strict} tells whether unknown members
 * are refused.
 */
public final class StreamRequests {
  private static final JsonShape CONFIG =
      JsonShape.members().and(StreamConfigJson.SHAPE).flag("pedantic");
  private static final JsonShape LISTING = JsonShape.members().int64("offset").text("subject");
  private static final JsonShape INFO =
      JsonShape.members().int64("offset").flag("deleted_details").text("subjects_filter");
  private static final JsonShape PURGE = JsonShape.members().text("filter").uint64("seq", "keep");
  private static final JsonShape MESSAGE_DELETE =
      JsonShape.members().uint64("seq").flag("no_erase");
  private static final JsonShape SNAPSHOT =
      JsonShape.members()
          .text("deliver_subject")
          .flag("no_consumers", "jsck")
          .int64("chunk_size", "window_size");
  private static final JsonShape RESTORE =
      JsonShape.members()
          .object("config", StreamConfigJson.SHAPE)
          .object("state", StreamState.SHAPE);

  private StreamRequests() {}

  /**
   * To create or change a stream (STR-101, STR-102).
   *
   * @param config as sent, not yet normalised
   * @param pedantic whether nothing may be corrected in silence (STR-238)
   */
  public record Configure(StreamConfig config, boolean pedantic) {}

  /**
   * To list streams (STR-103, STR-104).
   *
   * @param offset how many to skip
   * @param subject only streams with a subject that collides with it; empty for all
   */
  public record Listing(long offset, String subject) {}

  /** To show a stream (STR-105). */
  public record Info(long offset, boolean deletedDetails, String subjectsFilter) {}

  /**
   * To remove messages (STR-107). Numbers are without sign, 0 if not given.
   *
   * @param filter only these subjects; empty for all
   * @param seq only messages before this one
   * @param keep how many to leave
   */
  public record Purge(String filter, long seq, long keep) {
    /** All messages. */
    public static final Purge ALL = new Purge("", 0, 0);
  }

  /**
   * To delete a message (STR-109).
   *
   * @param seq without sign
   * @param noErase whether its bytes may stay on disk
   */
  public record MessageDelete(long seq, boolean noErase) {}

  /**
   * To take a snapshot (STR-500).
   *
   * @param chunkBytes 0 for the default
   * @param windowBytes 0 for the default
   */
  public record Snapshot(
      String deliverSubject,
      boolean noConsumers,
      long chunkBytes,
      long windowBytes,
      boolean checkMessages) {}

  /** To restore a stream (STR-503). */
  public record Restore(StreamConfig config, StreamState state) {}

  /** STREAM.CREATE and STREAM.UPDATE. An empty payload is a configuration without a name. */
  public static Configure configure(byte[] body, boolean strict) {
    JsonFields in = RequestBody.decoded(CONFIG, body, strict);
    return new Configure(StreamConfigJson.read(in), in.flag("pedantic"));
  }

  /** STREAM.NAMES and STREAM.LIST. */
  public static Listing listing(byte[] body, boolean strict) {
    JsonFields in = RequestBody.optional(LISTING, body, strict);
    return new Listing(in.number("offset"), in.text("subject"));
  }

  /** STREAM.INFO. */
  public static Info info(byte[] body, boolean strict) {
    JsonFields in = RequestBody.optional(INFO, body, strict);
    return new Info(in.number("offset"), in.flag("deleted_details"), in.text("subjects_filter"));
  }

  /** STREAM.DELETE and CONSUMER.DELETE: the payload must be empty, else 10038. */
  public static void empty(byte[] body) {
    if (!RequestBody.isEmpty(body)) {
      throw ApiErrors.NOT_EMPTY_REQUEST.exception();
    }
  }

  /** A request that must say something, else 10003. */
  public static void notEmpty(byte[] body) {
    if (RequestBody.isEmpty(body)) {
      throw ApiErrors.BAD_REQUEST.exception();
    }
  }

  /** STREAM.PURGE; both {@code seq} and {@code keep} are a bad request (STR-126). */
  public static Purge purge(byte[] body, boolean strict) {
    JsonFields in = RequestBody.optional(PURGE, body, strict);
    Purge purge = new Purge(in.text("filter"), in.number("seq"), in.number("keep"));
    if (purge.seq() != 0 && purge.keep() != 0) {
      throw ApiErrors.BAD_REQUEST.exception();
    }
    return purge;
  }

  /** STREAM.MSG.GET; a combination that STR-430 forbids is a bad request. */
  public static MessageSelector messageGet(byte[] body, boolean strict) {
    JsonFields in = RequestBody.required(MessageSelector.SHAPE, body, strict);
    MessageSelector selector = MessageSelector.read(in);
    if (!selector.isMessageGet()) {
      throw ApiErrors.BAD_REQUEST.exception();
    }
    return selector;
  }

  /** STREAM.MSG.DELETE. */
  public static MessageDelete messageDelete(byte[] body, boolean strict) {
    JsonFields in = RequestBody.required(MESSAGE_DELETE, body, strict);
    return new MessageDelete(in.number("seq"), in.flag("no_erase"));
  }

  /** STREAM.SNAPSHOT. */
  public static Snapshot snapshot(byte[] body, boolean strict) {
    JsonFields in = RequestBody.required(SNAPSHOT, body, strict);
    return new Snapshot(
        in.text("deliver_subject"),
        in.flag("no_consumers"),
        in.number("chunk_size"),
        in.number("window_size"),
        in.flag("jsck"));
  }

  /** STREAM.RESTORE. */
  public static Restore restore(byte[] body, boolean strict) {
    JsonFields in = RequestBody.required(RESTORE, body, strict);
    return new Restore(
        StreamConfigJson.read(in.object("config").orElse(JsonFields.NONE)),
        StreamState.read(in.object("state").orElse(JsonFields.NONE)));
  }

  /**
   * The value of the header {@code Nats-Required-Api-Level}, as it must not exceed ours (STR-067).
   */
  public static void checkRequiredLevel(Optional<String> header, int ourLevel) {
    if (header.isEmpty()) {
      return;
    }
    try {
      if (Integer.parseInt(header.get()) <= ourLevel) {
        return;
      }
    } catch (NumberFormatException e) {
      // not a level that we reach
    }
    throw ApiErrors.REQUIRED_API_LEVEL.exception();
  }
}

package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.Locale;

/** Something happened to a stream (STR-580 to STR-583). */
public sealed interface StreamAdvisory extends Advisory {
  /** Start of the subjects. */
  String PREFIX = "$JS.EVENT.ADVISORY.STREAM.";

  /** Start of the types. */
  String TYPE = "io.nats.jetstream.advisory.v1.";

  /** The stream. */
  String stream();

  /** What can happen to a stream's existence. */
  enum Action {
    /** It was created. */
    CREATE("create", "CREATED"),
    /** It was deleted. */
    DELETE("delete", "DELETED"),
    /** It was changed. */
    MODIFY("modify", "UPDATED");

    private final String text;
    private final String token;

    Action(String text, String token) {
      this.text = text;
      this.token = token;
    }
  }

  /** A stream was created, deleted or changed (STR-580). */
  record Changed(String stream, Action action) implements StreamAdvisory {
    @Override
    public String subject() {
      return PREFIX + action.token + '.' + stream;
    }

    @Override
    public String type() {
      return TYPE + "stream_action";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.text("stream", stream).text("action", action.text);
    }
  }

  /** A snapshot begins (STR-582). */
  record SnapshotCreate(String stream, StreamState state, EventClient client)
      implements StreamAdvisory {
    @Override
    public String subject() {
      return PREFIX + "SNAPSHOT_CREATE." + stream;
    }

    @Override
    public String type() {
      return TYPE + "snapshot_create";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.text("stream", stream).object("state", state::write).object("client", client::write);
    }
  }

  /**
   * A snapshot ended (STR-582).
   *
   * @param error why it failed; empty if it did not
   */
  record SnapshotComplete(
      String stream, Instant start, Instant end, EventClient client, String error)
      implements StreamAdvisory {
    @Override
    public String subject() {
      return PREFIX + "SNAPSHOT_COMPLETE." + stream;
    }

    @Override
    public String type() {
      return TYPE + "snapshot_complete";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.text("stream", stream)
          .time("start", start)
          .time("end", end)
          .object("client", client::write)
          .textIfAny("error", error);
    }
  }

  /** A restore begins (STR-582). */
  record RestoreCreate(String stream, EventClient client) implements StreamAdvisory {
    @Override
    public String subject() {
      return PREFIX + "RESTORE_CREATE." + stream;
    }

    @Override
    public String type() {
      return TYPE + "restore_create";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.text("stream", stream).object("client", client::write);
    }
  }

  /** A restore ended (STR-582). */
  record RestoreComplete(String stream, Instant start, Instant end, long bytes, EventClient client)
      implements StreamAdvisory {
    @Override
    public String subject() {
      return PREFIX + "RESTORE_COMPLETE." + stream;
    }

    @Override
    public String type() {
      return TYPE + "restore_complete";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.text("stream", stream)
          .time("start", start)
          .time("end", end)
          .int64("bytes", bytes)
          .object("client", client::write);
    }
  }

  /** Why a batch was given up (STR-386). */
  enum AbandonReason {
    /** Nothing came for too long. */
    TIMEOUT,
    /** It had too many messages. */
    LARGE,
    /** Messages were missing. */
    INCOMPLETE,
    /** It asked for what batches cannot do. */
    UNSUPPORTED
  }

  /**
   * A batch was given up (STR-583).
   *
   * @param account set in the copy for the system account, else empty
   */
  record BatchAbandoned(String account, String stream, String batch, AbandonReason reason)
      implements StreamAdvisory {
    @Override
    public String subject() {
      return PREFIX + "BATCH_ABANDONED." + stream;
    }

    @Override
    public String type() {
      return TYPE + "stream_batch_abandoned";
    }

    @Override
    public void writeMembers(JsonOutput out) {
      out.textIfAny("account", account)
          .text("stream", stream)
          .text("batch", batch)
          .text("reason", reason.name().toLowerCase(Locale.ROOT));
    }
  }
}

package io.myelin.jetstream.model;

import java.util.List;

/**
 * The kinds of answers of the API, by their {@code type} (STR-100 to STR-115, CON-001 to CON-013).
 */
public enum ResponseType {
  ACCOUNT_INFO("account_info_response"),
  ACCOUNT_PURGE("account_purge_response"),
  STREAM_CREATE("stream_create_response"),
  STREAM_UPDATE("stream_update_response"),
  STREAM_CANCEL_MOVE("stream_cancel_move_response"),
  STREAM_NAMES("stream_names_response", Failed.NAMES),
  STREAM_LIST("stream_list_response", Failed.STREAMS),
  STREAM_INFO("stream_info_response", Failed.PAGE),
  STREAM_DELETE("stream_delete_response"),
  STREAM_PURGE("stream_purge_response", Failed.PURGED),
  STREAM_MSG_GET("stream_msg_get_response"),
  STREAM_MSG_DELETE("stream_msg_delete_response"),
  STREAM_SNAPSHOT("stream_snapshot_response"),
  STREAM_RESTORE("stream_restore_response", Failed.DELIVER_SUBJECT),
  STREAM_LEADER_STEPDOWN("stream_leader_stepdown_response"),
  STREAM_REMOVE_PEER("stream_remove_peer_response"),
  STREAM_EVACUATE_PEER("stream_evacuate_peer_response"),
  CONSUMER_CREATE("consumer_create_response"),
  CONSUMER_NAMES("consumer_names_response", Failed.CONSUMERS),
  CONSUMER_LIST("consumer_list_response", Failed.CONSUMERS),
  CONSUMER_INFO("consumer_info_response"),
  CONSUMER_DELETE("consumer_delete_response"),
  CONSUMER_PAUSE("consumer_pause_response", Failed.PAUSE),
  CONSUMER_UNPIN("consumer_unpin_response"),
  CONSUMER_RESET("consumer_reset_response", Failed.RESET),
  CONSUMER_LEADER_STEPDOWN("consumer_leader_stepdown_response"),
  META_LEADER_STEPDOWN("meta_leader_stepdown_response"),
  META_SERVER_REMOVE("meta_server_remove_response"),
  SYSTEM("system_response");

  /** What an answer that failed has besides the error (STR-060, CON-014). */
  private enum Failed {
    NOTHING,
    PAGE,
    NAMES,
    STREAMS,
    CONSUMERS,
    PURGED,
    DELIVER_SUBJECT,
    PAUSE,
    RESET
  }

  private final String text;
  private final Failed failed;

  ResponseType(String name) {
    this(name, Failed.NOTHING);
  }

  ResponseType(String name, Failed failed) {
    this.text = "io.nats.jetstream.api.v1." + name;
    this.failed = failed;
  }

  /** The value of {@code type}. */
  public String text() {
    return text;
  }

  void writeFailed(JsonOutput out) {
    switch (failed) {
      case NOTHING -> {}
      case PAGE -> Page.NONE.write(out);
      case NAMES -> {
        Page.NONE.write(out);
        out.nothing("streams");
      }
      case STREAMS -> {
        Page.NONE.write(out);
        out.texts("streams", List.of());
      }
      case CONSUMERS -> {
        Page.NONE.write(out);
        out.texts("consumers", List.of());
      }
      case PURGED -> out.int64("purged", 0);
      case DELIVER_SUBJECT -> out.text("deliver_subject", "");
      case PAUSE -> out.flag("paused", false).time("pause_until", GoTime.ZERO);
      case RESET -> out.int64("reset_seq", 0);
    }
  }
}

package io.myelin.jetstream.model;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Encodes the answers of the API: {@code type} first, then the members in order (STR-060, STR-128).
 */
public final class ApiResponses {
  private ApiResponses() {}

  /** A request failed; payload members are there but empty (STR-060, CON-014). */
  public static byte[] failed(ResponseType type, ApiError error) {
    return response(
        type,
        json -> {
          error.write(json);
          type.writeFailed(json);
        });
  }

  /** A request without further answer succeeded: deletes and step-downs. */
  public static byte[] success(ResponseType type) {
    return response(type, json -> json.flag("success", true));
  }

  /** Account information (STR-040). */
  public static byte[] accountInfo(AccountInfo info) {
    return response(ResponseType.ACCOUNT_INFO, info::write);
  }

  /** An account is being purged (STR-114). */
  public static byte[] accountPurge() {
    return response(ResponseType.ACCOUNT_PURGE, json -> json.flag("initiated", true));
  }

  /** A stream was created (STR-101), or was there already. */
  public static byte[] streamCreate(StreamInfo info, boolean didCreate) {
    return response(
        ResponseType.STREAM_CREATE,
        json -> {
          info.write(json);
          json.flagIfSet("did_create", didCreate);
        });
  }

  /** A stream was changed (STR-102). */
  public static byte[] streamUpdate(StreamInfo info) {
    return response(ResponseType.STREAM_UPDATE, info::write);
  }

  /** Names of streams (STR-103); null when there are none. */
  public static byte[] streamNames(Page page, List<String> names) {
    return response(
        ResponseType.STREAM_NAMES,
        json -> {
          page.write(json);
          if (names.isEmpty()) {
            json.nothing("streams");
          } else {
            json.texts("streams", names);
          }
        });
  }

  /** Streams (STR-104). */
  public static byte[] streamList(
      Page page, List<StreamInfo> streams, List<String> missing, Map<String, String> offline) {
    return response(
        ResponseType.STREAM_LIST,
        json -> {
          page.write(json);
          json.objects("streams", streams, (out, it) -> it.write(out))
              .textsIfAny("missing", missing)
              .textMapIfAny("offline", offline);
        });
  }

  /** One stream (STR-105); the page is of its subjects. */
  public static byte[] streamInfo(Page page, StreamInfo info) {
    return response(
        ResponseType.STREAM_INFO,
        json -> {
          page.write(json);
          info.write(json);
        });
  }

  /** A stream was purged (STR-107). */
  public static byte[] streamPurge(long purged) {
    return response(
        ResponseType.STREAM_PURGE, json -> json.flag("success", true).uint64("purged", purged));
  }

  /**
   * A message (STR-108).
   *
   * @param seq without sign
   * @param headers the header block; empty for none
   * @param data the payload
   */
  public static byte[] message(
      String subject, long seq, byte[] headers, byte[] data, Instant time) {
    Base64.Encoder base64 = Base64.getEncoder();
    return response(
        ResponseType.STREAM_MSG_GET,
        json ->
            json.object(
                "message",
                message ->
                    message
                        .text("subject", subject)
                        .uint64("seq", seq)
                        .textIfAny("hdrs", base64.encodeToString(headers))
                        .textIfAny("data", base64.encodeToString(data))
                        .time("time", time)));
  }

  /** A snapshot begins (STR-500). */
  public static byte[] streamSnapshot(StreamConfig config, StreamState state) {
    return response(
        ResponseType.STREAM_SNAPSHOT,
        json ->
            json.object("config", out -> StreamConfigJson.write(out, config))
                .object("state", state::write));
  }

  /** A restore begins (STR-503). */
  public static byte[] streamRestore(String deliverSubject) {
    return response(
        ResponseType.STREAM_RESTORE, json -> json.text("deliver_subject", deliverSubject));
  }

  /** A consumer was created or changed (CON-001). */
  public static byte[] consumerCreate(ConsumerInfo info) {
    return response(ResponseType.CONSUMER_CREATE, info::write);
  }

  /** Names of consumers (CON-005). */
  public static byte[] consumerNames(Page page, List<String> names) {
    return response(
        ResponseType.CONSUMER_NAMES,
        json -> {
          page.write(json);
          json.texts("consumers", names);
        });
  }

  /** Consumers (CON-006). */
  public static byte[] consumerList(
      Page page, List<ConsumerInfo> consumers, List<String> missing, Map<String, String> offline) {
    return response(
        ResponseType.CONSUMER_LIST,
        json -> {
          page.write(json);
          json.objects("consumers", consumers, (out, it) -> it.write(out))
              .textsIfAny("missing", missing)
              .textMapIfAny("offline", offline);
        });
  }

  /** One consumer (CON-007). */
  public static byte[] consumerInfo(ConsumerInfo info) {
    return response(ResponseType.CONSUMER_INFO, info::write);
  }

  /**
   * A consumer was paused or resumed (CON-010).
   *
   * @param pauseUntil {@link GoTime#ZERO} for none
   * @param remainingNanos 0 if it is not paused
   */
  public static byte[] consumerPause(boolean paused, Instant pauseUntil, long remainingNanos) {
    return response(
        ResponseType.CONSUMER_PAUSE,
        json ->
            json.flag("paused", paused)
                .time("pause_until", pauseUntil)
                .int64IfAny("pause_remaining", remainingNanos));
  }

  /** A group was unpinned (CON-011). */
  public static byte[] consumerUnpin() {
    return response(ResponseType.CONSUMER_UNPIN, json -> {});
  }

  /** A consumer was reset (CON-012). */
  public static byte[] consumerReset(ConsumerInfo info, long resetSeq) {
    return response(
        ResponseType.CONSUMER_RESET,
        json -> {
          info.write(json);
          json.uint64("reset_seq", resetSeq);
        });
  }

  private static byte[] response(ResponseType type, Consumer<JsonOutput> members) {
    return JsonOutput.bytes(
        json -> {
          json.text("type", type.text());
          members.accept(json);
        });
  }
}

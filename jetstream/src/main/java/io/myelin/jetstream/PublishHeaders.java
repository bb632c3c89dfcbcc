package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The headers of one published message that steer the stream (STR-310 to STR-322). Immutable. */
final class PublishHeaders {
  static final String MSG_ID = "Nats-Msg-Id";
  static final String EXPECTED_STREAM = "Nats-Expected-Stream";
  static final String EXPECTED_LAST_SEQUENCE = "Nats-Expected-Last-Sequence";
  static final String EXPECTED_LAST_SUBJECT_SEQUENCE = "Nats-Expected-Last-Subject-Sequence";
  static final String EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT =
      "Nats-Expected-Last-Subject-Sequence-Subject";
  static final String EXPECTED_LAST_MSG_ID = "Nats-Expected-Last-Msg-Id";
  static final String ROLLUP = "Nats-Rollup";
  static final String TTL = "Nats-TTL";
  static final String INCREMENT = "Nats-Incr";
  static final String COUNTER_SOURCES = "Nats-Counter-Sources";
  static final String STREAM_SOURCE = "Nats-Stream-Source";
  static final String MARKER_REASON = "Nats-Marker-Reason";
  static final String REQUEST_INFO = "Nats-Request-Info";
  static final String REQUIRED_API_LEVEL = "Nats-Required-Api-Level";
  static final String SCHEDULE = "Nats-Schedule";
  static final String SCHEDULE_TARGET = "Nats-Schedule-Target";
  static final String SCHEDULE_SOURCE = "Nats-Schedule-Source";
  static final String SCHEDULE_TTL = "Nats-Schedule-TTL";
  static final String SCHEDULE_ROLLUP = "Nats-Schedule-Rollup";
  static final String SCHEDULE_TIME_ZONE = "Nats-Schedule-Time-Zone";
  static final String SCHEDULER = "Nats-Scheduler";
  static final String SCHEDULE_NEXT = "Nats-Schedule-Next";
  static final String BATCH_ID = "Nats-Batch-Id";
  static final String BATCH_SEQUENCE = "Nats-Batch-Sequence";
  static final String BATCH_COMMIT = "Nats-Batch-Commit";
  static final String TRACE_DESTINATION = "Nats-Trace-Dest";
  static final String TRACE_ONLY = "Nats-Trace-Only";
  static final String EXPECTED_PREFIX = "Nats-Expected-";
  static final String BATCH_PREFIX = "Nats-Batch-";

  /** A message without any of them. */
  static final PublishHeaders NONE = new PublishHeaders(Map.of());

  private static final byte[] PREFIX = "Nats-".getBytes(ISO_8859_1);

  private final Map<String, String> values;

  private PublishHeaders(Map<String, String> values) {
    this.values = values;
  }

  /** Reads a header block that lies in a range of an array. */
  static PublishHeaders parse(byte[] bytes, int at, int length) {
    if (length == 0 || !HeaderBlock.anyStartsWith(bytes, at, length, PREFIX)) {
      return NONE;
    }
    Map<String, String> values = new HashMap<>();
    String text = new String(bytes, at, length, UTF_8);
    int line = text.indexOf('\n') + 1;
    while (line > 0 && line < text.length()) {
      int next = text.indexOf('\n', line) + 1;
      int end = next == 0 ? text.length() : next;
      int colon = text.indexOf(':', line);
      if (text.startsWith("Nats-", line) && colon > 0 && colon < end) {
        values.putIfAbsent(text.substring(line, colon), text.substring(colon + 1, end).strip());
      }
      line = next;
    }
    return values.isEmpty() ? NONE : new PublishHeaders(values);
  }

  /** Whether there is none. */
  boolean isEmpty() {
    return values.isEmpty();
  }

  /** The value, null where the header is absent. */
  @Nullable String get(String name) {
    return values.get(name);
  }

  /** The value, empty where the header is absent. */
  String text(String name) {
    return values.getOrDefault(name, "");
  }

  /** Whether the header is there, even if empty. */
  boolean has(String name) {
    return values.containsKey(name);
  }

  /** Whether the header is there and not empty. */
  boolean given(String name) {
    return !text(name).isEmpty();
  }

  /** Whether any header whose name begins like this is there and not empty. */
  boolean anyGivenStartsWith(String prefix) {
    return values.entrySet().stream()
        .anyMatch(entry -> entry.getKey().startsWith(prefix) && !entry.getValue().isEmpty());
  }

  /**
   * A sequence number.
   *
   * @return -1 where the value is no unsigned number; absent and empty values too
   */
  long sequence(String name) {
    String value = text(name);
    if (value.isEmpty() || value.length() > 19) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number < 0 ? -1 : number;
  }
}

package io.myelin.jetstream.consumer;

import io.myelin.jetstream.model.ConsumerConfig;
import io.myelin.jetstream.model.DeliverPolicy;
import io.myelin.store.MessageIndex;
import io.myelin.store.SubjectFilter;

/** Where a new consumer starts (CON-180 to CON-186), and where one may be reset to (CON-188). */
final class StartPosition {
  private StartPosition() {}

  /** Puts the cursor of a new consumer where its policy says. */
  static void choose(ConsumerSettings settings, ConsumerStream stream, Cursor cursor) {
    ConsumerConfig config = settings.config();
    MessageIndex messages = stream.messages();
    long visible = stream.visibleSequence();
    long first = Math.max(1, messages.firstSequence());
    switch (config.deliverPolicy()) {
      case ALL -> cursor.startAt(first);
      case LAST ->
          cursor.startAt(clamp(last(settings.filter(), messages, first, visible), first, visible));
      case NEW -> cursor.startAt(visible + 1);
      case BY_START_SEQUENCE -> cursor.startAt(atLeast(config.optStartSeq(), first));
      case BY_START_TIME ->
          cursor.startAt(clamp(sequenceOfStartTime(config, messages), first, visible));
      case LAST_PER_SUBJECT -> {
        if (stream.keepsOnePerSubject()) {
          cursor.startAt(first);
        } else {
          long[] listed = messages.lastOfEach(settings.filter(), visible, Integer.MAX_VALUE);
          if (listed == null || listed.length == 0) {
            cursor.startAt(Math.max(first, visible));
          } else {
            cursor.startWith(listed, visible + 1);
          }
        }
      }
    }
  }

  private static long last(SubjectFilter filter, MessageIndex messages, long first, long visible) {
    if (filter.isAll()) {
      return visible;
    }
    long last = messages.last(filter, visible);
    return last == 0 ? first : last;
  }

  private static long sequenceOfStartTime(ConsumerConfig config, MessageIndex messages) {
    return messages.sequenceAt(config.optStartTime().map(ConsumerSettings::nanos).orElse(0L));
  }

  private static long clamp(long sequence, long first, long visible) {
    return Math.max(first, Math.min(sequence, visible + 1));
  }

  /** Start sequences are without sign. */
  private static long atLeast(long sequence, long first) {
    return sequence < 0 ? Long.MAX_VALUE - 1 : Math.max(sequence, first);
  }

  /**
   * Why a consumer must not be reset to this sequence, empty if it may.
   *
   * @param sequence from 1
   */
  static String refusalOfReset(ConsumerConfig config, ConsumerStream stream, long sequence) {
    if (config.deliverPolicy() == DeliverPolicy.ALL) {
      return "";
    }
    if (config.deliverPolicy() == DeliverPolicy.BY_START_SEQUENCE) {
      return sequence >= config.optStartSeq() ? "" : "below start seq";
    }
    if (config.deliverPolicy() == DeliverPolicy.BY_START_TIME) {
      return sequence >= sequenceOfStartTime(config, stream.messages()) ? "" : "below start time";
    }
    return "not allowed";
  }
}

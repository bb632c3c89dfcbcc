package io.myelin.jetstream;

import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.MessageSelector;
import io.myelin.store.MessageIndex;
import io.myelin.store.SubjectFilter;

/** Finds the one message that a selector means (STR-430). Pure functions. */
final class MessageSearch {
  private MessageSearch() {}

  /** The sequence of the message, 0 for none. */
  static long find(MessageIndex index, MessageSelector selector) {
    if (!selector.lastBySubject().isEmpty()) {
      SubjectFilter filter = SubjectFilter.of(selector.lastBySubject());
      if (filter.isLiteral()) {
        byte[] subject = filter.literal();
        return index.lastOf(subject, 0, subject.length);
      }
      return index.last(filter, index.lastSequence());
    }
    if (selector.nextBySubject().isEmpty() && selector.startTime().isEmpty()) {
      return index.contains(selector.seq()) ? selector.seq() : 0;
    }
    return index.next(filter(selector), start(index, selector));
  }

  /** Which subjects a batch takes. */
  static SubjectFilter filter(MessageSelector selector) {
    return selector.nextBySubject().isEmpty()
        ? SubjectFilter.ALL
        : SubjectFilter.of(selector.nextBySubject());
  }

  /** Where a search begins. */
  static long start(MessageIndex index, MessageSelector selector) {
    return selector
        .startTime()
        .map(time -> Math.max(1, index.sequenceAt(GoTime.toEpochNanos(time))))
        .orElse(Math.max(1, selector.seq()));
  }
}

package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.jetstream.model.Page;
import io.myelin.store.MessageIndex;
import io.myelin.store.SubjectFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a sorted listing of subjects that an answer holds (STR-422), found without holding
 * the rest: a first look takes samples, which tell between which two subjects the page must be; a
 * second one keeps those in between. Subjects are in the order of their bytes.
 */
final class SubjectPage {
  private static final int MOST_SAMPLES = 1 << 15;

  private final MessageIndex messages;
  private final SubjectFilter filter;
  private final int limit;
  private final List<byte[]> samples = new ArrayList<>();
  private List<Counted> kept = new ArrayList<>();
  private long stride = 1;
  private long total;
  private long below;

  /** A subject and the number of its messages. */
  private static final class Counted {
    private final byte[] subject;
    private final long count;

    Counted(byte[] subject, long count) {
      this.subject = subject;
      this.count = count;
    }
  }

  private SubjectPage(MessageIndex messages, SubjectFilter filter, int limit) {
    this.messages = messages;
    this.filter = filter;
    this.limit = limit;
  }

  /** A page and the number of messages on each of its subjects, in order. */
  record Found(Page page, Map<String, Long> counts) {}

  /**
   * Looks up a page.
   *
   * @param offset how many subjects come before it
   * @param limit how many it holds at most
   */
  static Found find(MessageIndex messages, SubjectFilter filter, long offset, int limit) {
    return new SubjectPage(messages, filter, limit).find(offset);
  }

  private Found find(long offset) {
    sample();
    Page page = Page.of(total, offset, limit);
    if (total > limit) {
      samples.sort(Arrays::compareUnsigned);
      long margin = 3 * (long) Math.sqrt(samples.size()) + 1;
      while (!keep(page.offset(), margin)) {
        margin *= 4;
      }
    }
    kept.sort((a, b) -> Arrays.compareUnsigned(a.subject, b.subject));
    int from = (int) (page.offset() - below);
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Counted one : kept.subList(from, Math.min(from + limit, kept.size()))) {
      counts.put(new String(one.subject, UTF_8), one.count);
    }
    return new Found(page, counts);
  }

  /**
   * Counts the subjects; keeps them all if they fit on a page, and some that stand for the rest.
   */
  private void sample() {
    messages.subjects(
        filter,
        (subject, at, length, count, first, last) -> {
          if (total++ < limit) {
            kept.add(new Counted(Arrays.copyOfRange(subject, at, at + length), count));
          }
          if (total % stride == 0) {
            samples.add(Arrays.copyOfRange(subject, at, at + length));
            if (samples.size() == MOST_SAMPLES) {
              thinOut();
            }
          }
          return true;
        });
  }

  private void thinOut() {
    for (int i = 0; i < MOST_SAMPLES / 2; i++) {
      samples.set(i, samples.get(2 * i + 1));
    }
    samples.subList(MOST_SAMPLES / 2, MOST_SAMPLES).clear();
    stride *= 2;
  }

  /** Keeps what the samples say is around the page; whether all of the page is among it. */
  private boolean keep(long offset, long margin) {
    long end = Math.min(offset + limit, total);
    long from = offset / stride - margin;
    long to = end / stride + margin;
    byte[] lowest = from < 0 ? new byte[0] : samples.get((int) Math.min(from, samples.size() - 1));
    boolean toEnd = to >= samples.size();
    byte[] highest = toEnd ? new byte[0] : samples.get((int) to);
    below = 0;
    kept = new ArrayList<>();
    messages.subjects(
        filter,
        (subject, at, length, count, first, last) -> {
          if (compare(subject, at, length, lowest) < 0) {
            below++;
          } else if (toEnd || compare(subject, at, length, highest) < 0) {
            kept.add(new Counted(Arrays.copyOfRange(subject, at, at + length), count));
          }
          return true;
        });
    return below <= offset && below + kept.size() >= end;
  }

  private static int compare(byte[] subject, int at, int length, byte[] other) {
    return Arrays.compareUnsigned(subject, at, at + length, other, 0, other.length);
  }
}

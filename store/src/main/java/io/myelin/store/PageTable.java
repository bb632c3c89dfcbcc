package io.myelin.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Pages of files in memory, those used last, within bounds that do not grow with what is stored:
 * one for each table and one for all tables that share an allowance. Used by one thread at a time.
 *
 * @param <F> a file, by its identity
 */
final class PageTable<F> {
  /** Bytes of a page. */
  static final int PAGE = IndexLayout.PAGE;

  /** Where pages come from. */
  interface Source<F> {
    /** Spreads pages over the table; of the result the lowest bits count. */
    int slot(F file, int number);

    /** Fills a page. */
    void read(F file, int number, byte[] into) throws IOException;
  }

  private final int firstPages;
  private final int mostPages;
  private final AtomicInteger left;
  private final Source<F> source;
  private @Nullable Page<F>[] slots;
  private Page<F> newest = new Page<>(new byte[0]);
  private int loads;

  /** One page of one file. */
  private static final class Page<F> {
    final byte[] bytes;
    @Nullable F file;
    int number;

    Page(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * @param firstPages how many it holds at first, a power of two
   * @param mostPages how many at most, a power of two
   * @param left how many all tables together may have beyond what each begins with
   */
  PageTable(int firstPages, int mostPages, AtomicInteger left, Source<F> source) {
    if (Integer.bitCount(mostPages) != 1
        || Integer.bitCount(firstPages) != 1
        || mostPages < firstPages) {
      throw new IllegalArgumentException(firstPages + " to " + mostPages + " pages");
    }
    this.firstPages = firstPages;
    this.mostPages = mostPages;
    this.left = left;
    this.source = source;
    this.slots = slots(firstPages);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <F> @Nullable Page<F>[] slots(int count) {
    return new @Nullable Page[count];
  }

  /** The page's bytes, valid until the next call. */
  byte[] page(F file, int number) {
    if (newest.file == file && newest.number == number) {
      return newest.bytes;
    }
    Page<F> page = slots[slot(file, number)];
    if (page == null || page.file != file || page.number != number) {
      page = load(file, number);
    }
    newest = page;
    return page.bytes;
  }

  private int slot(F file, int number) {
    return source.slot(file, number) & (slots.length - 1);
  }

  private Page<F> load(F file, int number) {
    if (++loads > 2 * slots.length && slots.length < mostPages) {
      grow();
    }
    int slot = slot(file, number);
    Page<F> page = slots[slot];
    if (page == null) {
      page = new Page<>(new byte[PAGE]);
      slots[slot] = page;
    }
    page.file = null;
    try {
      source.read(file, number, page.bytes);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
    page.file = file;
    page.number = number;
    return page;
  }

  private void grow() {
    loads = 0;
    int more = slots.length;
    if (left.addAndGet(-more) < 0) {
      left.addAndGet(more);
      return;
    }
    @Nullable Page<F>[] old = slots;
    slots = slots(old.length * 2);
    for (Page<F> page : old) {
      if (page != null) {
        F file = page.file;
        if (file != null) {
          slots[slot(file, page.number)] = page;
        }
      }
    }
  }

  /** Forgets all pages. */
  void clear() {
    left.addAndGet(slots.length - firstPages);
    slots = slots(firstPages);
    newest = new Page<>(new byte[0]);
    loads = 0;
  }
}

package io.myelin.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Pages of index files in memory, those used last, within bounds that do not grow with the stream:
 * one for each store and one for all stores of the process. Used by one thread at a time.
 */
final class IndexPages implements Closeable {
  /** Of one store: 4 MiB. */
  static final int MOST = 1024;

  private static final int START = 32;

  /** How many files stay open to be read. */
  private static final int MOST_OPEN = 8;

  /** Of all stores, beyond what each begins with: 64 MiB. */
  private static final AtomicInteger LEFT = new AtomicInteger(16 << 10);

  private final int mostPages;
  private @Nullable Page[] slots = new @Nullable Page[START];
  private Page newest = new Page();
  private int loads;
  private final Map<IndexFile, DiskFile> opened = new LinkedHashMap<>(16, 0.75f, true);

  /** One page of one file. */
  private static final class Page {
    final byte[] bytes = new byte[IndexLayout.PAGE];
    @Nullable IndexFile owner;
    int number;
  }

  /**
   * @param mostPages how many at most, a power of two of at least 32
   */
  IndexPages(int mostPages) {
    if (Integer.bitCount(mostPages) != 1 || mostPages < START) {
      throw new IllegalArgumentException(mostPages + " pages");
    }
    this.mostPages = mostPages;
  }

  /** The page's bytes, valid until the next call. */
  byte[] page(IndexFile owner, int number) {
    if (newest.owner == owner && newest.number == number) {
      return newest.bytes;
    }
    Page page = slots[slot(owner, number)];
    if (page == null || page.owner != owner || page.number != number) {
      page = load(owner, number);
    }
    newest = page;
    return page.bytes;
  }

  private int slot(IndexFile owner, int number) {
    long mixed = (owner.file.id * 0x9e3779b97f4a7c15L + number) * 0xd6e8feb86659fd93L;
    return (int) (mixed >>> 40) & (slots.length - 1);
  }

  private Page load(IndexFile owner, int number) {
    if (++loads > 2 * slots.length && slots.length < mostPages) {
      grow();
    }
    int slot = slot(owner, number);
    Page page = slots[slot];
    if (page == null) {
      page = new Page();
      slots[slot] = page;
    }
    page.owner = null;
    try {
      owner.readPage(this, number, page.bytes);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
    page.owner = owner;
    page.number = number;
    return page;
  }

  private void grow() {
    loads = 0;
    int more = slots.length;
    if (LEFT.addAndGet(-more) < 0) {
      LEFT.addAndGet(more);
      return;
    }
    @Nullable Page[] old = slots;
    slots = new @Nullable Page[old.length * 2];
    for (Page page : old) {
      if (page != null) {
        IndexFile owner = page.owner;
        if (owner != null) {
          slots[slot(owner, page.number)] = page;
        }
      }
    }
  }

  /** The open file of an index. */
  DiskFile open(IndexFile owner) throws IOException {
    DiskFile open = opened.get(owner);
    if (open == null) {
      open = owner.file.disk.openForReading(owner.file.indexPath());
      opened.put(owner, open);
      if (opened.size() > MOST_OPEN) {
        Iterator<DiskFile> oldest = opened.values().iterator();
        DiskFile closed = oldest.next();
        oldest.remove();
        closed.close();
      }
    }
    return open;
  }

  /** Closes the file of an index that goes. */
  void forget(IndexFile owner) throws IOException {
    DiskFile open = opened.remove(owner);
    if (open != null) {
      open.close();
    }
  }

  /** Forgets all pages and closes all files. */
  @Override
  public void close() throws IOException {
    LEFT.addAndGet(slots.length - START);
    slots = new @Nullable Page[START];
    newest = new Page();
    loads = 0;
    for (DiskFile open : opened.values()) {
      open.close();
    }
    opened.clear();
  }
}

package io.myelin.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Pages of a store's index files in memory, and the files they come from. One thread at a time. */
final class IndexPages implements Closeable {
  /** Of one store: 4 MiB. */
  static final int MOST = 1024;

  private static final int START = 32;

  /** How many files stay open to be read. */
  private static final int MOST_OPEN = 8;

  /** Of all stores, beyond what each begins with: 64 MiB. */
  private static final AtomicInteger LEFT = new AtomicInteger(16 << 10);

  private final PageTable<IndexFile> table;
  private final Map<IndexFile, DiskFile> opened = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param mostPages how many at most, a power of two of at least 32
   */
  IndexPages(int mostPages) {
    this.table = new PageTable<>(START, mostPages, LEFT, new Source());
  }

  private final class Source implements PageTable.Source<IndexFile> {
    @Override
    public int slot(IndexFile index, int number) {
      long mixed = (index.file.id * 0x9e3779b97f4a7c15L + number) * 0xd6e8feb86659fd93L;
      return (int) (mixed >>> 40);
    }

    @Override
    public void read(IndexFile index, int number, byte[] into) throws IOException {
      index.readPage(IndexPages.this, number, into);
    }
  }

  /** The page's bytes, valid until the next call. */
  byte[] page(IndexFile index, int number) {
    return table.page(index, number);
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
    table.clear();
    for (DiskFile open : opened.values()) {
      open.close();
    }
    opened.clear();
  }
}

package io.myelin.store;

import java.util.Arrays;

/** The index of a complete segment, read by pages from its file. Used by one thread at a time. */
final class PagedIndex implements SegmentIndex {
  private final IndexFile file;
  private final IndexPages pages;
  private final IndexLayout layout;
  private final long firstSequence;
  private final long lastSequence;
  private final boolean dense;

  PagedIndex(IndexFile file, IndexPages pages) {
    this.file = file;
    this.pages = pages;
    this.layout = file.header.layout();
    this.firstSequence = file.header.firstSequence();
    int size = layout.entries();
    this.lastSequence = size == 0 ? 0 : firstSequence + entryInt(size - 1, 0);
    this.dense = lastSequence - firstSequence == size - 1L;
  }

  private PagedIndex(PagedIndex other, IndexPages pages) {
    this.file = other.file;
    this.pages = pages;
    this.layout = other.layout;
    this.firstSequence = other.firstSequence;
    this.lastSequence = other.lastSequence;
    this.dense = other.dense;
  }

  @Override
  public PagedIndex view(IndexPages pages) {
    return new PagedIndex(this, pages);
  }

  private byte[] entryPage(int i) {
    return pages.page(file, layout.entriesPage() + i / IndexLayout.ENTRIES_PER_PAGE);
  }

  private int entryInt(int i, int at) {
    byte[] page = entryPage(i);
    return (int)
        IndexEncoder.INT.get(page, i % IndexLayout.ENTRIES_PER_PAGE * IndexLayout.ENTRY + at);
  }

  private int subjectInt(int subject, int at) {
    byte[] page = pages.page(file, layout.subjectsPage() + subject / IndexLayout.SUBJECTS_PER_PAGE);
    return (int)
        IndexEncoder.INT.get(
            page, subject % IndexLayout.SUBJECTS_PER_PAGE * IndexLayout.SUBJECT + at);
  }

  private int posting(int i) {
    byte[] page = pages.page(file, layout.postingsPage() + i / IndexLayout.POSTINGS_PER_PAGE);
    return (int) IndexEncoder.INT.get(page, i % IndexLayout.POSTINGS_PER_PAGE * 4);
  }

  @Override
  public int size() {
    return layout.entries();
  }

  @Override
  public long firstSequence() {
    return firstSequence;
  }

  @Override
  public long lastSequence() {
    return lastSequence;
  }

  @Override
  public int indexAtOrAfter(long sequence) {
    if (sequence <= firstSequence) {
      return 0;
    }
    if (sequence > lastSequence) {
      return size();
    }
    long wanted = sequence - firstSequence;
    if (dense) {
      return (int) wanted;
    }
    int low = 0;
    int high = size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entryInt(middle, 0) >= wanted) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  @Override
  public long sequence(int i) {
    return firstSequence + (dense ? i : entryInt(i, 0));
  }

  @Override
  public long timeNanos(int i) {
    byte[] page = entryPage(i);
    return (long)
        IndexEncoder.LONG.get(page, i % IndexLayout.ENTRIES_PER_PAGE * IndexLayout.ENTRY + 16);
  }

  @Override
  public int offset(int i) {
    return entryInt(i, 4);
  }

  @Override
  public int length(int i) {
    return entryInt(i, 8) & ~IndexEncoder.HAS_HEADER;
  }

  @Override
  public boolean hasHeader(int i) {
    return entryInt(i, 8) < 0;
  }

  @Override
  public boolean anyHeader() {
    return file.header.anyHeader();
  }

  @Override
  public long bytes(int i) {
    return FileSegment.messageBytes(length(i), hasHeader(i));
  }

  @Override
  public long totalBytes() {
    return file.header.totalBytes();
  }

  @Override
  public int subject(int i) {
    return entryInt(i, 12);
  }

  @Override
  public int subjectCount() {
    return layout.subjects();
  }

  @Override
  public int subjectLength(int subject) {
    return subjectInt(subject + 1, 4) - subjectInt(subject, 4);
  }

  @Override
  public int find(SubjectKey key) {
    if (!file.mayHave(key.hash, pages)) {
      return NONE;
    }
    int low = 0;
    int high = layout.subjects();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (subjectInt(middle, 0) < key.hash) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (; low < layout.subjects() && subjectInt(low, 0) == key.hash; low++) {
      if (isSubject(low, key)) {
        return low;
      }
    }
    return NONE;
  }

  private boolean isSubject(int subject, SubjectKey key) {
    int at = subjectInt(subject, 4);
    if (subjectInt(subject + 1, 4) - at != key.length) {
      return false;
    }
    for (int done = 0; done < key.length; ) {
      byte[] page = pages.page(file, layout.bytesPage() + (at + done) / IndexLayout.PAYLOAD);
      int in = (at + done) % IndexLayout.PAYLOAD;
      int some = Math.min(key.length - done, IndexLayout.PAYLOAD - in);
      int from = key.at + done;
      if (!Arrays.equals(page, in, in + some, key.bytes, from, from + some)) {
        return false;
      }
      done += some;
    }
    return true;
  }

  @Override
  public void loadSubject(int subject, SubjectKey into) {
    int at = subjectInt(subject, 4);
    load(at, subjectInt(subject + 1, 4) - at, subjectInt(subject, 0), into);
  }

  private void load(int at, int length, int hash, SubjectKey into) {
    byte[] room = into.room(length);
    for (int done = 0; done < length; ) {
      byte[] page = pages.page(file, layout.bytesPage() + (at + done) / IndexLayout.PAYLOAD);
      int in = (at + done) % IndexLayout.PAYLOAD;
      int some = Math.min(length - done, IndexLayout.PAYLOAD - in);
      System.arraycopy(page, in, room, done, some);
      done += some;
    }
    into.bytes = room;
    into.at = 0;
    into.length = length;
    into.hash = hash;
  }

  @Override
  public void eachSubject(SubjectKey key, SubjectVisitor visitor) {
    int[] row = new int[5];
    int[] next = new int[5];
    loadRow(0, row);
    for (int subject = 0; subject < layout.subjects(); subject++) {
      loadRow(subject + 1, next);
      load(row[1], next[1] - row[1], row[0], key);
      visitor.subject(key, next[2] - row[2], firstSequence + row[3], firstSequence + row[4]);
      int[] done = row;
      row = next;
      next = done;
    }
  }

  private void loadRow(int subject, int[] into) {
    byte[] page = pages.page(file, layout.subjectsPage() + subject / IndexLayout.SUBJECTS_PER_PAGE);
    int at = subject % IndexLayout.SUBJECTS_PER_PAGE * IndexLayout.SUBJECT;
    for (int i = 0; i < into.length; i++) {
      into[i] = (int) IndexEncoder.INT.get(page, at + 4 * i);
    }
  }

  /** The first posting of a subject whose entry is at or behind an index. */
  private int postingAtOrAfter(int subject, int from) {
    int low = subjectInt(subject, 8);
    int high = subjectInt(subject + 1, 8);
    if (from <= 0) {
      return low;
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (posting(middle) >= from) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  @Override
  public int nextOn(int subject, int from) {
    int at = postingAtOrAfter(subject, from);
    return at < subjectInt(subject + 1, 8) ? posting(at) : NONE;
  }

  @Override
  public int lastOn(int subject, int upTo) {
    int at = postingAtOrAfter(subject, upTo + 1) - 1;
    return at >= subjectInt(subject, 8) ? posting(at) : NONE;
  }

  @Override
  public int countOn(int subject, int from) {
    return subjectInt(subject + 1, 8) - postingAtOrAfter(subject, from);
  }

  @Override
  public int following(int index) {
    return nextOn(subject(index), index + 1);
  }

  @Override
  public int preceding(int index) {
    return lastOn(subject(index), index - 1);
  }
}

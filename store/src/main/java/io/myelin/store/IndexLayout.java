package io.myelin.store;

/**
 * Where the sections of a segment's index file lie. The file is a row of pages, each with a
 * checksum at its end; a section begins at a page, and no row of a table crosses one.
 *
 * @param entries messages, in ascending order
 * @param subjects distinct subjects, ordered by hash
 * @param subjectBytes bytes of all subjects
 * @param listBytes bytes of the lists: what records remove and what expires
 */
record IndexLayout(int entries, int subjects, int subjectBytes, int listBytes) {
  static final int PAGE = 4096;

  /** Bytes of a page in front of its checksum. */
  static final int PAYLOAD = PAGE - 16;

  /** Sequence less the first one, offset, length and flag, subject: four ints; time: a long. */
  static final int ENTRY = 24;

  static final int ENTRIES_PER_PAGE = PAYLOAD / ENTRY;

  /**
   * Five ints: hash, where its bytes begin, where its postings begin, its first and last sequence
   * less the segment's first one. One row more ends the last.
   */
  static final int SUBJECT = 20;

  static final int SUBJECTS_PER_PAGE = PAYLOAD / SUBJECT;

  /** Index of an entry: an int. Ascending for each subject. */
  static final int POSTINGS_PER_PAGE = PAYLOAD / 4;

  int entriesPage() {
    return 1;
  }

  int subjectsPage() {
    return entriesPage() + pages(entries, ENTRIES_PER_PAGE);
  }

  int bytesPage() {
    return subjectsPage() + pages(subjects + 1L, SUBJECTS_PER_PAGE);
  }

  int postingsPage() {
    return bytesPage() + pages(subjectBytes, PAYLOAD);
  }

  int listsPage() {
    return postingsPage() + pages(entries, POSTINGS_PER_PAGE);
  }

  int pages() {
    return listsPage() + pages(listBytes, PAYLOAD);
  }

  private static int pages(long elements, int perPage) {
    return Math.toIntExact((elements + perPage - 1) / perPage);
  }
}

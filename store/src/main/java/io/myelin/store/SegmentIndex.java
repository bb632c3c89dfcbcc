package io.myelin.store;

/**
 * Which messages the records of a segment hold, in ascending order: which sequences, when, how
 * large, where, on which subjects. Knows nothing of what was removed. A message is known by its
 * index in the run, a subject by its number in the run.
 */
interface SegmentIndex {
  int NONE = -1;

  /** Sees the subjects of a segment. */
  @FunctionalInterface
  interface SubjectVisitor {
    /**
     * One subject.
     *
     * @param subject valid during the call only
     * @param count how many entries it has
     */
    void subject(SubjectKey subject, int count, long firstSequence, long lastSequence);
  }

  /** Entries. */
  int size();

  /** Of the first entry; only where there is one. */
  long firstSequence();

  /** Of the last entry; only where there is one. */
  long lastSequence();

  /** Index of the first entry of at least this sequence, {@link #size()} for none. */
  int indexAtOrAfter(long sequence);

  long sequence(int index);

  long timeNanos(int index);

  /** Where its record begins. */
  int offset(int index);

  /** Bytes of its record as it was given, before it was compressed or sealed. */
  int length(int index);

  boolean hasHeader(int index);

  /** Whether any entry may have a header. */
  boolean anyHeader();

  /** Size as counted in STR-038. */
  long bytes(int index);

  /** Size of all entries. */
  long totalBytes();

  /** The number of the entry's subject. */
  int subject(int index);

  /** Numbers of subjects are below this. */
  int subjectCount();

  /** Bytes of a subject. */
  int subjectLength(int subject);

  /** The number of this subject, {@link #NONE} where no entry has it. */
  int find(SubjectKey key);

  /** Points the key at a subject's bytes, valid until the next call or change. */
  void loadSubject(int subject, SubjectKey into);

  /** The first entry from an index on that has the subject, {@link #NONE} for none. */
  int nextOn(int subject, int from);

  /** The last entry up to an index that has the subject, {@link #NONE} for none. */
  int lastOn(int subject, int upTo);

  /** Entries from an index on that have the subject. */
  int countOn(int subject, int from);

  /** The next entry on the subject of an entry, {@link #NONE} for none. */
  int following(int index);

  /** The entry in front on the subject of an entry, {@link #NONE} for none. */
  int preceding(int index);

  /** Tells of every subject, in no particular order; the key is used for that. */
  void eachSubject(SubjectKey key, SubjectVisitor visitor);

  /** The same, for another thread, once nothing is added any more. */
  SegmentIndex view(IndexPages pages);
}

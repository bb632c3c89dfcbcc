package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds and reads the segment files of a directory. Blocks. */
final class SegmentLoader {
  private static final System.Logger LOG = System.getLogger(SegmentLoader.class.getName());
  private static final String DAMAGED = ".damaged";

  private final Disk disk;
  private final Path directory;

  /** What was read, in ascending order. */
  final List<FileSegment> segments = new ArrayList<>();

  /** The highest number that was ever used as far as names tell. */
  long highestId;

  /** Of the newest segment that counts, 0 for none. */
  long lastId;

  /** Where that one ends. */
  long lastEnd;

  /** Whether it can be appended to. */
  boolean lastIsClean;

  /** From where on removals were in front of damage or behind it and do not count. */
  SegmentHeader.Doubt doubt = SegmentHeader.Doubt.NONE;

  private record Found(long id, int generation, @Nullable SegmentHeader header) {}

  private final RecordCipher cipher;
  private final IndexPages pages;
  private final boolean trustsIndexes;

  /**
   * @param pages that are read on the way
   * @param trustsIndexes whether index files are used
   */
  SegmentLoader(
      Disk disk, Path directory, RecordCipher cipher, IndexPages pages, boolean trustsIndexes) {
    this.cipher = cipher;
    this.disk = disk;
    this.directory = directory;
    this.pages = pages;
    this.trustsIndexes = trustsIndexes;
  }

  /** The salt of the store that lives here, or another one for a new store. */
  long salt(long otherwise) throws IOException {
    for (Found found : find()) {
      if (found.header != null) {
        return found.header.salt();
      }
    }
    return otherwise;
  }

  /** The segment files, in ascending order; of one number, the newest generation last. */
  private List<Found> find() throws IOException {
    List<Found> found = new ArrayList<>();
    for (String name : disk.list(directory)) {
      int dot = name.indexOf('.');
      if (dot == SegmentFile.name(0).length()
          && name.chars().limit(dot).allMatch(c -> c >= '0' && c <= '9')) {
        long id = Long.parseLong(name.substring(0, dot));
        highestId = Math.max(highestId, id);
        int generation = generation(name.substring(dot));
        if (generation >= 0) {
          found.add(new Found(id, generation, header(unread(id, generation))));
        }
      }
    }
    found.sort(Comparator.comparingLong(Found::id).thenComparingInt(Found::generation));
    return found;
  }

  /** The generation that the end of a name tells, -1 where it is no segment's. */
  private static int generation(String end) {
    if (end.equals(SegmentFile.SUFFIX)) {
      return 0;
    }
    boolean numbered =
        end.length() > SegmentFile.SUFFIX.length() + 1
            && end.length() < SegmentFile.SUFFIX.length() + 10
            && end.endsWith(SegmentFile.SUFFIX)
            && end.chars()
                .skip(1)
                .limit(end.length() - SegmentFile.SUFFIX.length() - 1L)
                .allMatch(c -> c >= '0' && c <= '9');
    return numbered
        ? Integer.parseInt(end.substring(1, end.length() - SegmentFile.SUFFIX.length()))
        : -1;
  }

  /** A file whose records are not read. */
  private SegmentFile unread(long id, int generation) {
    return new SegmentFile(disk, directory, id, 0, generation, FileSeal.none(), false);
  }

  private SegmentFile file(Found found, long salt) throws IOException {
    SegmentHeader header = found.header;
    FileSeal seal;
    try {
      seal =
          header == null
              ? FileSeal.of(cipher, 0, new byte[RecordCipher.SALT_BYTES])
              : FileSeal.of(cipher, header.keyId(), header.keySalt());
    } catch (UnsupportedFormatException cause) {
      throw new UnsupportedFormatException(
          unread(found.id, found.generation) + ": " + cause.getMessage());
    }
    boolean compressed = header == null || header.compressed();
    return new SegmentFile(disk, directory, found.id, salt, found.generation, seal, compressed);
  }

  private @Nullable SegmentHeader header(SegmentFile from) throws IOException {
    try (DiskFile file = disk.openForReading(from.path())) {
      byte[] bytes = new byte[SegmentHeader.BYTES];
      int length = file.read(ByteBuffer.wrap(bytes), 0);
      return SegmentHeader.decode(bytes, length, from.toString());
    }
  }

  private void delete(Found found) throws IOException {
    unread(found.id, found.generation).delete();
  }

  /** Deletes what a rewritten segment replaces, and rewrites that were not finished. */
  private List<Found> newestGenerations() throws IOException {
    Set<String> names = new HashSet<>(disk.list(directory));
    for (String name : names) {
      boolean index = name.endsWith(IndexFile.SUFFIX);
      String segment =
          index
              ? name.substring(0, name.length() - IndexFile.SUFFIX.length()) + SegmentFile.SUFFIX
              : name;
      if (name.endsWith(SegmentRewrite.UNFINISHED) || (index && !names.contains(segment))) {
        disk.delete(directory.resolve(name));
      }
    }
    List<Found> newest = new ArrayList<>();
    for (Found next : find()) {
      Found before = newest.isEmpty() ? null : newest.get(newest.size() - 1);
      if (before == null || before.id != next.id) {
        newest.add(next);
      } else if (next.header == null) {
        quarantine(unread(next.id, next.generation));
      } else {
        disk.syncDirectory(directory); // The new name may not be there for good yet.
        delete(before);
        newest.set(newest.size() - 1, next);
      }
    }
    return newest;
  }

  /**
   * Reads every segment up to a known end.
   *
   * @param knownId the last segment that counts, 0 where it is to be found out
   * @param knownEnd where that one ends
   */
  void load(long salt, long knownId, long knownEnd, boolean known) throws IOException {
    List<Found> found = new ArrayList<>();
    for (Found next : newestGenerations()) {
      if (known && next.id > knownId) {
        delete(next);
      } else {
        found.add(next);
      }
    }
    dropNeverCommitted(found);
    Deque<Step> steps = new ArrayDeque<>();
    Behind behind = new Behind(knownId, knownEnd, known);
    for (int i = found.size() - 1; i >= 0; i--) {
      Found next = found.get(i);
      SegmentFile file = file(next, salt);
      Step step = indexed(next, file, behind);
      if (step == null) {
        step = scanned(next, file, behind);
      }
      if (step == null) {
        quarantine(file);
        if (!steps.isEmpty()) {
          steps.push(steps.pop().behindMissing());
        }
        continue;
      }
      if (!known && step.scan != null) {
        sync(file);
      }
      file.close();
      steps.push(step);
      behind.passed(next.header, step);
    }
    if (!found.isEmpty() && !known) {
      disk.syncDirectory(directory);
    }
    replay(steps);
  }

  /** What the segments behind one say of it, on the way from the last to the first. */
  private static final class Behind {
    long endOf;
    long end;
    boolean confirmed;
    SegmentHeader.Doubt doubt = SegmentHeader.Doubt.NONE;
    final Set<Long> erased = new HashSet<>();
    final List<FileSegment> unread = new ArrayList<>();
    long below = Long.MAX_VALUE;

    Behind(long knownId, long knownEnd, boolean known) {
      endOf = knownId;
      end = knownEnd;
      confirmed = known;
    }

    /** Where a segment is known to end, {@code Long.MAX_VALUE} where that is not known. */
    long knownEnd(Found found) {
      return found.id == endOf && found.generation == 0 ? end : Long.MAX_VALUE;
    }

    /** What later records say is overwritten. */
    Set<Long> erased() {
      for (FileSegment segment : unread) {
        LongList erasures = segment.listsInMemory().erasures();
        for (int i = 0; i < erasures.size(); i++) {
          erased.add(erasures.get(i));
        }
      }
      unread.clear();
      return erased;
    }

    void passed(@Nullable SegmentHeader header, Step step) {
      boolean proven = step.confirmed || (step.scan != null && step.scan.startsBatch());
      confirmed = step.continues && proven;
      endOf = header == null ? 0 : header.previousId();
      end = header == null ? 0 : header.previousEnd();
      if (header != null && header.doubt().id() != 0) {
        doubt = header.doubt();
      }
    }
  }

  private @Nullable Step indexed(Found found, SegmentFile file, Behind behind) throws IOException {
    IndexFile index = trustsIndexes && found.header != null ? IndexFile.open(file) : null;
    if (index == null || found.header == null) {
      return null;
    }
    long end = index.header.end();
    long knownEnd = behind.knownEnd(found);
    long size;
    try (DiskFile handle = disk.openForReading(file.path())) {
      size = handle.size();
    }
    long first =
        index.header.layout().entries() == 0 ? Long.MAX_VALUE : index.header.firstSequence();
    boolean fits =
        size >= end
            && (knownEnd == Long.MAX_VALUE || knownEnd == end)
            && index.header.lastSequence() < behind.below
            && !behind.doubt.reaches(found.id);
    if (!fits) {
      return null;
    }
    FileSegment segment = new FileSegment(file, index, pages);
    behind.unread.add(segment);
    behind.below = Math.min(behind.below, first);
    return new Step(null, segment, true, found.header.continues(), true, false, false);
  }

  private @Nullable Step scanned(Found found, SegmentFile file, Behind behind) throws IOException {
    boolean confirmed = behind.confirmed || found.generation > 0;
    SegmentScan scan =
        SegmentScan.find(
            file,
            behind.knownEnd(found),
            confirmed,
            behind.erased(),
            behind.below,
            behind.doubt.from(found.id));
    behind.below = Math.min(behind.below, scan.firstSequence());
    if (found.header == null && scan.isEmpty()) {
      return null;
    }
    boolean continues = found.header == null || found.header.continues();
    boolean doubted = behind.doubt.reaches(found.id);
    return new Step(scan, null, found.header != null, continues, confirmed, doubted, false);
  }

  private static void sync(SegmentFile file) throws IOException {
    DiskFile handle = file.use();
    try {
      handle.sync();
    } finally {
      file.release();
    }
  }

  /**
   * A segment on its way into memory.
   *
   * @param scan its records, null where they were not read
   * @param indexed the segment where its index file is used instead
   * @param continues whether a batch may reach into it from the one in front
   * @param confirmed whether all of it is known to have been synced
   * @param doubted whether a later segment says that there was doubt
   * @param missing whether nothing is left of the one in front
   */
  private record Step(
      @Nullable SegmentScan scan,
      @Nullable FileSegment indexed,
      boolean hasHeader,
      boolean continues,
      boolean confirmed,
      boolean doubted,
      boolean missing) {
    Step behindMissing() {
      return new Step(scan, indexed, hasHeader, continues, confirmed, doubted, true);
    }
  }

  private void replay(Deque<Step> steps) {
    boolean doubtful = false;
    for (Step step : steps) {
      SegmentScan scan = step.scan;
      FileSegment segment = step.indexed;
      if (scan != null) {
        boolean whole = step.confirmed || scan.startsBatch() || !step.continues;
        boolean reaches = (doubtful || step.missing) && !whole;
        segment = scan.replay(reaches);
        doubtful = !step.confirmed && (scan.isDoubtful() || reaches);
        noteDoubt(segment.file.id, scan.doubtFrom(), doubtful, reaches);
        report(scan, segment);
        lastIsClean =
            step.hasHeader && !doubtful && scan.isClean() && scan.end() % Records.ALIGNMENT == 0;
      } else {
        doubtful = false;
        lastIsClean = false;
      }
      if (segment == null) {
        throw new IllegalStateException("neither records nor an index");
      }
      segment.isBlurred |= step.doubted;
      segment.lostAtStart |= step.missing;
      segment.isDamaged |= segment.lostAtStart || !step.hasHeader;
      segment.startFloor = segment.floor;
      segment.startSequence = segment.lastSequence;
      segments.add(segment);
      lastId = segment.file.id;
      lastEnd = scan == null ? segment.writtenEnd : scan.end();
    }
  }

  /**
   * Doubt reaches from a segment through those behind it that continue it, up to the last. One that
   * does not has doubt of its own, and its header tells of the one in front.
   */
  private void noteDoubt(long id, long from, boolean doubtful, boolean reaches) {
    if (!doubtful) {
      doubt = SegmentHeader.Doubt.NONE;
    } else if (doubt.id() == 0 || !reaches) {
      doubt = new SegmentHeader.Doubt(id, reaches ? 0 : from);
    }
  }

  private static void report(SegmentScan scan, FileSegment segment) {
    if (scan.isDamaged()) {
      LOG.log(
          System.Logger.Level.ERROR,
          "{0} is damaged: {1} messages of it are lost, the others are served",
          segment.file,
          segment.lost.size());
    }
  }

  /** Deletes segments that a later one says were given up before they were ever committed. */
  private void dropNeverCommitted(List<Found> found) throws IOException {
    List<Found> dead = new ArrayList<>();
    for (Found later : found) {
      if (later.header != null && !later.header.continues()) {
        for (Found earlier : found) {
          if (earlier.id > later.header.previousId() && earlier.id < later.id) {
            dead.add(earlier);
          }
        }
      }
    }
    found.removeAll(dead);
    for (Found never : new LinkedHashSet<>(dead)) {
      delete(never);
    }
  }

  private void quarantine(SegmentFile file) throws IOException {
    boolean empty;
    try (DiskFile handle = disk.openForReading(file.path())) {
      empty = handle.size() == 0;
    }
    file.close();
    if (empty) {
      disk.delete(file.path());
      return;
    }
    disk.rename(file.path(), file.path(DAMAGED));
    LOG.log(
        System.Logger.Level.ERROR,
        "{0} holds nothing that can be read as a segment; it is kept as {1}",
        file.path(),
        file.path(DAMAGED));
  }
}

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

  private record Found(long id, int generation, @Nullable SegmentHeader header) {}

  SegmentLoader(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
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
          found.add(new Found(id, generation, header(file(id, generation, 0))));
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

  private SegmentFile file(long id, int generation, long salt) {
    return new SegmentFile(disk, directory, id, salt, generation);
  }

  private @Nullable SegmentHeader header(SegmentFile from) throws IOException {
    try (DiskFile file = disk.openForReading(from.path())) {
      byte[] bytes = new byte[SegmentHeader.BYTES];
      int length = file.read(ByteBuffer.wrap(bytes), 0);
      return SegmentHeader.decode(bytes, length, from.toString());
    }
  }

  private void delete(Found found) throws IOException {
    disk.delete(file(found.id, found.generation, 0).path());
  }

  /** Deletes what a rewritten segment replaces, and rewrites that were not finished. */
  private List<Found> newestGenerations() throws IOException {
    for (String name : disk.list(directory)) {
      if (name.endsWith(SegmentRewrite.UNFINISHED)) {
        disk.delete(directory.resolve(name));
      }
    }
    List<Found> newest = new ArrayList<>();
    for (Found next : find()) {
      Found before = newest.isEmpty() ? null : newest.get(newest.size() - 1);
      if (before == null || before.id != next.id) {
        newest.add(next);
      } else if (next.header == null) {
        quarantine(file(next.id, next.generation, 0));
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
    long endOf = knownId;
    long end = knownEnd;
    boolean confirmed = known;
    Deque<Step> steps = new ArrayDeque<>();
    Set<Long> erased = new HashSet<>();
    long below = Long.MAX_VALUE;
    for (int i = found.size() - 1; i >= 0; i--) {
      Found next = found.get(i);
      SegmentFile file = file(next.id, next.generation, salt);
      boolean rewritten = next.generation > 0;
      confirmed |= rewritten;
      long knownHere = next.id == endOf && !rewritten ? end : Long.MAX_VALUE;
      SegmentScan scan = SegmentScan.find(file, knownHere, confirmed, erased, below);
      below = Math.min(below, scan.firstSequence());
      if (next.header == null && scan.isEmpty()) {
        quarantine(file);
        if (!steps.isEmpty()) {
          steps.push(steps.pop().behindMissing());
        }
        continue;
      }
      if (!known) {
        DiskFile handle = file.use();
        try {
          handle.sync();
        } finally {
          file.release();
        }
      }
      file.close();
      boolean continues = next.header == null || next.header.continues();
      steps.push(new Step(scan, next.header != null, continues, confirmed, false));
      endOf = next.header == null ? 0 : next.header.previousId();
      end = next.header == null ? 0 : next.header.previousEnd();
      confirmed = continues && (confirmed || scan.startsBatch());
    }
    if (!found.isEmpty() && !known) {
      disk.syncDirectory(directory);
    }
    replay(steps);
  }

  /**
   * A segment on its way into memory.
   *
   * @param continues whether a batch may reach into it from the one in front
   * @param confirmed whether all of it is known to have been synced
   * @param missing whether nothing is left of the one in front
   */
  private record Step(
      SegmentScan scan, boolean hasHeader, boolean continues, boolean confirmed, boolean missing) {
    Step behindMissing() {
      return new Step(scan, hasHeader, continues, confirmed, true);
    }
  }

  private void replay(Deque<Step> steps) {
    boolean doubtful = false;
    for (Step step : steps) {
      SegmentScan scan = step.scan;
      boolean whole = step.confirmed || scan.startsBatch() || !step.continues;
      boolean reaches = (doubtful || step.missing) && !whole;
      FileSegment segment = scan.replay(reaches);
      segment.lostAtStart |= step.missing;
      segment.isDamaged |= segment.lostAtStart;
      segment.startFloor = segment.floor;
      segment.startSequence = segment.lastSequence;
      doubtful = !step.confirmed && (scan.isDoubtful() || reaches);
      if (scan.isDamaged()) {
        LOG.log(
            System.Logger.Level.ERROR,
            "{0} is damaged: {1} messages of it are lost, the others are served",
            segment.file,
            segment.lost.size());
      }
      segments.add(segment);
      lastId = segment.file.id;
      lastEnd = scan.end();
      lastIsClean =
          step.hasHeader && !doubtful && scan.isClean() && scan.end() % Records.ALIGNMENT == 0;
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

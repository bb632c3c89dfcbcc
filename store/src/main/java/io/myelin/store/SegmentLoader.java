package io.myelin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
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

  private record Found(long id, @Nullable SegmentHeader header) {}

  SegmentLoader(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** The salt of the store that lives here, or another one for a new store. */
  long salt(long otherwise) throws IOException {
    for (long id : ids()) {
      SegmentHeader header = header(id);
      if (header != null) {
        return header.salt();
      }
    }
    return otherwise;
  }

  private long[] ids() throws IOException {
    List<Long> ids = new ArrayList<>();
    for (String name : disk.list(directory)) {
      int dot = name.indexOf('.');
      if (dot == SegmentFile.name(0).length()
          && name.chars().limit(dot).allMatch(c -> c >= '0' && c <= '9')) {
        long id = Long.parseLong(name.substring(0, dot));
        highestId = Math.max(highestId, id);
        if (name.substring(dot).equals(SegmentFile.SUFFIX)) {
          ids.add(id);
        }
      }
    }
    return ids.stream().sorted().mapToLong(Long::longValue).toArray();
  }

  private @Nullable SegmentHeader header(long id) throws IOException {
    Path path = directory.resolve(SegmentFile.name(id) + SegmentFile.SUFFIX);
    try (DiskFile file = disk.openForReading(path)) {
      byte[] bytes = new byte[SegmentHeader.BYTES];
      int length = file.read(ByteBuffer.wrap(bytes), 0);
      return SegmentHeader.decode(bytes, length, path.toString());
    }
  }

  /**
   * Reads every segment up to a known end.
   *
   * @param knownId the last segment that counts, 0 where it is to be found out
   * @param knownEnd where that one ends
   */
  void load(long salt, long knownId, long knownEnd, boolean known) throws IOException {
    List<Found> found = new ArrayList<>();
    for (long id : ids()) {
      if (known && id > knownId) {
        disk.delete(directory.resolve(SegmentFile.name(id) + SegmentFile.SUFFIX));
      } else {
        found.add(new Found(id, header(id)));
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
      int generation = next.header == null ? 0 : next.header.generation();
      SegmentFile file = new SegmentFile(disk, directory, next.id, salt, generation);
      long knownHere = next.id == endOf ? end : Long.MAX_VALUE;
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
    Set<Long> dead = new HashSet<>();
    for (Found later : found) {
      if (later.header != null && !later.header.continues()) {
        for (Found earlier : found) {
          if (earlier.id > later.header.previousId() && earlier.id < later.id) {
            dead.add(earlier.id);
          }
        }
      }
    }
    found.removeIf(f -> dead.contains(f.id));
    for (long id : dead) {
      disk.delete(directory.resolve(SegmentFile.name(id) + SegmentFile.SUFFIX));
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

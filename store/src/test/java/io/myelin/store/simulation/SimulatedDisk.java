package io.myelin.store.simulation;

import io.myelin.store.Disk;
import io.myelin.store.DiskFile;
import io.myelin.store.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A disk in memory that does by one seed what real disks do at their worst. Same seed and same
 * calls, same disk.
 *
 * <ul>
 *   <li>{@link #crash()} is a power failure: unsynced bytes are lost, or a random part of their 4
 *       KiB pages and 512-byte sectors is kept, with the old length, the new one or one between;
 *       changes of names are lost whose directory was not synced, all, some or the last of them.
 *   <li>{@link #restart()} is the death of the process alone: everything written is still there.
 *   <li>Faults, at random or on demand: a write that fails half-way, a rename that fails, a sync
 *       that fails and drops pages so that the next one "succeeds", flipped bits, a full disk.
 *   <li>{@link #powerFailsAfter} makes the power fail in the middle of whatever is going on.
 * </ul>
 *
 * <p>Safe for use by several threads; then the order of their calls is part of the seed.
 */
public final class SimulatedDisk implements Disk {
  private record NameChange(List<Place> places) {}

  private record Place(Folder folder, String name, Node node) {}

  private final SplittableRandom random;
  private final Folder root;
  private final List<NameChange> pendingNames = new ArrayList<>();
  private long capacityBytes = Long.MAX_VALUE;
  private double writeFailures;
  private double syncFailures;
  private double renameFailures;
  private boolean failNextWrite;
  private boolean failNextSync;
  private boolean failNextRename;
  private long operations;
  private long syncs;
  private long lastOperation = Long.MAX_VALUE;
  private boolean dead;

  /** An empty disk. */
  public SimulatedDisk(long seed) {
    this(new SplittableRandom(seed), new Folder());
  }

  private SimulatedDisk(SplittableRandom random, Folder root) {
    this.random = random;
    this.root = root;
  }

  /** Lets each of these fail with a probability from 0 to 1. */
  public synchronized SimulatedDisk failing(double writes, double syncs, double renames) {
    writeFailures = writes;
    syncFailures = syncs;
    renameFailures = renames;
    return this;
  }

  /** How many bytes all files together may have. */
  public synchronized SimulatedDisk capacity(long bytes) {
    capacityBytes = bytes;
    return this;
  }

  /** The next write fails after a random part of it was written. */
  public synchronized void failNextWrite() {
    failNextWrite = true;
  }

  /**
   * The next sync, of a file, fails and drops a random part of what it should have written; the one
   * after it "succeeds".
   */
  public synchronized void failNextSync() {
    failNextSync = true;
  }

  /** The next rename fails and changes nothing. */
  public synchronized void failNextRename() {
    failNextRename = true;
  }

  /** Takes back what was said to fail next and has not failed yet. */
  public synchronized void failNothingNext() {
    failNextWrite = false;
    failNextSync = false;
    failNextRename = false;
  }

  /**
   * After so many more changing operations, the power fails: the one that is going on then happens
   * in part or whole, it and everything after it throws {@link SimulatedPowerFailure}.
   */
  public synchronized void powerFailsAfter(long moreOperations) {
    lastOperation = operations + moreOperations;
  }

  /** How many operations that change something were called. */
  public synchronized long operations() {
    return operations;
  }

  /** How many syncs of files and directories were called. */
  public synchronized long syncs() {
    return syncs;
  }

  /** Turns random bits of a file around. */
  public synchronized void flipBits(Path path, int count) throws IOException {
    Inode file = file(path);
    for (int i = 0; i < count && file.length() > 0; i++) {
      file.flipBit(random.nextLong(file.length() * 8L));
    }
  }

  /** Turns one bit of a file around. */
  public synchronized void flipBit(Path path, long byteIndex, int bit) throws IOException {
    file(path).flipBit(byteIndex * 8 + bit);
  }

  /**
   * The power fails: this disk and its files are dead, the one returned holds what is left. It has
   * no faults set.
   */
  public synchronized SimulatedDisk crash() {
    dead = true;
    int mode = random.nextInt(4);
    int kept = mode == 1 ? random.nextInt(pendingNames.size() + 1) : 0;
    for (int i = 0; i < pendingNames.size(); i++) {
      boolean keep =
          switch (mode) {
            case 0 -> false;
            case 1 -> i < kept;
            case 2 -> random.nextBoolean();
            default -> true;
          };
      if (keep) {
        makeDurable(pendingNames.get(i));
      }
    }
    boolean keepNothing = random.nextInt(4) == 0;
    Folder left = (Folder) copy(root, new IdentityHashMap<>(), true, keepNothing);
    return new SimulatedDisk(random.split(), left);
  }

  /** The process dies and the machine goes on: what was written is there, synced or not. */
  public synchronized SimulatedDisk restart() {
    dead = true;
    IdentityHashMap<Node, Node> copies = new IdentityHashMap<>();
    Folder left = (Folder) copy(root, copies, false, false);
    SimulatedDisk next = new SimulatedDisk(random.split(), left);
    next.capacityBytes = capacityBytes;
    for (NameChange change : pendingNames) {
      List<Place> places = new ArrayList<>();
      for (Place place : change.places) {
        Node node = place.node == null ? null : copy(place.node, copies, false, false);
        places.add(new Place((Folder) copy(place.folder, copies, false, false), place.name, node));
      }
      next.pendingNames.add(new NameChange(places));
    }
    return next;
  }

  private Node copy(
      Node node, IdentityHashMap<Node, Node> copies, boolean powerFailed, boolean keepNothing) {
    Node known = copies.get(node);
    if (known != null) {
      return known;
    }
    if (node instanceof Inode inode) {
      Inode left = powerFailed ? inode.afterPowerFailure(random, keepNothing) : inode.copy();
      copies.put(node, left);
      return left;
    }
    Folder from = (Folder) node;
    Folder to = new Folder();
    copies.put(node, to);
    from.durable.forEach(
        (name, child) -> to.durable.put(name, copy(child, copies, powerFailed, keepNothing)));
    if (powerFailed) {
      to.seen.putAll(to.durable);
    } else {
      from.seen.forEach((name, child) -> to.seen.put(name, copy(child, copies, false, false)));
    }
    return to;
  }

  @Override
  public synchronized DiskFile open(Path path) throws IOException {
    alive();
    Folder folder = folder(parent(path));
    Node node = folder.seen.get(name(path));
    if (node instanceof Inode inode) {
      return new OpenFile(path, inode, true);
    }
    if (node != null) {
      throw new IOException(path + " is a directory");
    }
    Inode made = new Inode();
    NameChange change = new NameChange(List.of(new Place(folder, name(path), made)));
    operation(() -> change(change));
    return new OpenFile(path, made, true);
  }

  @Override
  public synchronized DiskFile openForReading(Path path) throws IOException {
    alive();
    return new OpenFile(path, file(path), false);
  }

  @Override
  public synchronized boolean exists(Path path) {
    return find(path) != null;
  }

  @Override
  public synchronized void createDirectories(Path directory) throws IOException {
    alive();
    Folder at = root;
    for (Path part : directory.normalize()) {
      String name = part.toString();
      Node next = at.seen.get(name);
      if (next instanceof Inode) {
        throw new FileAlreadyExistsException(directory.toString());
      }
      if (next == null) {
        Folder parent = at;
        Folder made = new Folder();
        NameChange change = new NameChange(List.of(new Place(parent, name, made)));
        operation(() -> change(change));
        operation(() -> syncNames(parent));
        next = made;
      }
      at = (Folder) next;
    }
  }

  @Override
  public synchronized void createDirectory(Path directory) throws IOException {
    alive();
    Folder parent = folder(parent(directory));
    Node there = parent.seen.get(name(directory));
    if (there instanceof Inode) {
      throw new FileAlreadyExistsException(directory.toString());
    }
    if (there == null) {
      Place place = new Place(parent, name(directory), new Folder());
      operation(() -> change(new NameChange(List.of(place))));
    }
  }

  @Override
  public synchronized List<String> list(Path directory) throws IOException {
    alive();
    return find(directory) instanceof Folder folder ? List.copyOf(folder.seen.keySet()) : List.of();
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    alive();
    if (failNextRename || random.nextDouble() < renameFailures) {
      failNextRename = false;
      operations++;
      throw new IOException(from + " -> " + to + ": Input/output error (simulated rename)");
    }
    Node node = find(from);
    if (node == null) {
      throw new NoSuchFileException(from.toString());
    }
    Folder target = folder(parent(to));
    if (target.seen.get(name(to)) instanceof Folder old && !old.seen.isEmpty()) {
      throw new DirectoryNotEmptyException(to.toString());
    }
    NameChange change =
        new NameChange(
            List.of(
                new Place(folder(parent(from)), name(from), null),
                new Place(target, name(to), node)));
    operation(() -> change(change));
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    alive();
    Node node = find(path);
    if (node == null) {
      throw new NoSuchFileException(path.toString());
    }
    if (node instanceof Folder folder && !folder.seen.isEmpty()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    NameChange change = new NameChange(List.of(new Place(folder(parent(path)), name(path), null)));
    operation(() -> change(change));
  }

  @Override
  public synchronized void syncDirectory(Path directory) throws IOException {
    alive();
    Folder folder = folder(directory.normalize());
    syncs++;
    operation(() -> syncNames(folder));
  }

  /** Bytes of all files together. */
  public synchronized long usedBytes() {
    return bytes(root);
  }

  @Override
  public synchronized long usableBytes(Path directory) throws IOException {
    alive();
    return Math.max(0, capacityBytes - bytes(root));
  }

  private void change(NameChange change) {
    pendingNames.add(change);
    for (Place place : change.places) {
      put(place.folder.seen, place);
    }
  }

  /** Also syncs the directories that a rename connects with this one, as a journal does. */
  private void syncNames(Folder folder) {
    Set<Folder> connected = Collections.newSetFromMap(new IdentityHashMap<>());
    connected.add(folder);
    int before;
    do {
      before = connected.size();
      for (NameChange change : pendingNames) {
        if (touches(change, connected)) {
          change.places.forEach(place -> connected.add(place.folder));
        }
      }
    } while (connected.size() > before);
    pendingNames.stream()
        .filter(change -> touches(change, connected))
        .forEach(SimulatedDisk::makeDurable);
    pendingNames.removeIf(change -> touches(change, connected));
  }

  private static boolean touches(NameChange change, Set<Folder> folders) {
    return change.places.stream().anyMatch(place -> folders.contains(place.folder));
  }

  private static void makeDurable(NameChange change) {
    for (Place place : change.places) {
      put(place.folder.durable, place);
    }
  }

  private static void put(Map<String, Node> names, Place place) {
    if (place.node == null) {
      names.remove(place.name);
    } else {
      names.put(place.name, place.node);
    }
  }

  private void alive() throws SimulatedPowerFailure {
    if (dead) {
      throw new SimulatedPowerFailure();
    }
  }

  /** Counts, and lets the power fail in front of the action or behind it. */
  private void operation(Runnable action) throws SimulatedPowerFailure {
    alive();
    if (++operations > lastOperation) {
      dead = true;
      if (random.nextBoolean()) {
        action.run();
      }
      throw new SimulatedPowerFailure();
    }
    action.run();
  }

  private Inode file(Path path) throws IOException {
    if (find(path) instanceof Inode inode) {
      return inode;
    }
    throw new NoSuchFileException(path.toString());
  }

  private Folder folder(Path path) throws IOException {
    if (find(path) instanceof Folder folder) {
      return folder;
    }
    throw new NoSuchFileException(path.toString());
  }

  private Node find(Path path) {
    Node at = root;
    for (Path part : path.normalize()) {
      String name = part.toString();
      if (name.isEmpty()) {
        continue;
      }
      at = at instanceof Folder folder ? folder.seen.get(name) : null;
      if (at == null) {
        return null;
      }
    }
    return at;
  }

  private static Path parent(Path path) {
    Path parent = path.normalize().getParent();
    return parent == null ? Path.of("") : parent;
  }

  private static String name(Path path) {
    return path.normalize().getFileName().toString();
  }

  private static long bytes(Folder folder) {
    long total = 0;
    for (Node node : folder.seen.values()) {
      total += node instanceof Inode inode ? inode.length() : bytes((Folder) node);
    }
    return total;
  }

  private final class OpenFile implements DiskFile {
    private final Path path;
    private final Inode inode;
    private final boolean writable;
    private boolean closed;

    OpenFile(Path path, Inode inode, boolean writable) {
      this.path = path;
      this.inode = inode;
      this.writable = writable;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      synchronized (SimulatedDisk.this) {
        check();
        byte[] bytes = new byte[into.remaining()];
        int read = inode.read(bytes, 0, bytes.length, position);
        into.put(bytes, 0, read);
        return read;
      }
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      synchronized (SimulatedDisk.this) {
        checkWritable();
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        if (failNextWrite || random.nextDouble() < writeFailures) {
          failNextWrite = false;
          operations++;
          inode.write(bytes, 0, random.nextInt(bytes.length + 1), position);
          throw new IOException(path + ": Input/output error (simulated write)");
        }
        if (operations + 1 > lastOperation) {
          inode.write(bytes, 0, random.nextInt(bytes.length + 1), position);
          operation(() -> {});
        }
        long room = capacityBytes == Long.MAX_VALUE ? Long.MAX_VALUE : room(position);
        int fits = (int) Math.min(bytes.length, room);
        operation(() -> inode.write(bytes, 0, fits, position));
        if (fits < bytes.length) {
          throw new DiskFullException(path + ": No space left on device (simulated)");
        }
      }
    }

    private long room(long position) {
      long growth = Math.max(0, capacityBytes - bytes(root));
      return Math.max(0, inode.length() + growth - position);
    }

    @Override
    public void sync() throws IOException {
      synchronized (SimulatedDisk.this) {
        check();
        syncs++;
        if (failNextSync || random.nextDouble() < syncFailures) {
          failNextSync = false;
          operations++;
          inode.failSync(random);
          throw new IOException(path + ": Input/output error (simulated sync)");
        }
        operation(inode::sync);
      }
    }

    @Override
    public long size() throws IOException {
      synchronized (SimulatedDisk.this) {
        check();
        return inode.length();
      }
    }

    @Override
    public void truncate(long length) throws IOException {
      synchronized (SimulatedDisk.this) {
        checkWritable();
        operation(() -> inode.truncate(length));
      }
    }

    @Override
    public void close() {
      synchronized (SimulatedDisk.this) {
        closed = true;
      }
    }

    private void check() throws IOException {
      alive();
      if (closed) {
        throw new ClosedChannelException();
      }
    }

    private void checkWritable() throws IOException {
      check();
      if (!writable) {
        throw new NonWritableChannelException();
      }
    }
  }
}

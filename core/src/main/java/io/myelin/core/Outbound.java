package io.myelin.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The bytes on their way to one connection.
 *
 * <p>The loop that owns the connection appends to its own chain. Every other producer fills a chain
 * of its own for this destination and hands it over once per batch through the owner's inbox, so
 * that no lock is taken per message and the order of one producer is kept. The owner gives its
 * chain to the transport whenever the transport has nothing left to write.
 *
 * <p>A short batch for a destination with nothing on its way, whose owner rests, is written by its
 * producer at once where the transport can do that ({@link Transport#writeNow}): waking the owner
 * would take longer than the write. {@link WriteTurn} keeps the two apart.
 *
 * <p>Pending bytes are bounded (CORE-251): whoever appends beyond the limit triggers {@link
 * OverflowListener#overflowed()} once. A destination that is far behind but moving holds back its
 * producers for a few milliseconds (CORE-253).
 */
public final class Outbound {
  private static final long MAX_CONGESTION_BYTES = 1024 * 1024;
  private static final int WRITTEN_AT_ONCE_BYTES = 2048;

  /** Told once, on the loop of the connection, when more is pending than allowed. */
  @FunctionalInterface
  public interface OverflowListener {
    /** The pending bytes would exceed the limit. */
    void overflowed();
  }

  private final Loop owner;
  private final Transport transport;
  private final OverflowListener overflow;
  private final long maxPendingBytes;
  private final long congestionBytes;
  private final Chain own = new Chain();
  private final AtomicBoolean overflowed = new AtomicBoolean();
  private final AtomicLong handedOverBytes = new AtomicLong();
  private final WriteTurn turn = new WriteTurn();
  private Chain @Nullable [] staged;
  private long inFlightBytes;
  private volatile long pendingBytes;
  private final SingleWriterCounter writtenBytes = new SingleWriterCounter();
  private final SingleWriterCounter sentMessages = new SingleWriterCounter();
  private final SingleWriterCounter sentMessageBytes = new SingleWriterCounter();
  private volatile boolean closed;
  private volatile boolean stuck;
  private volatile @Nullable List<Waiter> waiters;
  private long lastProgressNanos;

  private record Waiter(Loop loop, Runnable resume) {}

  /**
   * @param owner the loop of the connection
   * @param maxPendingBytes {@code max_pending}
   */
  public Outbound(
      Loop owner, Transport transport, long maxPendingBytes, OverflowListener overflow) {
    this.owner = owner;
    this.transport = transport;
    this.overflow = overflow;
    this.maxPendingBytes = maxPendingBytes;
    this.congestionBytes = Math.min(MAX_CONGESTION_BYTES, maxPendingBytes * 3 / 4);
  }

  /** The loop that owns the connection. */
  public Loop owner() {
    return owner;
  }

  /** Bytes that were appended and not yet written; any thread. */
  public long pendingBytes() {
    return pendingBytes + handedOverBytes.get();
  }

  /** Messages sent to the connection so far; any thread. */
  public long sentMessages() {
    return sentMessages.get();
  }

  /** Header and payload bytes of {@link #sentMessages()}; any thread. */
  public long sentMessageBytes() {
    return sentMessageBytes.get();
  }

  /** Bytes of any kind written so far; any thread. */
  public long writtenBytes() {
    return writtenBytes.get();
  }

  /** Whether nothing more is accepted. */
  public boolean closed() {
    return closed;
  }

  /** Whether the transport has bytes that it could not write yet; loop only. */
  public boolean writing() {
    return inFlightBytes > 0;
  }

  /** When the transport last made progress, or began to write; loop only. */
  public long lastProgressNanos() {
    return lastProgressNanos;
  }

  /**
   * The chain that {@code producer} appends to. Marks the destination as touched, so that it is
   * flushed at the end of the producer's batch.
   */
  Chain chain(Producer producer) {
    Chain chain = producer == owner.producer() ? own : stagedBy(producer);
    if (!chain.touched) {
      touch(chain, producer);
    }
    if (chain.congested) {
      producer.congested(this);
    }
    return chain;
  }

  private void touch(Chain chain, Producer producer) {
    chain.touched = true;
    if (chain == own) {
      turn.claim();
    }
    long pending = pendingBytes();
    chain.pendingAtTouch = chain == own ? inFlightBytes : pending;
    chain.congested = pending > congestionBytes && !stuck;
    producer.touched(this);
  }

  private Chain stagedBy(Producer producer) {
    Chain[] chains = staged;
    if (chains == null) {
      chains = stagedArray(owner.producerCount());
    }
    Chain chain = chains[producer.index()];
    if (chain == null) {
      chain = new Chain();
      chains[producer.index()] = chain;
    }
    return chain;
  }

  private synchronized Chain[] stagedArray(int producers) {
    Chain[] chains = staged;
    if (chains == null) {
      chains = new Chain[producers];
      staged = chains;
    }
    return chains;
  }

  /** Whether {@code bytes} more would exceed the limit; then the connection's end is under way. */
  boolean wouldOverflow(Chain chain, long bytes) {
    if (chain.pendingAtTouch + chain.bytes + bytes <= maxPendingBytes) {
      return false;
    }
    overflow();
    return true;
  }

  /** Whether so much is pending that producers are held back. */
  boolean farBehind(Chain chain) {
    return chain.pendingAtTouch + chain.bytes > congestionBytes;
  }

  /** Whether three quarters of the limit are used (CORE-253). */
  boolean nearlyFull(Chain chain) {
    return chain.pendingAtTouch + chain.bytes > maxPendingBytes * 3 / 4;
  }

  /** Ends the connection as a slow consumer; any thread. */
  public void overflow() {
    if (overflowed.compareAndSet(false, true)) {
      owner.execute(overflow::overflowed);
    }
  }

  /** Whether the limit was exceeded. */
  boolean overflowing() {
    return overflowed.getOpaque();
  }

  /** Appends control bytes such as PONG; loop only. */
  public void control(byte[] bytes) {
    Producer producer = owner.producer();
    Chain chain = chain(producer);
    int at = 0;
    while (at < bytes.length) {
      Segment segment = chain.room(producer, 1);
      int length = Math.min(segment.room(), bytes.length - at);
      segment.bytes.put(segment.end, bytes, at, length);
      segment.end += length;
      chain.bytes += length;
      at += length;
    }
  }

  /**
   * At the end of a producer's batch: hands its chain to the owner, or to the transport where the
   * producer is the owner's.
   */
  void flush(Producer producer) {
    if (producer == owner.producer()) {
      own.touched = false;
      pump();
      return;
    }
    Chain chain = stagedBy(producer);
    chain.touched = false;
    Segment first = chain.head;
    if (first == null) {
      return;
    }
    if (chain.bytes <= WRITTEN_AT_ONCE_BYTES
        && first.next == null
        && owner.resting()
        && producer.writesAtOnce()
        && handedOverBytes.get() == 0
        && turn.tryVisit()) {
      writeAtOnce(producer, chain, first);
    } else {
      handOver(chain, first);
    }
  }

  private void handOver(Chain chain, Segment first) {
    Handover handover = first.handover;
    if (handover == null) {
      throw new IllegalStateException("a chain begins with memory of its own");
    }
    handover.describe(this, chain);
    handedOverBytes.addAndGet(chain.bytes);
    chain.take();
    owner.handOver(first);
  }

  /** What the transport does not take at once goes to the owner like any other chain. */
  private void writeAtOnce(Producer producer, Chain chain, Segment first) {
    int length = first.length();
    int taken = handedOverBytes.get() == 0 && !closed ? transport.writeNow(first) : 0;
    if (taken > 0) {
      sentMessages.add(chain.messages);
      sentMessageBytes.add(chain.messageBytes);
      writtenBytes.add(taken);
      chain.messages = 0;
      chain.messageBytes = 0;
    }
    if (taken == length) {
      chain.take();
      producer.releaseSegment(first);
    } else {
      first.from += taken;
      chain.bytes -= taken;
      handOver(chain, first);
    }
    if (turn.endVisit()) {
      owner.execute(this::resume);
    }
  }

  /** A producer was writing when the owner wanted to. */
  private void resume() {
    if (!own.touched) {
      pump();
    }
  }

  /** Takes over a chain that another producer filled; loop only. */
  void accept(Segment first, Handover handover) {
    turn.claim();
    handedOverBytes.addAndGet(-handover.bytes);
    Producer producer = owner.producer();
    if (closed) {
      producer.releaseChain(first);
      return;
    }
    if (!own.touched) {
      own.touched = true;
      own.pendingAtTouch = inFlightBytes;
      own.congested = false;
      producer.touched(this);
    }
    own.appendAll(producer, first, handover);
  }

  private void pump() {
    if (closed) {
      discard();
      return;
    }
    if (inFlightBytes == 0 && own.head == null) {
      pendingBytes = 0;
      turn.release();
    } else if (inFlightBytes == 0 && !turn.visited()) {
      inFlightBytes = own.bytes;
      sentMessages.add(own.messages);
      sentMessageBytes.add(own.messageBytes);
      pendingBytes = inFlightBytes;
      lastProgressNanos = owner.nanoTime();
      Segment first = own.take();
      if (first != null) {
        transport.send(first);
      }
    } else {
      pendingBytes = inFlightBytes + own.bytes;
      if (pendingBytes > maxPendingBytes) {
        overflow();
      }
    }
  }

  /** The transport has written {@code segment}; loop only. */
  public void written(Segment segment) {
    int bytes = segment.length();
    owner.producer().releaseSegment(segment);
    inFlightBytes -= bytes;
    writtenBytes.add(bytes);
    stuck = false;
    long pending = inFlightBytes + own.bytes;
    pendingBytes = pending;
    lastProgressNanos = owner.nanoTime();
    if (inFlightBytes == 0 && !own.touched) {
      if (own.head == null) {
        turn.release();
      } else {
        own.touched = true;
        own.pendingAtTouch = 0;
        owner.producer().touched(this);
      }
    }
    if (waiters != null && pending < congestionBytes / 2) {
      wakeWaiters();
    }
  }

  /** Runs {@code resume} on {@code loop} when the destination has caught up; any thread. */
  void whenDrained(Loop loop, Runnable resume) {
    synchronized (this) {
      List<Waiter> list = waiters;
      if (list == null) {
        list = new ArrayList<>(2);
        waiters = list;
      }
      list.add(new Waiter(loop, resume));
    }
    if (closed || pendingBytes() < congestionBytes / 2) {
      wakeWaiters();
    }
  }

  /**
   * Nothing was written for as long as a producer may be held back: nobody waits until it moves
   * again (CORE-253).
   */
  void stuckSince(long writtenBytesBefore) {
    if (writtenBytes.get() == writtenBytesBefore) {
      stuck = true;
    }
  }

  private void wakeWaiters() {
    List<Waiter> list;
    synchronized (this) {
      list = waiters;
      waiters = null;
    }
    if (list != null) {
      for (Waiter waiter : list) {
        waiter.loop().execute(waiter.resume());
      }
    }
  }

  /** Accepts nothing more; what is queued stays for the transport if {@code flush}; loop only. */
  public void close(boolean flush) {
    if (closed) {
      return;
    }
    turn.claim();
    turn.awaitVisitor();
    if (flush) {
      sentMessages.add(own.messages);
      sentMessageBytes.add(own.messageBytes);
      Segment first = own.take();
      if (first != null) {
        for (Segment s = first; s != null; s = s.next) {
          inFlightBytes += s.length();
        }
        transport.send(first);
      }
    }
    closed = true;
    discard();
    wakeWaiters();
  }

  private void discard() {
    Segment first = own.take();
    if (first != null) {
      owner.producer().releaseChain(first);
    }
    pendingBytes = inFlightBytes;
  }
}

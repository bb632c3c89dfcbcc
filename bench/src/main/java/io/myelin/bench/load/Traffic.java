package io.myelin.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Publishers and subscribers of one shape on one server, connected and subscribed, with every
 * delivered message checked. {@link #run} belongs to one thread; two traffics may run side by side.
 */
final class Traffic implements AutoCloseable {
  private static final Duration STALL_LIMIT = Duration.ofSeconds(10);
  private static final long POLL_NANOS = 100_000;
  private static final Duration JOIN_STEP = Duration.ofMillis(100);
  private static final int MIN_WINDOW_MESSAGES = 64;

  private final TrafficShape shape;
  private final RunFailure failure = new RunFailure();
  private final List<Publisher> publishers = new ArrayList<>();
  private final List<Inbound> publisherInbounds = new ArrayList<>();
  private final List<Inbound> subscribers = new ArrayList<>();
  private final List<InboundReader> readers = new ArrayList<>();
  private final FlightWindow window;
  private final @Nullable RawConnection relayCounter;
  private final int publishedFrameBytes;
  private int phases;

  private Traffic(RunningServer server, TrafficShape asked, int windowBytes) throws IOException {
    boolean relay = server.target().isRelay();
    this.shape = relay ? asked.forRelay() : asked;
    List<FrameRing> published = publishedRings(relay);
    this.publishedFrameBytes = published.getFirst().frameBytes();
    int windowMessages =
        Math.max(MIN_WINDOW_MESSAGES, windowBytes / publishedFrameBytes / shape.publishers());
    this.window =
        new FlightWindow(shape.publishers(), shape.subscribers(), windowMessages, failure);
    this.relayCounter = relay ? relayConnection(server.address(), Relay.COUNTER) : null;
    try {
      for (int s = 0; s < shape.subscribers(); s++) {
        subscribers.add(subscriber(server.address(), s, relay));
      }
      if (!subscribers.isEmpty()) {
        readers.add(InboundReader.start("subscribers", subscribers, failure));
      }
      if (!relay) {
        awaitPongs(subscribers, 1);
      }
      for (int p = 0; p < shape.publishers(); p++) {
        addPublisher(server.address(), p, published.get(p), relay);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Connects everyone.
   *
   * @param windowBytes how many published bytes may be under way, all publishers together
   */
  static Traffic open(RunningServer server, TrafficShape shape, int windowBytes)
      throws IOException {
    return new Traffic(server, shape, windowBytes);
  }

  private List<FrameRing> publishedRings(boolean relay) {
    return relay
        ? deliveredRings(0, 1)
        : IntStream.range(0, shape.publishers())
            .mapToObj(
                p -> FrameRing.published(shape.plan(), p, shape.payloadBytes(), shape.ringFrames()))
            .toList();
  }

  private List<FrameRing> deliveredRings(int first, int step) {
    return IntStream.range(0, shape.publishers())
        .mapToObj(
            p ->
                FrameRing.delivered(
                    shape.plan(), p, shape.payloadBytes(), shape.ringFrames(), first, step))
        .toList();
  }

  private static RawConnection relayConnection(InetSocketAddress address, byte role)
      throws IOException {
    RawConnection connection = RawConnection.open(address);
    readByte(connection);
    connection.write(ByteBuffer.wrap(new byte[] {role}));
    return connection;
  }

  private static void readByte(RawConnection connection) throws IOException {
    if (connection.channel().read(ByteBuffer.allocate(1)) != 1) {
      throw new IOException("the relay closed the connection");
    }
  }

  private Inbound subscriber(InetSocketAddress address, int subscriber, boolean relay)
      throws IOException {
    RawConnection connection;
    if (relay) {
      connection = relayConnection(address, Relay.SUBSCRIBER);
      readByte(connection);
    } else {
      connection = RawConnection.openClient(address);
      StringBuilder subscribe = new StringBuilder();
      for (SubjectPlan.Subscription subscription : shape.plan().subscriptions(subscriber)) {
        subscribe.append("SUB ").append(subscription.filter());
        subscribe.append(' ').append(subscription.id()).append("\r\n");
      }
      connection.write(subscribe.append("PING\r\n").toString());
    }
    int step = shape.plan().step();
    int first = subscriber % step;
    Inbound[] self = new Inbound[1];
    self[0] =
        new Inbound(
            "subscriber " + subscriber,
            connection,
            deliveredRings(first, step),
            first,
            step,
            messages -> advance(self[0].checker(), subscriber));
    return self[0];
  }

  private void advance(FrameChecker checker, int subscriber) {
    for (int p = 0; p < shape.publishers(); p++) {
      window.advance(subscriber, p, checker.nextSequence(p));
    }
  }

  private void addPublisher(InetSocketAddress address, int id, FrameRing ring, boolean relay)
      throws IOException {
    RawConnection connection;
    if (relay) {
      connection = relayConnection(address, Relay.PUBLISHER);
      connection.write(ByteBuffer.allocate(Integer.BYTES).putInt(ring.frameBytes()).flip());
    } else {
      connection = RawConnection.openClient(address);
    }
    Inbound inbound = new Inbound("publisher " + id, connection, List.of(), 0, 1, messages -> {});
    publisherInbounds.add(inbound);
    readers.add(InboundReader.start("publisher-" + id, List.of(inbound), failure));
    publishers.add(new Publisher(id, connection, ring, window));
  }

  /** Messages published in all phases. */
  long published() {
    return publishers.stream().mapToLong(Publisher::published).sum();
  }

  /** Messages that have to be delivered for what was published in all phases. */
  long deliveries() {
    return shape.deliveries(published());
  }

  /**
   * Publishes until the rule says stop, and waits until everything arrived and the server has
   * answered a PING behind the last message of each publisher.
   *
   * @throws InvalidRunException if anything is lost, doubled, out of order or damaged
   */
  PhaseResult run(StopRule rule) throws IOException, InterruptedException {
    long publishedBefore = published();
    long deliveredBefore = deliveries();
    List<Thread> threads = new ArrayList<>();
    long start = System.nanoTime();
    for (Publisher publisher : publishers) {
      threads.add(
          Thread.ofPlatform().daemon().name("publish").start(() -> publish(publisher, rule)));
    }
    awaitPublished(threads);
    awaitDelivered();
    long nanos = System.nanoTime() - start;
    long delivered = subscribers.stream().mapToLong(Inbound::messages).sum();
    if (delivered != deliveries()) {
      throw new InvalidRunException(
          delivered + " messages arrived where " + deliveries() + " were expected");
    }
    return new PhaseResult(published() - publishedBefore, delivered - deliveredBefore, nanos);
  }

  private void publish(Publisher publisher, StopRule rule) {
    try {
      publisher.publish(rule);
      if (relayCounter == null) {
        publisher.connection().write("PING\r\n");
      }
    } catch (IOException | RuntimeException e) {
      failure.record(e);
    }
  }

  private void awaitPublished(List<Thread> threads) throws InterruptedException {
    Stall stall = new Stall();
    for (Thread thread : threads) {
      while (!thread.join(JOIN_STEP)) {
        stall.require(published(), "messages published");
      }
    }
    failure.check();
  }

  private void awaitDelivered() throws IOException {
    RawConnection counter = relayCounter;
    if (counter == null) {
      phases++;
      awaitPongs(publisherInbounds, phases);
    } else {
      awaitRelayed(counter);
    }
    Stall stall = new Stall();
    for (int p = 0; p < publishers.size(); p++) {
      long last = publishers.get(p).published();
      while (window.slowest(p) < last) {
        stall.pause(window.slowest(p), "messages of publisher " + p + " of " + last);
      }
    }
  }

  private void awaitPongs(List<Inbound> inbounds, int pongs) {
    Stall stall = new Stall();
    for (Inbound inbound : inbounds) {
      while (inbound.pongs() < pongs) {
        stall.pause(subscribers.stream().mapToLong(Inbound::messages).sum(), "messages, no PONG");
      }
    }
  }

  private void awaitRelayed(RawConnection counter) throws IOException {
    long expected = published() * publishedFrameBytes;
    Stall stall = new Stall();
    long moved = relayed(counter);
    while (moved < expected) {
      stall.pause(moved, "bytes relayed of " + expected);
      moved = relayed(counter);
    }
  }

  private static long relayed(RawConnection counter) throws IOException {
    counter.write("?");
    ByteBuffer answer = ByteBuffer.allocate(Long.BYTES);
    while (answer.hasRemaining()) {
      if (counter.channel().read(answer) < 0) {
        throw new IOException("the relay closed the connection");
      }
    }
    return answer.getLong(0);
  }

  /** Waits in small steps and gives up when nothing moved for ten seconds. */
  private final class Stall {
    private long last = -1;
    private long since = System.nanoTime();

    void pause(long reached, String what) {
      require(reached, what);
      LockSupport.parkNanos(this, POLL_NANOS);
    }

    void require(long reached, String what) {
      failure.check();
      long now = System.nanoTime();
      if (reached != last) {
        last = reached;
        since = now;
      } else if (now - since > STALL_LIMIT.toNanos()) {
        throw new InvalidRunException(
            "nothing moved for " + STALL_LIMIT.toSeconds() + " s at " + reached + " " + what);
      }
    }
  }

  /**
   * Fails if any thread failed since the last phase.
   *
   * @throws InvalidRunException with the first failure
   */
  void check() {
    failure.check();
  }

  @Override
  public void close() throws IOException {
    for (InboundReader reader : readers) {
      reader.close();
    }
    RawConnection counter = relayCounter;
    if (counter != null) {
      counter.close();
    }
  }
}

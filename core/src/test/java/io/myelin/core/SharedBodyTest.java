package io.myelin.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A large message for several clients is held once")
class SharedBodyTest {
  private static final String QUIET = "CONNECT {\"verbose\":false}\r\n";
  private static final String WITH_HEADERS = "CONNECT {\"verbose\":false,\"headers\":true}\r\n";
  private static final int MAX_PENDING = 1 << 20;
  private static final int SUBSCRIBERS = 8;

  private final SimulatedServer server = new SimulatedServer(2);
  private SimulatedClient publisher;
  private final List<SimulatedClient> subscribers = new ArrayList<>();

  @BeforeEach
  void connect() {
    server.settings = SimulatedServer.settings(1024, 1 << 20, MAX_PENDING, 0);
    publisher = server.connect();
    publisher.send(WITH_HEADERS);
  }

  /** Clients on both loops that listen to {@code a}. */
  private void subscribe(int count) {
    for (int i = 0; i < count; i++) {
      SimulatedClient client = server.connect(i % 2);
      client.send((i % 3 == 0 ? WITH_HEADERS : QUIET) + "SUB a " + i + "\r\n");
      subscribers.add(client);
    }
  }

  private static String text(int length, int seed) {
    char[] chars = new char[length];
    for (int i = 0; i < length; i++) {
      chars[i] = (char) ('a' + (i * 7 + i / 4096 + seed) % 26);
    }
    return new String(chars);
  }

  private static String published(String payload) {
    return "PUB a " + payload.length() + "\r\n" + payload + "\r\n";
  }

  private static String message(int sid, String payload) {
    return "MSG a " + sid + " " + payload.length() + "\r\n" + payload + "\r\n";
  }

  /**
   * Bytes that are neither idle in the pool nor spare with a producer; to be asked once, since it
   * takes all idle segments away. Fails if one is there twice, that is, was given back twice.
   */
  private long bytesInUse() {
    long used = server.pool.usedBytes();
    Set<Segment> idle = Collections.newSetFromMap(new IdentityHashMap<>());
    for (SimulatedLoop loop : server.loops) {
      for (int size : new int[] {1, SegmentPool.SMALL_BYTES}) {
        Segment segment = loop.producer().acquireSegment(size);
        while (server.pool.usedBytes() == used) {
          assertThat(idle.add(segment)).as("given back once").isTrue();
          segment = loop.producer().acquireSegment(size);
        }
        used = server.pool.usedBytes();
        idle.add(segment);
      }
    }
    return used - idle.stream().mapToLong(segment -> segment.bytes().capacity()).sum();
  }

  @AfterEach
  void nothingIsLeft() {
    for (SimulatedClient client : subscribers) {
      client.reads = true;
      client.catchUp();
      client.session().disconnected(CloseReason.CLIENT_CLOSED);
      client.drop();
    }
    server.settle();
    assertThat(bytesInUse()).as("only what producers fill").isIn(0L, 65_536L, 2 * 65_536L);
  }

  @ParameterizedTest
  @ValueSource(ints = {4000, 4096, 5000, 16_384, 65_000, 65_536, 66_000, 300_000, 1_000_000})
  @DisplayName("everyone gets every byte")
  void content(int length) {
    subscribe(5);
    for (int round = 0; round < 3; round++) {
      String payload = text(length, round);
      publisher.send(published(payload));
      for (int i = 0; i < 5; i++) {
        assertThat(subscribers.get(i).take()).isEqualTo(message(i, payload));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 5000, 70_000})
  @DisplayName("CORE-129 who does not know headers gets the payload of the same bytes")
  void headers(int headerBytes) {
    subscribe(4);
    String headers = "NATS/1.0\r\nA: " + text(headerBytes, 0) + "\r\n\r\n";
    String payload = text(9000, 1);
    int total = headers.length() + payload.length();
    publisher.send(
        "HPUB a r " + headers.length() + " " + total + "\r\n" + headers + payload + "\r\n");
    for (int i = 0; i < 4; i++) {
      assertThat(subscribers.get(i).take())
          .isEqualTo(
              i % 3 == 0
                  ? "HMSG a "
                      + i
                      + " r "
                      + headers.length()
                      + " "
                      + total
                      + "\r\n"
                      + headers
                      + payload
                      + "\r\n"
                  : "MSG a " + i + " r 9000\r\n" + payload + "\r\n");
    }
  }

  @Test
  @DisplayName("CORE-251 each counts all bytes, memory is used for them once")
  void heldOnce() {
    subscribe(20);
    subscribers.forEach(client -> client.reads = false);
    long before = server.pool.usedBytes();
    String payload = text(16_384, 0);
    for (int i = 0; i < 50; i++) {
      publisher.send(published(payload));
    }
    long pending = 50L * message(1, payload).length();
    for (SimulatedClient client : subscribers) {
      assertThat(client.session().outbound().pendingBytes()).isBetween(pending, pending + 50);
    }
    long lines = 20L * 2 * 65_536;
    assertThat(server.pool.usedBytes() - before).isLessThan(pending * 11 / 10 + lines);
    for (int i = 0; i < 20; i++) {
      SimulatedClient client = subscribers.get(i);
      client.reads = true;
      client.catchUp();
      assertThat(client.take()).isEqualTo(message(i, payload).repeat(50));
      assertThat(client.session().outbound().pendingBytes()).isZero();
    }
  }

  @Test
  @DisplayName("a shorter message is shared by those that are far behind")
  void farBehind() {
    server.settings = SimulatedServer.settings(1024, 1 << 20, 16 << 20, 0);
    subscribe(20);
    subscribers.forEach(client -> client.reads = false);
    long before = server.pool.usedBytes();
    String payload = text(5000, 0);
    for (int i = 0; i < 1000; i++) {
      publisher.send(published(payload));
    }
    long copies = 20L * ((1 << 20) + 2 * 65_536);
    assertThat(server.pool.usedBytes() - before).isLessThan(5_000_000L * 11 / 10 + copies);
    for (int i = 0; i < 20; i++) {
      SimulatedClient client = subscribers.get(i);
      client.reads = true;
      client.catchUp();
      assertThat(client.take()).isEqualTo(message(i, payload).repeat(1000));
    }
  }

  @Test
  @DisplayName("lines and short messages in between share segments")
  void between() {
    subscribe(2);
    subscribers.forEach(client -> client.reads = false);
    String large = text(15_000, 0);
    long before = server.pool.usedBytes();
    for (int i = 0; i < 30; i++) {
      publisher.send(published(large) + published("short") + published(large));
    }
    assertThat(server.pool.usedBytes() - before).isLessThan(60L * 15_002 * 11 / 10 + 4 * 65_536);
    for (int i = 0; i < 2; i++) {
      SimulatedClient client = subscribers.get(i);
      client.reads = true;
      client.catchUp();
      String round = message(i, large) + message(i, "short") + message(i, large);
      assertThat(client.take()).isEqualTo(round.repeat(30));
    }
  }

  @Test
  @DisplayName("the block is used again when everybody has read it")
  void usedAgain() {
    subscribe(3);
    for (int i = 0; i < 100; i++) {
      publisher.send(published(text(16_000, i)));
    }
    long before = server.pool.usedBytes();
    for (int i = 0; i < 200; i++) {
      publisher.send(published(text(16_000, i)));
    }
    assertThat(server.pool.usedBytes()).isEqualTo(before);
  }

  @Test
  @DisplayName("CORE-251 a connection beyond its limit is cut off, the others lose nothing")
  void overflow() {
    subscribe(3);
    SimulatedClient stuck = subscribers.get(1);
    stuck.reads = false;
    String payload = text(100_000, 0);
    for (int i = 0; i < 20; i++) {
      publisher.send(published(payload));
    }
    assertThat(server.closed).containsExactly(CloseReason.SLOW_CONSUMER_PENDING_BYTES);
    assertThat(stuck.take()).isEmpty();
    assertThat(subscribers.get(0).take()).isEqualTo(message(0, payload).repeat(20));
    assertThat(subscribers.get(2).take()).isEqualTo(message(2, payload).repeat(20));
  }

  @Test
  @DisplayName("a connection ends while another has read half")
  void endsHalfWay() {
    subscribe(4);
    subscribers.forEach(client -> client.reads = false);
    String payload = text(200_000, 0);
    publisher.send(published(payload));
    publisher.send(published(payload));
    SimulatedClient half = subscribers.get(0);
    half.takeOne();
    half.takeOne();
    subscribers.get(1).session().disconnected(CloseReason.CLIENT_CLOSED);
    subscribers.get(1).drop();
    subscribers.get(2).session().close(CloseReason.CLIENT_CLOSED);
    subscribers.get(2).drop();
    publisher.send(published(text(50_000, 3)));
    half.reads = true;
    half.catchUp();
    assertThat(half.take()).isEqualTo(message(0, payload).repeat(2) + message(0, text(50_000, 3)));
  }

  @Test
  @DisplayName("what was appended in the same round goes out before the connection ends")
  void closedWithFlush() {
    subscribe(2);
    String payload = text(70_000, 0);
    publisher.input(published(payload));
    subscribers.get(0).session().close(CloseReason.CLIENT_CLOSED);
    server.settle();
    assertThat(subscribers.get(0).take()).isEqualTo(message(0, payload));
    assertThat(subscribers.get(1).take()).isEqualTo(message(1, payload));
  }

  @Test
  @DisplayName("what reaches a loop after the connection has ended is dropped")
  void handedOverTooLate() {
    subscribe(4);
    publisher.input(published(text(70_000, 0)));
    publisher.loop().settle();
    subscribers.get(1).session().disconnected(CloseReason.CLIENT_CLOSED);
    server.settle();
    assertThat(subscribers.get(1).take()).isEmpty();
    assertThat(subscribers.get(3).take()).isEqualTo(message(3, text(70_000, 0)));
  }

  @Test
  @DisplayName("one member of a queue group beside plain subscriptions")
  void someOnly() {
    subscribe(2);
    publisher.send("SUB a q 9\r\n");
    SimulatedClient member = server.connect(1);
    member.send(QUIET + "SUB a q 8\r\n");
    subscribers.add(member);
    String payload = text(20_000, 0);
    publisher.send(published(payload));
    String chosen = publisher.take() + member.take();
    assertThat(chosen).isIn(message(9, payload), message(8, payload));
    assertThat(subscribers.get(0).take()).isEqualTo(message(0, payload));
    publisher.send("UNSUB 9\r\n");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  @DisplayName("random sizes, readers and ends: what is read is right, and all memory comes back")
  void random(long seed) {
    Random random = new Random(seed);
    subscribe(SUBSCRIBERS);
    StringBuilder[] expected = new StringBuilder[SUBSCRIBERS];
    StringBuilder[] received = new StringBuilder[SUBSCRIBERS];
    Arrays.setAll(expected, i -> new StringBuilder());
    Arrays.setAll(received, i -> new StringBuilder());
    SimulatedClient second = server.connect(1);
    second.send(QUIET);
    SimulatedClient last = publisher;
    for (int step = 0; step < 400; step++) {
      int number = random.nextInt(SUBSCRIBERS);
      SimulatedClient client = subscribers.get(number);
      switch (random.nextInt(12)) {
        case 0 -> client.reads = !client.reads;
        case 1 -> client.catchUp();
        case 2 -> client.takeOne();
        case 3 -> client.loop().rest();
        case 4 -> server.settle();
        case 5 -> {
          if (random.nextInt(10) == 0) {
            client.session().disconnected(CloseReason.CLIENT_CLOSED);
            client.drop();
          }
        }
        default -> {
          SimulatedClient from = random.nextBoolean() ? publisher : second;
          if (from != last) {
            server.settle();
            last = from;
          }
          int size = random.nextBoolean() ? 60 : 1 << (8 + random.nextInt(10));
          String payload = text(size + random.nextInt(40), step);
          from.input(published(payload));
          for (int i = 0; i < SUBSCRIBERS; i++) {
            if (!subscribers.get(i).ended) {
              expected[i].append(message(i, payload));
            }
          }
        }
      }
      received[number].append(client.take());
    }
    server.settle();
    for (int i = 0; i < SUBSCRIBERS; i++) {
      SimulatedClient client = subscribers.get(i);
      boolean whole = !client.ended;
      client.reads = true;
      client.catchUp();
      String all = received[i].append(client.take()).toString();
      if (whole) {
        assertThat(all.equals(expected[i].toString())).as("all that was sent to %s", i).isTrue();
      } else {
        assertThat(expected[i].toString().startsWith(all)).as("the beginning for %s", i).isTrue();
      }
    }
  }
}

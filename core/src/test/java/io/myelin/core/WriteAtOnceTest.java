package io.myelin.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A producer writes a short batch itself to a connection of a resting loop")
class WriteAtOnceTest {
  private static final String QUIET = "CONNECT {\"verbose\":false}\r\n";
  private static final String FIRST = "MSG a 1 5\r\nfirst\r\n";
  private static final String SECOND = "MSG a 1 6\r\nsecond\r\n";

  private final SimulatedServer server = new SimulatedServer(2);
  private final SimulatedClient publisher = server.connect();
  private final SimulatedClient subscriber = server.connect(1);

  @BeforeEach
  void subscribe() {
    publisher.send(QUIET);
    subscriber.send(QUIET + "SUB a 1\r\n");
    subscriber.takesAtOnceBytes = Integer.MAX_VALUE;
    subscriber.loop().rest();
  }

  private void publish(String payload) {
    publisher.loop().rest();
    publisher.input("PUB a " + payload.length() + "\r\n" + payload + "\r\n");
    publisher.loop().settle();
  }

  @Test
  @DisplayName("it arrives although the owner does nothing, and is counted")
  void atOnce() {
    publish("first");
    publish("second");
    assertThat(subscriber.take()).isEqualTo(FIRST + SECOND);
    Outbound outbound = subscriber.session().outbound();
    assertThat(outbound.sentMessages()).isEqualTo(2);
    assertThat(outbound.sentMessageBytes()).isEqualTo(11);
    assertThat(outbound.pendingBytes()).isZero();
    server.settle();
    assertThat(subscriber.take()).isEmpty();
  }

  @Test
  @DisplayName("what the socket does not take goes through the owner, and nothing overtakes it")
  void inPart() {
    subscriber.takesAtOnceBytes = 7;
    publish("first");
    subscriber.takesAtOnceBytes = Integer.MAX_VALUE;
    publish("second");
    assertThat(subscriber.take()).isEqualTo(FIRST.substring(0, 7));
    assertThat(subscriber.session().outbound().pendingBytes())
        .isEqualTo(FIRST.length() - 7 + SECOND.length());
    server.settle();
    assertThat(subscriber.take()).isEqualTo(FIRST.substring(7) + SECOND);
    assertThat(subscriber.session().outbound().sentMessages()).isEqualTo(2);
    assertThat(subscriber.session().outbound().pendingBytes()).isZero();
  }

  @Test
  @DisplayName("not while the owner has something of its own")
  void ownersTurn() {
    subscriber.input("PING\r\n");
    subscriber.loop().rest();
    publish("first");
    assertThat(subscriber.take()).isEmpty();
    server.settle();
    assertThat(subscriber.take()).isEqualTo("PONG\r\n" + FIRST);
    subscriber.loop().rest();
    publish("second");
    assertThat(subscriber.take()).isEqualTo(SECOND);
  }

  @Test
  @DisplayName("not while an earlier write is stuck; afterwards again")
  void unwritten() {
    subscriber.reads = false;
    subscriber.input("PING\r\n");
    server.settle();
    subscriber.loop().rest();
    publish("first");
    server.settle();
    assertThat(subscriber.take()).isEmpty();
    subscriber.reads = true;
    subscriber.catchUp();
    assertThat(subscriber.take()).isEqualTo("PONG\r\n" + FIRST);
    subscriber.loop().rest();
    publish("second");
    assertThat(subscriber.take()).isEqualTo(SECOND);
  }

  @Test
  @DisplayName("not when the owner works anyway")
  void working() {
    subscriber.input("PUB nobody 0\r\n\r\n");
    publish("first");
    assertThat(subscriber.take()).isEmpty();
    server.settle();
    assertThat(subscriber.take()).isEqualTo(FIRST);
  }

  @Test
  @DisplayName("not when several connections of the producer's loop had input in this round")
  void severalInputs() {
    SimulatedClient other = server.connect();
    publisher.loop().rest();
    other.input("PUB a 5\r\nfirst\r\n");
    publisher.input("PUB a 6\r\nsecond\r\n");
    publisher.loop().settle();
    assertThat(subscriber.take()).isEmpty();
    server.settle();
    assertThat(subscriber.take()).isEqualTo(FIRST + SECOND);
  }

  @Test
  @DisplayName("not to a connection that has ended")
  void ended() {
    subscriber.session().close(CloseReason.CLIENT_CLOSED);
    publish("first");
    server.settle();
    assertThat(subscriber.take()).isEmpty();
  }

  @Test
  @DisplayName("CORE-126 who has the last message of a subscription may use its sid again")
  void sidOfEndedSubscription() {
    subscriber.input("UNSUB 1 1\r\n");
    subscriber.loop().settle();
    subscriber.loop().rest();
    publish("first");
    assertThat(subscriber.take()).isEqualTo(FIRST);
    subscriber.input("SUB a 1\r\n");
    server.settle();
    publish("second");
    server.settle();
    assertThat(subscriber.take()).isEqualTo(SECOND);
  }
}

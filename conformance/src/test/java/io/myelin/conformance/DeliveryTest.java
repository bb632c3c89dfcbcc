package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeliveryTest {
  private static final String LOUD = "{\"verbose\":true,\"pedantic\":false,\"headers\":true}";

  @RegisterExtension static final Servers SERVER = Servers.shared("http_port: -1");
  @RegisterExtension final Servers servers = new Servers();

  private RawClient open(String options) {
    return servers.closing(SERVER.get().connect(options));
  }

  private RawClient open() {
    return open(RawClient.PLAIN);
  }

  @Test
  @DisplayName("CORE-120 a sid is any text and comes back verbatim")
  void sids() {
    RawClient client = open();
    for (String sid : new String[] {"1", "007", "abc", "-", "a-b_c/d:e", "999999999999999999999"}) {
      client.sendLines("SUB sid.x " + sid).publish("sid.x", "x");
      client.expectMessage("sid.x " + sid + " 1", "x");
      client.sendLines("UNSUB " + sid).barrier();
    }
  }

  @Test
  @DisplayName("CORE-121 CORE-146 SEC-146 queue names are free, only _sys_ is refused")
  void queueNames() {
    RawClient client = open();
    client
        .sendLines("SUB q.names _sys_ 1")
        .expectError("Permissions Violation for Subscription to \"q.names\" using queue \"_sys_\"");
    client.sendLines("SUB q.names a..*.> 2").publish("q.names", "x");
    client.expectMessage("q.names 2 1", "x").barrier();
  }

  @Test
  @DisplayName("CORE-122 CORE-221 an invalid subject is an error, no subscription, no close")
  void invalidSubjects() {
    for (String options : new String[] {RawClient.PLAIN, LOUD}) {
      RawClient client = open(options);
      for (String subject :
          new String[] {"foo..bar", ".foo", "foo.", "foo.>.bar", ">.x", ".", "a.>.>"}) {
        client.sendLines("SUB " + subject + " 1").expectError("Invalid Subject").barrier();
      }
    }
  }

  @Test
  @DisplayName("CORE-122 CORE-361 foo* and foo> are plain text")
  void notWildcards() {
    RawClient client = open().sendLines("SUB lit* 1", "SUB *lit 2", "SUB lit> 3", "SUB a>b.c*d 4");
    client.publish("litx", "a").publish("xlit", "b").publish("lit", "c").barrier();
    client.publish("lit*", "d").expectMessage("lit* 1 1", "d");
    client.publish("*lit", "e").expectMessage("*lit 2 1", "e");
    client.publish("lit>", "f").expectMessage("lit> 3 1", "f");
    client.publish("a>b.c*d", "g").expectMessage("a>b.c*d 4 1", "g").barrier();
  }

  @Test
  @DisplayName("CORE-123 a sid in use keeps its first subscription")
  void sidInUse() {
    RawClient client = open(LOUD);
    client.sendLines("SUB dup.a 1").expect("+OK").sendLines("SUB dup.b 1").expect("+OK");
    client.publish("dup.b", "x").expect("+OK").barrier();
    client.publish("dup.a", "y").expect("+OK").expectMessage("dup.a 1 1", "y").barrier();
  }

  @Test
  @DisplayName("CORE-124 UNSUB of an unknown sid is ignored")
  void unknownSid() {
    open(LOUD).sendLines("UNSUB nope").expect("+OK").sendLines("UNSUB 9 5").expect("+OK").barrier();
    open().sendLines("UNSUB nope", "UNSUB 9 5").barrier();
  }

  @Test
  @DisplayName("CORE-125 UNSUB removes at once, also a pending max")
  void unsubscribe() {
    RawClient client = open().sendLines("SUB unsub.a 1", "UNSUB 1").publish("unsub.a", "x");
    client.barrier();
    client.sendLines("SUB unsub.a 1", "UNSUB 1 5", "UNSUB 1").publish("unsub.a", "x").barrier();
    client.sendLines("SUB unsub.a 1").publish("unsub.a", "y").expectMessage("unsub.a 1 1", "y");
  }

  @Test
  @DisplayName("CORE-126 UNSUB max counts from the SUB; message number max is still delivered")
  void automaticUnsubscribe() {
    RawClient client = open().sendLines("SUB auto 1").publish("auto", "1").publish("auto", "2");
    client.sendLines("UNSUB 1 4");
    for (int i = 3; i <= 6; i++) {
      client.publish("auto", Integer.toString(i));
    }
    for (int i = 1; i <= 4; i++) {
      client.expectMessage("auto 1 1", Integer.toString(i));
    }
    client.barrier();
  }

  @Test
  @DisplayName("CORE-126 UNSUB max at or below what was delivered, 0 or no number removes at once")
  void automaticUnsubscribeInThePast() {
    for (String max : new String[] {"2", "1", "0", "x"}) {
      RawClient client = open().sendLines("SUB past 1").publish("past", "a").publish("past", "b");
      client.sendLines("UNSUB 1 " + max).publish("past", "c");
      client.expectMessage("past 1 1", "a").expectMessage("past 1 1", "b").barrier();
      client.close();
    }
  }

  @Test
  @DisplayName("CORE-126 a later UNSUB max replaces the limit")
  void automaticUnsubscribeReplaced() {
    RawClient client = open().sendLines("SUB again 1", "UNSUB 1 1", "UNSUB 1 3");
    for (int i = 1; i <= 5; i++) {
      client.publish("again", Integer.toString(i));
    }
    for (int i = 1; i <= 3; i++) {
      client.expectMessage("again 1 1", Integer.toString(i));
    }
    client.barrier();
  }

  @Test
  @DisplayName("CORE-127 exactly max messages, also with concurrent publishers")
  void exactlyMax() throws InterruptedException {
    RawClient client = open().sendLines("SUB exact 1", "UNSUB 1 100").barrier();
    List<Thread> publishers = new ArrayList<>();
    for (int p = 0; p < 4; p++) {
      RawClient publisher = open();
      publishers.add(
          Thread.ofPlatform()
              .start(() -> publisher.send("PUB exact 1\r\nx\r\n".repeat(200)).barrier()));
    }
    for (int i = 0; i < 100; i++) {
      client.expectMessage("exact 1 1", "x");
    }
    for (Thread publisher : publishers) {
      publisher.join();
    }
    client.barrier();
  }

  @Test
  @DisplayName("CORE-129 without headers support the block is stripped and the size reduced")
  void headersStripped() {
    RawClient old = open().sendLines("SUB strip 1").barrier();
    RawClient modern = open(RawClient.MODERN).sendLines("SUB strip 2");
    modern.send("HPUB strip re.ply 22 24\r\nNATS/1.0\r\nBar: Baz\r\n\r\nhi\r\n");
    modern.expectBytes("HMSG strip 2 re.ply 22 24\r\nNATS/1.0\r\nBar: Baz\r\n\r\nhi\r\n");
    old.expectMessage("strip 1 re.ply 2", "hi");
    modern.send("HPUB strip 12 12\r\nNATS/1.0\r\n\r\n\r\n");
    old.expectMessage("strip 1 0", "").barrier();
  }

  @Test
  @DisplayName("CORE-130 overlapping subscriptions each get their copy")
  void overlapping() {
    RawClient client =
        open().sendLines("SUB over.a 1", "SUB over.* 2", "SUB over.> 3", "SUB over.a 4");
    client
        .publish("over.a", "x")
        .barrierAfterMessages("over.a 1 1|x", "over.a 2 1|x", "over.a 3 1|x", "over.a 4 1|x");
  }

  @Test
  @DisplayName("CORE-131 echo off: a queue group's other member is tried")
  void echoOffInQueue() {
    RawClient publisher = open("{\"verbose\":false,\"echo\":false}");
    publisher.sendLines("SUB eq q 1", "SUB eq q 2", "SUB eq q 3");
    RawClient other = open().sendLines("SUB eq q 9").barrier();
    for (int i = 0; i < 20; i++) {
      publisher.publish("eq", "x");
    }
    publisher.barrier();
    for (int i = 0; i < 20; i++) {
      other.expectMessage("eq 9 1", "x");
    }
    other.barrier();
  }

  @Test
  @DisplayName("CORE-131 CORE-150 echo off with only oneself interested: no responders")
  void echoOffAlone() {
    RawClient client =
        open("{\"verbose\":false,\"echo\":false,\"headers\":true,\"no_responders\":true}");
    client.sendLines("SUB solo 1", "SUB solo q 2", "SUB inbox.solo 3", "PUB solo inbox.solo 0", "");
    client.expectMatch("HMSG inbox\\.solo 3 \\d+ \\d+");
    client.expect("NATS/1.0 503");
  }

  @Test
  @DisplayName("CORE-132 a queue group is its name across all matching patterns")
  void queueAcrossPatterns() {
    RawClient client =
        open()
            .sendLines(
                "SUB grp.* q 1",
                "SUB grp.> q 2",
                "SUB grp.a q 3",
                "SUB grp.a other 4",
                "SUB grp.a 5");
    int[] received = new int[6];
    for (int i = 0; i < 60; i++) {
      client.publish("grp.a", "x");
      for (int j = 0; j < 3; j++) {
        received[Integer.parseInt(client.expectMatch("MSG grp\\.a (\\d) 1").group(1))]++;
        client.expect("x");
      }
    }
    client.barrier();
    assertThat(received[1] + received[2] + received[3]).isEqualTo(60);
    assertThat(received[4]).isEqualTo(60);
    assertThat(received[5]).isEqualTo(60);
  }

  @Test
  @DisplayName("CORE-133 members of a queue group get nearly even shares")
  void evenShares() {
    RawClient client = open();
    int members = 5;
    for (int i = 0; i < members; i++) {
      client.sendLines("SUB even q " + i);
    }
    int messages = 5_000;
    client.barrier();
    RawClient publisher = open().send("PUB even 0\r\n\r\n".repeat(messages)).barrier();
    int[] received = new int[members];
    for (int i = 0; i < messages; i++) {
      received[Integer.parseInt(client.expectMatch("MSG even (\\d) 0").group(1))]++;
      client.expect("");
    }
    assertThat(Arrays.stream(received).boxed().toList())
        .allMatch(n -> n > messages / members / 2 && n < messages / members * 3 / 2);
    publisher.barrier();
  }

  @Test
  @DisplayName("CORE-133 a member that left or reached its max is passed over")
  void membersGone() {
    RawClient stays = open().sendLines("SUB gone q 1").barrier();
    RawClient limited = open().sendLines("SUB gone q 2", "UNSUB 2 1").barrier();
    RawClient leaves = open().sendLines("SUB gone q 3").barrier();
    leaves.close();
    long cid = leaves.info().number("client_id");
    assertThat(SERVER.get().monitoring().closedReason(cid)).isEqualTo("Client Closed");
    RawClient publisher = open().send("PUB gone 0\r\n\r\n".repeat(40)).barrier();
    int count = 0;
    stays.sendLines("PING");
    for (String line = stays.readLine(); !line.equals("PONG"); line = stays.readLine()) {
      assertThat(line).isEqualTo("MSG gone 1 0");
      stays.expect("");
      count++;
    }
    limited.sendLines("PING");
    for (String line = limited.readLine(); !line.equals("PONG"); line = limited.readLine()) {
      assertThat(line).isEqualTo("MSG gone 2 0");
      limited.expect("");
      count++;
    }
    assertThat(count).isEqualTo(40);
    publisher.barrier();
  }

  @Test
  @DisplayName(
      "CORE-136 CORE-240 one publisher's messages arrive in order, before the PONG behind them")
  void order() {
    RawClient subscriber = open().sendLines("SUB ord.> 1").barrier();
    RawClient publisher = open();
    int messages = 20_000;
    StringBuilder batch = new StringBuilder();
    for (int i = 0; i < messages; i++) {
      String payload = Integer.toString(i);
      batch.append("PUB ord.").append(i % 7).append(' ').append(payload.length());
      batch.append("\r\n").append(payload).append("\r\n");
    }
    publisher.send(batch.toString()).barrier();
    subscriber.sendLines("PING");
    for (int i = 0; i < messages; i++) {
      String payload = Integer.toString(i);
      subscriber.expectMessage("ord." + i % 7 + " 1 " + payload.length(), payload);
    }
    subscriber.expect("PONG");
  }

  @Test
  @DisplayName(
      "CORE-137 +OK for CONNECT, SUB, UNSUB and each publish, before its message, not for PING")
  void verbose() {
    RawClient client = open(LOUD);
    client.sendLines("SUB verb 1").expect("+OK");
    client.publish("verb", "x").expect("+OK").expectMessage("verb 1 1", "x");
    client.sendLines("HPUB verb 12 12", "NATS/1.0", "", "").expect("+OK");
    client.expectBytes("HMSG verb 1 12 12\r\nNATS/1.0\r\n\r\n\r\n");
    client.sendLines("PONG").sendLines("UNSUB 1").expect("+OK").barrier();
    client
        .sendLines("PUB verb 3")
        .send("ab")
        .expectSilence(Duration.ofMillis(100))
        .send("c\r\n")
        .expect("+OK")
        .barrier();
  }

  @Test
  @DisplayName("CORE-330 what was queued before UNSUB arrives before the PONG behind it")
  void drain() {
    RawClient client = open().sendLines("SUB drain 1").barrier();
    RawClient publisher = open().send("PUB drain 1\r\nx\r\n".repeat(1000)).barrier();
    client.sendLines("UNSUB 1", "PING");
    for (int i = 0; i < 1000; i++) {
      client.expectMessage("drain 1 1", "x");
    }
    client.expect("PONG");
    publisher.publish("drain", "y").barrier();
    client.barrier();
  }
}

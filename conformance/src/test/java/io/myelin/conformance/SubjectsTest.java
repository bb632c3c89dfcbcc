package io.myelin.conformance;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SubjectsTest {
  @RegisterExtension static final Servers SERVER = Servers.shared("");
  @RegisterExtension final Servers servers = new Servers();

  private RawClient open() {
    return servers.closing(SERVER.get().connect(RawClient.PLAIN));
  }

  @Test
  @DisplayName("CORE-360 tokens are case-sensitive and hold any byte but white space")
  void tokens() {
    RawClient client = open();
    String utf8 =
        new String("zürich.東京.🚀".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    String[] subjects = {utf8, "a$b.#.!@%^&()", "\u0001\u007f\u00ff.x", "\"q\".'s'", "a\\b.{c}[d]"};
    for (int i = 0; i < subjects.length; i++) {
      client.sendLines("SUB " + subjects[i] + " " + i).publish(subjects[i], "x");
      client.expectMessage(subjects[i] + " " + i + " 1", "x");
    }
    client.sendLines("SUB case.Foo 9").publish("case.foo", "x").publish("CASE.Foo", "x").barrier();
  }

  @Test
  @DisplayName("CORE-360 there is no limit on tokens or length below max_control_line")
  void longSubjects() {
    RawClient client = open();
    String manyTokens = "t.".repeat(999) + "t";
    client.sendLines("SUB " + manyTokens + " 1", "SUB " + "*.".repeat(999) + "* 2");
    client
        .publish(manyTokens, "x")
        .barrierAfterMessages(manyTokens + " 1 1|x", manyTokens + " 2 1|x");
    String longToken = "x".repeat(4000);
    client.sendLines("SUB " + longToken + " 3").publish(longToken, "x");
    client.expectMessage(longToken + " 3 1", "x").barrier();
  }

  @Test
  @DisplayName("CORE-361 CORE-362 * is exactly one token, > one or more")
  void wildcards() {
    RawClient client =
        open()
            .sendLines(
                "SUB m.> gt",
                "SUB m.* star",
                "SUB *.b starb",
                "SUB m.*.c mid",
                "SUB m.*.> stargt",
                "SUB *.* two");
    client.publish("m", "x").barrier();
    client.publish("m.a", "x").barrierAfterMessages("m.a gt 1|x", "m.a star 1|x", "m.a two 1|x");
    client
        .publish("m.b", "x")
        .barrierAfterMessages("m.b gt 1|x", "m.b star 1|x", "m.b starb 1|x", "m.b two 1|x");
    client.publish("m.a.b", "x").barrierAfterMessages("m.a.b gt 1|x", "m.a.b stargt 1|x");
    client
        .publish("m.a.c", "x")
        .barrierAfterMessages("m.a.c gt 1|x", "m.a.c mid 1|x", "m.a.c stargt 1|x");
    client.publish("a.b", "x").barrierAfterMessages("a.b starb 1|x", "a.b two 1|x");
  }

  @Test
  @DisplayName("CORE-362 > alone matches every subject of the account")
  void everything() {
    RawClient client = open().sendLines("SUB > all");
    for (String subject : new String[] {"a", "a.b", "a.b.c.d.e.f", "$x.y", "_INBOX.1"}) {
      client.publish(subject, "x").expectMessage(subject + " all 1", "x");
    }
    client.barrier();
  }

  @Test
  @DisplayName("CORE-363 a published * or > token is not treated as a wildcard")
  void publishedWildcards() {
    RawClient client = open().sendLines("SUB pw.a a", "SUB pw.* star", "SUB pw.> gt");
    client.publish("pw.*", "x").barrierAfterMessages("pw.* star 1|x", "pw.* gt 1|x");
    client.publish("pw.>", "x").barrierAfterMessages("pw.> star 1|x", "pw.> gt 1|x");
  }

  @Test
  @DisplayName("CORE-365 interest that changes between publishes counts at once, wildcard or not")
  void interestChanges() {
    RawClient publisher = open();
    RawClient subscriber = open();
    for (int round = 0; round < 20; round++) {
      publisher.publish("ch.x.y", "before").barrier();
      subscriber.sendLines("SUB ch.x.y 1", "SUB ch.*.y 2", "SUB ch.> 3").barrier();
      publisher.publish("ch.x.y", "on").barrier();
      subscriber.barrierAfterMessages("ch.x.y 1 2|on", "ch.x.y 2 2|on", "ch.x.y 3 2|on");
      subscriber.sendLines("UNSUB 2").barrier();
      publisher.publish("ch.x.y", "two").barrier();
      subscriber.barrierAfterMessages("ch.x.y 1 3|two", "ch.x.y 3 3|two");
      subscriber.sendLines("UNSUB 1", "UNSUB 3").barrier();
    }
  }

  @Test
  @DisplayName("CORE-365 disable_sublist_cache changes nothing in what is delivered")
  void withoutCache() {
    ServerUnderTest server = servers.start("disable_sublist_cache: true");
    RawClient client = servers.closing(server.connect(RawClient.PLAIN)).sendLines("SUB a.* 1");
    client.publish("a.b", "x").expectMessage("a.b 1 1", "x").publish("a", "x").barrier();
  }

  @Test
  @DisplayName("CORE-366 subjects reserved by convention only are ordinary to an open server")
  void conventions() {
    RawClient client =
        open().sendLines("SUB $KV.> 1", "SUB $O.> 2", "SUB $SRV.> 3", "SUB _INBOX.> 4");
    client.publish("$KV.b.k", "x").expectMessage("$KV.b.k 1 1", "x");
    client.publish("$O.b.C.x", "x").expectMessage("$O.b.C.x 2 1", "x");
    client.publish("$SRV.PING", "x").expectMessage("$SRV.PING 3 1", "x");
    client.publish("_INBOX.q", "x").expectMessage("_INBOX.q 4 1", "x").barrier();
  }
}

package io.myelin.conformance;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Since("2.12")
class NoRespondersTest {
  @RegisterExtension
  static final Servers SERVER = Servers.shared("mappings { \"old.*\": \"new.$1\" }");

  @RegisterExtension final Servers servers = new Servers();

  private RawClient open() {
    return servers.closing(SERVER.get().connect(RawClient.MODERN));
  }

  private static String status(String reply, String sid, String subject) {
    int length = 32 + subject.length();
    return "HMSG %s %s %d %d\r\nNATS/1.0 503\r\nNats-Subject: %s\r\n\r\n\r\n"
        .formatted(reply, sid, length, length, subject);
  }

  @Test
  @DisplayName("CORE-150 no responders: 503 with the subject, before the PONG behind the request")
  void noResponders() {
    RawClient client = open().sendLines("SUB _INBOX.a.* 7", "PUB foo.bar _INBOX.a.1 0", "", "PING");
    client.expectBytes(status("_INBOX.a.1", "7", "foo.bar")).expect("PONG").barrier();
  }

  @Test
  @DisplayName("CORE-150 the same for a request with headers and payload")
  void noRespondersWithHeaders() {
    RawClient client = open().sendLines("SUB _INBOX.h 7");
    client.send("HPUB foo _INBOX.h 12 14\r\nNATS/1.0\r\n\r\nhi\r\n");
    client.expectBytes(status("_INBOX.h", "7", "foo")).barrier();
  }

  @Test
  @DisplayName("CORE-150 no status without reply, with a responder, or without no_responders")
  void noStatus() {
    RawClient client = open().sendLines("SUB _INBOX.b 1").publish("nobody", "x").barrier();
    RawClient responder = open().sendLines("SUB somebody 1").barrier();
    client.sendLines("PUB somebody _INBOX.b 0", "").barrier();
    responder.expectMessage("somebody 1 _INBOX.b 0", "").barrier();
    RawClient old = servers.closing(SERVER.get().connect("{\"verbose\":false,\"headers\":true}"));
    old.sendLines("SUB _INBOX.c 1", "PUB nobody _INBOX.c 0", "").barrier();
  }

  @Test
  @DisplayName("CORE-151 Nats-Subject is the mapped subject")
  void mappedSubject() {
    RawClient client = open().sendLines("SUB _INBOX.d 1", "PUB old.x _INBOX.d 0", "");
    client.expectBytes(status("_INBOX.d", "1", "new.x")).barrier();
  }

  @Test
  @DisplayName(
      "CORE-152 no status to another connection's, a queue or a missing inbox subscription")
  void onlyOwnPlainInbox() {
    RawClient other = open().sendLines("SUB _INBOX.e 1").barrier();
    RawClient client = open().sendLines("PUB nobody _INBOX.e 0", "").barrier();
    client.sendLines("SUB _INBOX.f q 1", "PUB nobody _INBOX.f 0", "").barrier();
    client.sendLines("PUB nobody _INBOX.g 0", "").barrier();
    other.barrier();
  }

  @Test
  @DisplayName("CORE-152 a refused publish gets its error only")
  void refusedPublish() {
    open()
        .sendLines("SUB _INBOX.h 1", "PUB _GR_.x _INBOX.h 0", "")
        .expectError("Permissions Violation for Publish to \"_GR_.x\"")
        .barrier();
  }

  @Test
  @DisplayName("CORE-153 a queue group responds as long as a member accepts")
  void queueResponds() {
    RawClient member = open().sendLines("SUB work q 1", "UNSUB 1 2").barrier();
    RawClient client = open().sendLines("SUB _INBOX.i 1");
    client.sendLines("PUB work _INBOX.i 0", "", "PUB work _INBOX.i 0", "").barrier();
    client.sendLines("PUB work _INBOX.i 0", "").expectBytes(status("_INBOX.i", "1", "work"));
    member.expectMessage("work 1 _INBOX.i 0", "").expectMessage("work 1 _INBOX.i 0", "").barrier();
  }

  @Test
  @DisplayName("CORE-127 a 503 does not count towards the max of the inbox subscription")
  void statusDoesNotCount() {
    RawClient client = open().sendLines("SUB _INBOX.j 1", "UNSUB 1 1", "PUB nobody _INBOX.j 0", "");
    client.expectBytes(status("_INBOX.j", "1", "nobody"));
    client.publish("_INBOX.j", "late").expectMessage("_INBOX.j 1 4", "late");
    client.publish("_INBOX.j", "more").barrier();
  }
}

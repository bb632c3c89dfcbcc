package io.myelin.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.protocol.Ascii;
import io.myelin.protocol.ConnectOptions;
import io.myelin.protocol.PublishedMessage;
import io.myelin.protocol.SubjectMapping;
import io.myelin.protocol.Subjects;
import io.myelin.security.Identity;
import org.jspecify.annotations.Nullable;

/**
 * What one client publishes: the checks of CORE-104, delivery, and the answer when nobody is there.
 * Loop thread only, except for the counts.
 */
final class ClientPublisher {
  private static final String ACK_REPLY_PREFIX = "$JS.ACK.";
  private static final String SERVICE_REPLY_PREFIX = "_R_.";
  private static final String GATEWAY_REPLY_PREFIX = "_GR_.";

  private final ClientSession session;
  private final ClientOutput output;
  private final ClientHost host;
  private final Producer producer;
  private final SingleWriterCounter messages = new SingleWriterCounter();
  private final SingleWriterCounter bytes = new SingleWriterCounter();
  private long messageCount;
  private long byteCount;
  private boolean verbose = ConnectOptions.DEFAULT.verbose();
  private boolean pedantic = ConnectOptions.DEFAULT.pedantic();
  private boolean noResponders;
  private @Nullable Destination exclude;
  private boolean system;
  private @Nullable Account account;
  private @Nullable Identity identity;
  private @Nullable Route lastRoute;

  ClientPublisher(ClientSession session, ClientOutput output, ClientHost host, Loop loop) {
    this.session = session;
    this.output = output;
    this.host = host;
    this.producer = loop.producer();
  }

  /** CONNECT or a reload changed who publishes, or how. */
  void identityChanged(Account home, Identity who, ConnectOptions options) {
    account = home;
    identity = who;
    system = host.accounts().isSystem(home);
    verbose = options.verbose();
    pedantic = options.pedantic();
    noResponders = options.noResponders();
    exclude = options.echo() ? null : output;
    lastRoute = null;
  }

  /**
   * At the end of a read batch: shows what was counted to other threads; whether there was
   * anything.
   */
  boolean publishCounts() {
    if (messages.get() == messageCount) {
      return false;
    }
    messages.set(messageCount);
    bytes.set(byteCount);
    return true;
  }

  /** Messages received, refused or not (CORE-106); any thread. */
  long messages() {
    return messages.get();
  }

  /** Bytes of header and payload of {@link #messages()}; any thread. */
  long bytes() {
    return bytes.get();
  }

  /** Publishes one message; see {@link io.myelin.protocol.ClientEvents#message}. */
  void publish(PublishedMessage message, boolean sameLine) {
    messageCount++;
    byteCount += message.bodyLength();
    if (session.tracing()) {
      host.log().tracePublish(session, message);
    }
    Route route = lastRoute;
    if (!sameLine || route == null || !route.current()) {
      lastRoute = null;
      route = resolve(message);
      if (route == null) {
        return;
      }
    }
    if (verbose) {
      session.acknowledge();
    }
    boolean taken = !route.empty() && Router.deliver(producer, route, message, exclude);
    if (!taken && noResponders && message.replyLength() > 0) {
      answerNoResponders(message);
    }
  }

  /** Finds the route and checks what the publisher may do; null when the message is refused. */
  private @Nullable Route resolve(PublishedMessage message) {
    Account home = account;
    Identity who = identity;
    if (home == null || who == null) {
      return null;
    }
    if (pedantic && !Subjects.isValidLiteral(message.subjectText())) {
      session.sendError("Invalid Publish Subject");
    }
    Route route = Router.find(producer, home, who.permissions(), system, message, false);
    SubjectMapping mapping = route.mapping;
    if (mapping != null) {
      map(mapping, message);
      route = Router.find(producer, home, who.permissions(), system, message, true);
    }
    if (route.reserved || (route.denied && !session.mayAnswer(message))) {
      refuse("Publish to ", "Publish", message.subjectText());
      return null;
    }
    if (message.replyLength() > 0 && reservedReply(message)) {
      refuse("Publish with Reply of ", "Publish with Reply", message.replyText());
      return null;
    }
    lastRoute = mapping != null || route.denied ? null : route;
    return route;
  }

  private void map(SubjectMapping mapping, PublishedMessage message) {
    String from = session.tracing() ? message.subjectText() : "";
    Router.map(producer, mapping, message);
    if (session.tracing()) {
      host.log().trace(session, "<<-", "MAPPING " + from + " -> " + message.subjectText());
    }
  }

  private void refuse(String operation, String logged, String subject) {
    session.sendError("Permissions Violation for " + operation + Ascii.quoted(subject));
    host.log().permissionDenied(session, logged, subject);
  }

  private static boolean reservedReply(PublishedMessage message) {
    byte first = message.reply().get(message.replyAt());
    if (first != '_' && first != '$') {
      return false;
    }
    String reply = message.replyText();
    return reply.startsWith(SERVICE_REPLY_PREFIX)
        || reply.startsWith(ACK_REPLY_PREFIX)
        || reply.startsWith(GATEWAY_REPLY_PREFIX);
  }

  /** Tells a requester that nobody is there (CORE-150 to CORE-152). */
  private void answerNoResponders(PublishedMessage message) {
    Account home = account;
    if (home == null) {
      return;
    }
    byte[] reply = Ascii.bytes(message.reply(), message.replyAt(), message.replyLength());
    for (Subscription subscription : home.interest().match(reply, 0, reply.length).plain()) {
      if (subscription.destination() == output) {
        String headers = "NATS/1.0 503\r\nNats-Subject: " + message.subjectText() + "\r\n\r\n";
        int length = headers.getBytes(UTF_8).length;
        String sid = subscription.sidText();
        String line = "HMSG " + new String(reply, UTF_8) + " " + sid + " " + length + " " + length;
        session.send((line + "\r\n" + headers + "\r\n").getBytes(UTF_8));
        return;
      }
    }
  }
}

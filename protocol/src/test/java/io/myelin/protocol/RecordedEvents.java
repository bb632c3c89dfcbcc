package io.myelin.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a parser reports, as text. */
final class RecordedEvents implements ClientEvents {
  final List<String> events = new ArrayList<>();

  @Override
  public void message(PublishedMessage message, boolean sameLine) {
    events.add(
        "MSG "
            + message.subjectText()
            + (message.replyLength() > 0 ? " reply=" + message.replyText() : "")
            + " header="
            + Ascii.text(message.body(), message.bodyAt(), message.headerLength())
            + " payload="
            + Ascii.text(
                message.body(),
                message.bodyAt() + message.headerLength(),
                message.bodyLength() - message.headerLength()));
  }

  @Override
  public void subscribe(
      ByteBuffer in,
      int subjectAt,
      int subjectLength,
      int queueAt,
      int queueLength,
      int sidAt,
      int sidLength) {
    events.add(
        "SUB "
            + Ascii.text(in, subjectAt, subjectLength)
            + " queue="
            + Ascii.text(in, queueAt, queueLength)
            + " sid="
            + Ascii.text(in, sidAt, sidLength));
  }

  @Override
  public void unsubscribe(ByteBuffer in, int sidAt, int sidLength, long max) {
    events.add("UNSUB " + Ascii.text(in, sidAt, sidLength) + " max=" + max);
  }

  @Override
  public void connect(ByteBuffer in, int at, int length) {
    events.add("CONNECT " + Ascii.text(in, at, length));
  }

  @Override
  public void ping() {
    events.add("PING");
  }

  @Override
  public void pong() {
    events.add("PONG");
  }

  @Override
  public void info(ByteBuffer in, int at, int length) {
    events.add("INFO " + Ascii.text(in, at, length));
  }

  @Override
  public void peerError(ByteBuffer in, int at, int length) {
    events.add("ERR " + Ascii.text(in, at, length));
  }

  @Override
  public void violation(Violation violation, ByteBuffer in, int at, int limit) {
    events.add("VIOLATION " + violation);
  }
}

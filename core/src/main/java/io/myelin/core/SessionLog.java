package io.myelin.core;

import io.myelin.protocol.PublishedMessage;

/** What sessions report to the log. Any thread may call. */
public interface SessionLog {
  /** The client broke the protocol and is closed, with or without an error sent. */
  void protocolError(ClientSession session, String what);

  /** The input could not be parsed; {@code shown} is its quoted beginning (CORE-029). */
  void parseError(ClientSession session, String shown);

  /** The client sent {@code -ERR} (CORE-026). */
  void peerError(ClientSession session, String text);

  /** Credentials were refused. */
  void authenticationError(ClientSession session, String why);

  /** An operation was not permitted. */
  void permissionDenied(ClientSession session, String operation, String subject);

  /** The client does not keep up and is closed. */
  void slowConsumer(ClientSession session, String why);

  /** A message was dropped for a client that is far behind (CORE-253). */
  void dropped(ClientSession session);

  /** The client does not answer PINGs. */
  void stale(ClientSession session);

  /** A traced protocol line (CORE-866); {@code direction} is its arrow. */
  void trace(ClientSession session, String direction, String line);

  /** A traced publish with its payload. */
  void tracePublish(ClientSession session, PublishedMessage message);

  /** A traced delivery with its payload. */
  void traceDelivery(
      ClientSession session,
      PublishedMessage message,
      Subscription subscription,
      boolean withHeaders,
      int skippedHeaderBytes);
}

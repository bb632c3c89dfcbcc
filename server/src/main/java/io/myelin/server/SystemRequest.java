package io.myelin.server;

import io.myelin.core.Account;
import io.myelin.core.ClientSession;
import io.myelin.core.Loop;
import org.jspecify.annotations.Nullable;

/** A request that a client sent to the server itself. */
final class SystemRequest {
  private final Account account;
  private final @Nullable ClientSession client;
  private final Loop loop;
  private final String subject;
  private final String reply;
  private final byte[] payload;

  SystemRequest(
      Account account,
      @Nullable ClientSession client,
      Loop loop,
      String subject,
      String reply,
      byte[] payload) {
    this.account = account;
    this.client = client;
    this.loop = loop;
    this.subject = subject;
    this.reply = reply;
    this.payload = payload;
  }

  /** Where it was sent, and where the answer goes. */
  Account account() {
    return account;
  }

  /** Who sent it, null when it was not a client of this server. */
  @Nullable ClientSession client() {
    return client;
  }

  /** The loop that it came in on; answers go out there, so that they keep their order. */
  Loop loop() {
    return loop;
  }

  /** Where the answer goes, empty for nowhere. */
  String reply() {
    return reply;
  }

  byte[] payload() {
    return payload;
  }

  /** The token of the subject at that place, counted from 0; empty when there is none. */
  String token(int index) {
    String[] tokens = subject.split("\\.", -1);
    return index < tokens.length ? tokens[index] : "";
  }
}

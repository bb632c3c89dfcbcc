package io.myelin.jetstream.consumer;

import io.myelin.jetstream.model.PullRequest;
import org.jspecify.annotations.Nullable;

/** A pull request that waits for messages, and what is left of it. */
final class WaitingRequest {
  static final long NEVER = Long.MAX_VALUE;

  private final PullRequest request;
  private final byte[] reply;
  private final long expiresAtNanos;
  private long heartbeatAtNanos;
  private long remainingMessages;
  private long remainingBytes;
  private boolean served;
  private boolean congested;
  private String pinId;

  /** Neighbours in the line of its priority. */
  @Nullable WaitingRequest before;

  @Nullable WaitingRequest after;

  /** Place in the heap of timers and the time it is filed under. */
  int heapIndex = -1;

  long filedNanos;

  WaitingRequest(PullRequest request, byte[] reply, long nowNanos) {
    this.request = request;
    this.reply = reply;
    this.expiresAtNanos = request.expiresNanos() != 0 ? nowNanos + request.expiresNanos() : NEVER;
    this.heartbeatAtNanos =
        request.idleHeartbeatNanos() > 0 ? nowNanos + request.idleHeartbeatNanos() : NEVER;
    this.remainingMessages = request.batch();
    this.remainingBytes = request.maxBytes();
    this.pinId = request.id();
  }

  PullRequest request() {
    return request;
  }

  byte[] reply() {
    return reply;
  }

  long expiresAtNanos() {
    return expiresAtNanos;
  }

  long heartbeatAtNanos() {
    return heartbeatAtNanos;
  }

  /** When something is to be done about it, {@link #NEVER} for never. */
  long dueNanos() {
    return Math.min(expiresAtNanos, heartbeatAtNanos);
  }

  long remainingMessages() {
    return remainingMessages;
  }

  /** 0 where bytes are not limited. */
  long remainingBytes() {
    return remainingBytes;
  }

  boolean limitsBytes() {
    return request.maxBytes() > 0;
  }

  /** Whether it got a message. */
  boolean served() {
    return served;
  }

  /** The pin that it holds, empty for none. */
  String pinId() {
    return pinId;
  }

  void pinId(String pin) {
    pinId = pin;
  }

  boolean congested() {
    return congested;
  }

  void congested(boolean is) {
    congested = is;
  }

  /** Whether it ends when there is nothing more to deliver (CON-352, CON-353). */
  boolean endsWithoutMessages() {
    return request.noWait() && (expiresAtNanos == NEVER || served);
  }

  void heartbeatSent(long nowNanos) {
    heartbeatAtNanos = nowNanos + request.idleHeartbeatNanos();
  }

  /** A message of this size went to it. */
  void took(long bytes, long nowNanos) {
    remainingMessages--;
    if (limitsBytes()) {
      remainingBytes -= bytes;
    }
    served = true;
    if (heartbeatAtNanos != NEVER) {
      heartbeatSent(nowNanos);
    }
  }

  boolean satisfied() {
    return remainingMessages <= 0 || (limitsBytes() && remainingBytes <= 0);
  }

  /** Its place in the order of priorities; requests that name none are last (CON-466). */
  int line() {
    return request.json() ? (int) request.priority() : WaitingRequests.LAST_LINE;
  }
}

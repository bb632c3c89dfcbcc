package io.myelin.jetstream.consumer;

import io.myelin.config.GoDuration;
import io.myelin.jetstream.model.ConsumerConfig;
import io.myelin.jetstream.model.InvalidJsonException;
import io.myelin.jetstream.model.PriorityPolicy;
import io.myelin.jetstream.model.PullRequest;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Pull requests from their arrival to their end (section 10, section 13). */
final class PullRequests {
  private static final long PURGE_INTERVAL_NANOS = 1_000_000_000L;
  private static final byte[] NO_REPLY = new byte[0];

  private final ConsumerCore core;
  private final WaitingRequests waiting;
  private final PinnedClient pinned;
  private long purgedNanos;
  private long activeNanos;

  PullRequests(ConsumerCore core) {
    this.core = core;
    this.waiting =
        new WaitingRequests(core.settings().priorityPolicy() == PriorityPolicy.PRIORITIZED);
    this.pinned = new PinnedClient(core.random());
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  PinnedClient pinned() {
    return pinned;
  }

  /** When the last request was accepted or told that there is nothing (CON-165). */
  long activeNanos() {
    return activeNanos;
  }

  /** A request arrives. */
  void arrive(byte[] payload, byte[] reply, boolean apiLevelKnown, long nowNanos) {
    String refusal = "";
    PullRequest request = PullRequest.ONE;
    if (core.settings().push()) {
      refusal = Statuses.PUSH_BASED;
    } else if (!apiLevelKnown) {
      refusal = Statuses.API_LEVEL;
    } else {
      try {
        request = PullRequest.decode(payload);
        refusal = refusal(request, nowNanos);
      } catch (InvalidJsonException e) {
        refusal = "400 Bad Request - " + e.getMessage();
      }
    }
    if (refusal.isEmpty()) {
      refusal = enqueue(request, reply, nowNanos);
    }
    if (!refusal.isEmpty()) {
      core.output().status(reply, NO_REPLY, Statuses.line(refusal));
    }
  }

  /** Why a request is not taken, in the order of CON-350; empty if it is. */
  private String refusal(PullRequest request, long nowNanos) {
    ConsumerConfig config = core.settings().config();
    if (request.idleHeartbeatNanos() > 0
        && request.idleHeartbeatNanos() > request.expiresNanos() / 2) {
      return badRequest("heartbeat value too large");
    }
    if (config.maxRequestBatch() > 0 && request.batch() > config.maxRequestBatch()) {
      return "409 Exceeded MaxRequestBatch of " + config.maxRequestBatch();
    }
    if (config.maxRequestExpiresNanos() > 0
        && request.expiresNanos() > config.maxRequestExpiresNanos()) {
      return "409 Exceeded MaxRequestExpires of "
          + GoDuration.format(Duration.ofNanos(config.maxRequestExpiresNanos()));
    }
    if (config.maxRequestMaxBytes() > 0 && request.maxBytes() > config.maxRequestMaxBytes()) {
      return "409 Exceeded MaxRequestMaxBytes of " + config.maxRequestMaxBytes();
    }
    return request.json() ? priorityRefusal(request, config, nowNanos) : "";
  }

  private String priorityRefusal(PullRequest request, ConsumerConfig config, long nowNanos) {
    PriorityPolicy policy = config.priorityPolicy();
    if ((request.minPending() != 0 || request.minAckPending() != 0)
        && policy != PriorityPolicy.OVERFLOW) {
      return badRequest("Not a Overflow Priority consumer");
    }
    if (!request.id().isEmpty() && policy != PriorityPolicy.PINNED_CLIENT) {
      return badRequest("Not a Pinned Client Priority consumer");
    }
    if (request.priority() < 0 || request.priority() > 9) {
      return badRequest("Priority must be between 0 and 9");
    }
    if (policy == PriorityPolicy.NONE) {
      return "";
    }
    if (request.group().isEmpty()) {
      return badRequest("Priority Group missing");
    }
    if (!config.priorityGroups().contains(request.group())) {
      return badRequest("Invalid Priority Group");
    }
    if (!request.id().isEmpty() && !pinned.pinId().isEmpty()) {
      if (!request.id().equals(pinned.pinId())) {
        return Statuses.PIN_MISMATCH;
      }
      pinned.renew(nowNanos, config.priorityTimeoutNanos());
    }
    return "";
  }

  private static String badRequest(String why) {
    return "400 Bad Request - " + why;
  }

  private String enqueue(PullRequest request, byte[] reply, long nowNanos) {
    ConsumerConfig config = core.settings().config();
    if (isFull(config) && nowNanos - purgedNanos >= PURGE_INTERVAL_NANOS) {
      purgedNanos = nowNanos;
      dropDead(nowNanos);
    }
    if (request.noWait()) {
      long available = core.available();
      if (available == 0 && request.expiresNanos() == 0) {
        activeNanos = nowNanos;
        return Statuses.NO_MESSAGES;
      }
      if (available > 0 && available < waiting.wantedMessages()) {
        dropDead(nowNanos);
        if (available < waiting.wantedMessages()) {
          activeNanos = nowNanos;
          return Statuses.REQUESTS_PENDING;
        }
      }
    }
    if (isFull(config)) {
      return request.idleHeartbeatNanos() > 0 ? "" : Statuses.MAX_WAITING;
    }
    activeNanos = nowNanos;
    waiting.add(new WaitingRequest(request, reply, nowNanos));
    return "";
  }

  private boolean isFull(ConsumerConfig config) {
    return config.maxWaiting() > 0 && waiting.size() >= config.maxWaiting();
  }

  /**
   * The request that gets the next message; {@code null} if nobody may have it. Requests that
   * cannot take it, and never could, are ended on the way.
   *
   * @param bytes size of the message (CON-361)
   * @param pending messages to come, this one included
   */
  @Nullable WaitingRequest select(long bytes, long pending, long nowNanos) {
    PriorityPolicy policy = core.settings().priorityPolicy();
    WaitingRequest each = waiting.first();
    while (each != null) {
      WaitingRequest following = waiting.behind(each);
      if (each.expiresAtNanos() <= nowNanos) {
        end(each, Statuses.REQUEST_TIMEOUT, true);
      } else if (!each.congested() && mayTake(each, policy, pending)) {
        if (each.limitsBytes() && bytes > each.remainingBytes()) {
          end(each, Statuses.MESSAGE_TOO_LARGE, true);
        } else {
          return each;
        }
      }
      each = following;
    }
    return null;
  }

  private boolean mayTake(WaitingRequest request, PriorityPolicy policy, long pending) {
    return switch (policy) {
      case NONE, PRIORITIZED -> true;
      case OVERFLOW -> overflows(request.request(), pending);
      case PINNED_CLIENT -> mayTakePinned(request);
    };
  }

  private boolean overflows(PullRequest request, long pending) {
    if (request.minPending() <= 0 && request.minAckPending() <= 0) {
      return true;
    }
    return (request.minPending() > 0 && pending >= request.minPending())
        || (request.minAckPending() > 0 && core.ledger().size() >= request.minAckPending());
  }

  private boolean mayTakePinned(WaitingRequest request) {
    if (request.pinId().isEmpty()) {
      return pinned.pinId().isEmpty();
    }
    if (request.pinId().equals(pinned.pinId())) {
      return true;
    }
    end(request, Statuses.WRONG_PIN, true);
    return false;
  }

  /**
   * The pin that goes with a message to the request; a request without one that may have it gets it
   * now (CON-462).
   */
  String pinFor(WaitingRequest request, long nowNanos) {
    if (pinned.pinId().isEmpty() && request.request().json()) {
      ConsumerSettings settings = core.settings();
      request.pinId(pinned.pin(nowNanos, settings.config().priorityTimeoutNanos()));
      core.output().event(new ConsumerEvent.Pinned(settings.priorityGroup(), pinned.pinId()));
    }
    return pinned.pinId();
  }

  /** A message of this size was sent to the request. */
  void served(WaitingRequest request, long bytes, long nowNanos) {
    waiting.served(request, bytes, nowNanos);
    activeNanos = nowNanos;
    if (request.satisfied()) {
      boolean bytesLeft = request.limitsBytes() && request.remainingBytes() > 0;
      waiting.remove(request);
      if (bytesLeft) {
        status(request, Statuses.BATCH_COMPLETED, true);
      }
    }
  }

  /** Nobody listens to the request any more (CON-363). */
  void drop(WaitingRequest request) {
    waiting.remove(request);
  }

  /** There is nothing to hand out: ends requests that do not wait (CON-352, CON-353). */
  void endOfStream() {
    if (waiting.anyNoWait()) {
      waiting.removeIf(
          request -> {
            if (request.endsWithoutMessages()) {
              status(request, Statuses.NO_MESSAGES, false);
              return true;
            }
            return false;
          });
    }
  }

  /**
   * There are messages, but none for those who wait (CON-461, CON-462): for requests that do not
   * wait that is as if there were none, unless it is only that they are behind with reading.
   */
  void nobodyMayTake() {
    if (waiting.anyNoWait()) {
      waiting.removeIf(
          request -> {
            if (request.endsWithoutMessages() && !request.congested()) {
              status(request, Statuses.NO_MESSAGES, false);
              return true;
            }
            return false;
          });
    }
  }

  /**
   * Nothing may be handed out until acks come: ends requests that would wait for ever (CON-837).
   */
  void stalled() {
    if (waiting.anyNoWait()) {
      waiting.removeIf(
          request -> {
            if (request.request().noWait() && request.expiresAtNanos() == WaitingRequest.NEVER) {
              status(request, Statuses.NO_MESSAGES, false);
              return true;
            }
            return false;
          });
    }
  }

  /** When {@link #tick} has something to do. */
  long deadlineNanos() {
    return Math.min(waiting.deadlineNanos(), pinned.deadlineNanos());
  }

  /** Expires requests and pins, sends heartbeats (CON-332, CON-330, CON-463). */
  void tick(long nowNanos) {
    for (WaitingRequest due = waiting.due(nowNanos); due != null; due = waiting.due(nowNanos)) {
      if (due.expiresAtNanos() <= nowNanos) {
        end(due, Statuses.REQUEST_TIMEOUT, true);
      } else if (core.output().hasInterest(due.reply())) {
        core.output()
            .status(
                due.reply(),
                NO_REPLY,
                Statuses.heartbeat(core.state().deliveredConsumer(), core.passedSequence(), ""));
        due.heartbeatSent(nowNanos);
        waiting.refile(due);
      } else {
        waiting.remove(due);
      }
    }
    if (pinned.deadlineNanos() <= nowNanos) {
      pinned.clear();
      core.output().event(new ConsumerEvent.Unpinned(core.settings().priorityGroup(), "timeout"));
    }
  }

  /** The pin is taken away; who holds it is told at once (CON-464, CON-827). */
  void unpin() {
    String old = pinned.pinId();
    pinned.clear();
    core.output().event(new ConsumerEvent.Unpinned(core.settings().priorityGroup(), "admin"));
    if (!old.isEmpty()) {
      waiting.removeIf(
          request -> {
            if (request.pinId().equals(old)) {
              status(request, Statuses.WRONG_PIN, true);
              return true;
            }
            return false;
          });
    }
  }

  /** The receiver has room again; an empty subject stands for all. */
  void drained(byte[] subject) {
    for (WaitingRequest each = waiting.first(); each != null; each = waiting.behind(each)) {
      if (subject.length == 0 || Arrays.equals(each.reply(), subject)) {
        each.congested(false);
      }
    }
  }

  /** Ends all requests. */
  void endAll(String status, boolean withPending) {
    waiting.removeIf(
        request -> {
          status(request, status, withPending);
          return true;
        });
  }

  /** How many wait and are listened for (CON-367). */
  int live(long nowNanos) {
    dropDead(nowNanos);
    return waiting.size();
  }

  private void dropDead(long nowNanos) {
    waiting.removeIf(
        request -> {
          if (request.expiresAtNanos() <= nowNanos) {
            status(request, Statuses.REQUEST_TIMEOUT, true);
            return true;
          }
          return !core.output().hasInterest(request.reply());
        });
  }

  /** The configuration has changed (CON-833). */
  void settingsChanged(boolean otherGroups) {
    waiting.byPriority(core.settings().priorityPolicy() == PriorityPolicy.PRIORITIZED);
    if (otherGroups) {
      pinned.clear();
      for (WaitingRequest each : waiting.all()) {
        each.pinId("");
      }
    }
  }

  private void end(WaitingRequest request, String status, boolean withPending) {
    waiting.remove(request);
    status(request, status, withPending);
  }

  private void status(WaitingRequest request, String status, boolean withPending) {
    core.output()
        .status(
            request.reply(),
            NO_REPLY,
            withPending
                ? Statuses.withPending(
                    status, request.remainingMessages(), request.remainingBytes())
                : Statuses.line(status));
  }
}

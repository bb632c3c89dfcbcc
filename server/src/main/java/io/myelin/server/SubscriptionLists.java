package io.myelin.server;

import io.myelin.core.ClientSession;
import io.myelin.core.Loop;
import io.myelin.core.Subscription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Collects the subscriptions of sessions, which only their loops may read. Waits for the loops, so
 * it must not be called on one.
 */
final class SubscriptionLists {
  private static final int SESSIONS_PER_TASK = 128;
  private static final long PATIENCE_SECONDS = 5;

  private SubscriptionLists() {}

  /**
   * The subscriptions of each session as they are when its loop comes to it.
   *
   * @throws ReportException when a loop does not come to it in time
   */
  static Map<ClientSession, List<Subscription>> of(Collection<ClientSession> sessions)
      throws ReportException {
    Map<Loop, List<ClientSession>> byLoop = new HashMap<>();
    for (ClientSession session : sessions) {
      byLoop.computeIfAbsent(session.loop(), unused -> new ArrayList<>()).add(session);
    }
    List<CompletableFuture<Map<ClientSession, List<Subscription>>>> parts = new ArrayList<>();
    byLoop.forEach(
        (loop, own) -> {
          for (int from = 0; from < own.size(); from += SESSIONS_PER_TASK) {
            int to = Math.min(from + SESSIONS_PER_TASK, own.size());
            parts.add(read(loop, own.subList(from, to)));
          }
        });
    Map<ClientSession, List<Subscription>> all = new HashMap<>();
    for (CompletableFuture<Map<ClientSession, List<Subscription>>> part : parts) {
      all.putAll(await(part));
    }
    return all;
  }

  private static CompletableFuture<Map<ClientSession, List<Subscription>>> read(
      Loop loop, List<ClientSession> sessions) {
    CompletableFuture<Map<ClientSession, List<Subscription>>> result = new CompletableFuture<>();
    try {
      loop.execute(
          () -> {
            Map<ClientSession, List<Subscription>> lists = new HashMap<>();
            for (ClientSession session : sessions) {
              lists.put(session, List.copyOf(session.subscriptions()));
            }
            result.complete(lists);
          });
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  private static <T> T await(CompletableFuture<T> part) throws ReportException {
    try {
      return part.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReportException("the server is shutting down", e);
    } catch (ExecutionException e) {
      throw new ReportException("the server is shutting down", e);
    } catch (TimeoutException e) {
      throw new ReportException(
          "an event loop did not answer within " + PATIENCE_SECONDS + " s; ask again later", e);
    }
  }
}

package io.myelin.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tells parts of the server when subscriptions of exactly one literal subject come or go, as push
 * consumers need (CON-402). Any thread; costs next to nothing while nobody watches.
 */
public final class InterestWatches {
  private final ConcurrentHashMap<String, CopyOnWriteArrayList<Runnable>> bySubject =
      new ConcurrentHashMap<>();

  InterestWatches() {}

  /**
   * Runs the listener after every later change.
   *
   * @param listener runs on the thread that made the change; must be quick
   */
  public void watch(String subject, Runnable listener) {
    bySubject.compute(
        subject,
        (key, listeners) -> {
          CopyOnWriteArrayList<Runnable> all =
              listeners == null ? new CopyOnWriteArrayList<>() : listeners;
          all.add(listener);
          return all;
        });
  }

  /** Ends {@link #watch} with the same arguments. */
  public void unwatch(String subject, Runnable listener) {
    bySubject.computeIfPresent(
        subject,
        (key, listeners) -> {
          listeners.remove(listener);
          return listeners.isEmpty() ? null : listeners;
        });
  }

  /** Subscriptions with this literal pattern came or went. */
  void changed(byte[] pattern) {
    if (bySubject.isEmpty()) {
      return;
    }
    CopyOnWriteArrayList<Runnable> listeners = bySubject.get(new String(pattern, UTF_8));
    if (listeners != null) {
      listeners.forEach(Runnable::run);
    }
  }
}

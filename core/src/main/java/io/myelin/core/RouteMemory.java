package io.myelin.core;

import org.jspecify.annotations.Nullable;

/**
 * Where the messages to one subject of one account go, for somebody who sends it many in a row.
 * Forgotten when interest in it changes. Belongs to one loop.
 */
public final class RouteMemory {
  private byte @Nullable [] subject;
  private @Nullable Route route;

  /**
   * The route of a subject.
   *
   * @param wanted an array that does not change; the same array stands for the same subject
   */
  Route of(Account account, byte[] wanted) {
    Route known = route;
    if (known != null && wanted == subject && known.current()) {
      return known;
    }
    Route found = Router.once(account, wanted);
    subject = wanted;
    route = found;
    return found;
  }
}

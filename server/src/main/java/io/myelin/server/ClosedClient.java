package io.myelin.server;

import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import io.myelin.core.Subscription;
import java.util.List;

/**
 * A connection that has ended, as monitoring shows it. Holds the session's last state, not its
 * buffers.
 *
 * @param subscriptions those that it had when it ended
 * @param stopEpochNanos when it ended
 */
record ClosedClient(
    ClientSession session,
    CloseReason reason,
    List<Subscription> subscriptions,
    long stopEpochNanos) {}

package io.myelin.jetstream.consumer;

import io.myelin.jetstream.model.ConsumerInfo;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.SequenceInfo;
import java.util.List;
import java.util.Optional;

/** What a consumer tells of itself (section 14). */
final class ConsumerReport {
  private ConsumerReport() {}

  /** Its state now; requests that nobody listens to are dropped on the way (CON-368). */
  static ConsumerInfo of(
      String name, ConsumerCore core, PullRequests pulls, PushReceiver push, long nowNanos) {
    ConsumerState state = core.state();
    ConsumerSettings settings = core.settings();
    long until = settings.pausedUntilNanos();
    long remaining = until == Long.MAX_VALUE ? until : until - nowNanos;
    return new ConsumerInfo(
        core.stream().name(),
        name,
        GoTime.ofEpochNanos(state.createdNanos()),
        settings.config(),
        position(state.deliveredConsumer(), state.deliveredStream(), state.deliveredNanos()),
        position(state.floorConsumer(), state.floorStream(), state.ackedNanos()),
        state.ledger().size(),
        redelivered(settings, state),
        settings.push() ? 0 : pulls.live(nowNanos),
        core.matching().pending(),
        Optional.empty(),
        settings.push() && push.bound(),
        remaining > 0 ? Optional.of(remaining) : Optional.empty(),
        GoTime.ofEpochNanos(nowNanos),
        priorityGroups(settings, pulls.pinned()));
  }

  /** CON-493. */
  private static long redelivered(ConsumerSettings settings, ConsumerState state) {
    return settings.maxDeliver() == 1
        ? 0
        : (long) state.ledger().redelivered() + state.exhausted().size();
  }

  private static SequenceInfo position(long consumerSequence, long sequence, long nanos) {
    return new SequenceInfo(
        consumerSequence,
        sequence,
        nanos == 0 ? Optional.empty() : Optional.of(GoTime.ofEpochNanos(nanos)));
  }

  private static List<ConsumerInfo.PriorityGroup> priorityGroups(
      ConsumerSettings settings, PinnedClient pinned) {
    if (settings.priorityGroup().isEmpty()) {
      return List.of();
    }
    return List.of(
        new ConsumerInfo.PriorityGroup(
            settings.priorityGroup(),
            pinned.pinId(),
            pinned.pinnedNanos() == 0 ? GoTime.ZERO : GoTime.ofEpochNanos(pinned.pinnedNanos())));
  }
}

package io.myelin.jetstream.natsstore;

import io.myelin.jetstream.archive.BlockIndex;
import io.myelin.jetstream.archive.MessageBlock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is damaged in the blocks of a stream, and which messages that may have cost. Not
 * thread-safe.
 */
final class BlockDamage {
  private static final int MOST_TOLD = 20;
  private static final long MOST_COUNTED = 10_000_000;

  private record Found(Path block, MessageBlock.Damage stretch, long after, long before) {}

  private final Optional<BlockIndex> index;
  private final List<Found> all = new ArrayList<>();

  /**
   * @param index older than the blocks, maybe
   */
  BlockDamage(Optional<BlockIndex> index) {
    this.index = index;
  }

  /**
   * A block was read.
   *
   * @param lastBefore the last sequence of the blocks in front of it
   * @param first its first sequence, 0 for none
   */
  void read(Path block, long lastBefore, long first, List<MessageBlock.Damage> stretches) {
    if (first > 0) {
      all.replaceAll(it -> it.before == 0 ? new Found(it.block, it.stretch, it.after, first) : it);
    }
    for (MessageBlock.Damage it : stretches) {
      long after = it.after() == 0 ? lastBefore : it.after();
      all.add(new Found(block, it, after, it.before()));
    }
  }

  /** Whether nothing is damaged. */
  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Tells of everything. */
  void tell(String title, ImportProblems problems) {
    for (Found it : all.subList(0, Math.min(MOST_TOLD, all.size()))) {
      MessageBlock.Damage stretch = it.stretch;
      problems.lost(
          title,
          it.block
              + " is damaged from byte "
              + stretch.from()
              + " to "
              + stretch.to()
              + ": "
              + missing(it));
    }
    if (all.size() > MOST_TOLD) {
      problems.lost(title, (all.size() - MOST_TOLD) + " more damaged places in its blocks");
    }
  }

  private String missing(Found it) {
    long before = it.before;
    if (before == 0 && index.isPresent() && index.get().lastSequence() > it.after) {
      before = index.get().lastSequence() + 1;
    }
    if (before == 0) {
      return "messages behind sequence " + it.after + " are lost, if there were any";
    }
    long most = before - it.after - 1;
    String between = " with sequences between " + it.after + " and " + before;
    if (index.isEmpty() || before - 1 > index.get().lastSequence() || most > MOST_COUNTED) {
      return "at most " + lost(most, between);
    }
    long held = 0;
    for (long sequence = it.after + 1; sequence < before; sequence++) {
      held += index.get().holds(sequence) ? 1 : 0;
    }
    return lost(held, between);
  }

  private static String lost(long messages, String between) {
    return messages == 1
        ? "1 message" + between + " is lost"
        : messages + " messages" + between + " are lost";
  }
}

package io.myelin.jetstream;

import io.myelin.core.Loop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which lane a stream gets: that of the loop of the connection which creates it, since who creates
 * a stream often is who uses it, and then nothing it asks for needs a change of threads; but the
 * lane with the fewest streams where that one has several more. Any thread may call.
 */
final class LanePlacement {
  private static final int MORE_THAN_LEAST = 4;

  private final List<Lane> lanes;
  private final int[] streams;

  LanePlacement(List<Lane> lanes) {
    this.lanes = List.copyOf(lanes);
    this.streams = new int[lanes.size()];
  }

  /**
   * The lane of one more stream.
   *
   * @param near the loop of who creates it, null where nobody is known
   */
  synchronized Lane place(@Nullable Loop near) {
    int chosen = 0;
    for (int i = 1; i < streams.length; i++) {
      if (streams[i] < streams[chosen]) {
        chosen = i;
      }
    }
    for (int i = 0; i < streams.length; i++) {
      if (lanes.get(i).loop() == near && streams[i] < streams[chosen] + MORE_THAN_LEAST) {
        chosen = i;
        break;
      }
    }
    streams[chosen]++;
    return lanes.get(chosen);
  }

  /** A stream of the lane is gone. */
  synchronized void removed(Lane lane) {
    streams[lanes.indexOf(lane)]--;
  }
}

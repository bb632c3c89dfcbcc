package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.jetstream.model.StreamInfo.Durability;
import io.myelin.store.Committable;
import io.myelin.store.PendingWrite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("STR-B01 group commit")
class GroupCommitTest {
  /** Something whose changes are counted. */
  private static final class Part implements Committable {
    int changes;
    int committed;
    int failed;

    @Override
    public @Nullable PendingWrite seal() {
      if (changes == 0) {
        return null;
      }
      changes = 0;
      return new PendingWrite() {
        @Override
        public long bytes() {
          return 1;
        }

        @Override
        public void write(boolean sync) {}
      };
    }

    @Override
    public void committed(PendingWrite written) {
      committed++;
    }

    @Override
    public void failed(PendingWrite lost, IOException cause) {
      failed++;
    }

    @Override
    public void recover() {}
  }

  private final Part part = new Part();
  private final List<Consumer<@Nullable IOException>> writes = new ArrayList<>();
  private final List<Runnable> turns = new ArrayList<>();
  private final List<Boolean> syncs = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final List<IOException> failures = new ArrayList<>();

  private GroupCommit commit(Durability durability) {
    return new GroupCommit(
        turns::add,
        (parts, sync, done) -> {
          syncs.add(sync);
          writes.add(done);
        },
        durability,
        List.of(part),
        () -> {},
        () -> {},
        failures::add);
  }

  private void change(GroupCommit commit, String name) {
    part.changes++;
    commit.changed();
    commit.afterCommit(
        new Effect() {
          @Override
          public void run() {
            told.add(name);
          }

          @Override
          public void lost(String reason) {
            told.add(name + " lost");
          }
        });
  }

  private void written(@Nullable IOException problem) {
    writes.removeFirst().accept(problem);
  }

  @Test
  @DisplayName("nothing is told before it is synced, in order")
  void waits() {
    GroupCommit commit = commit(Durability.SYNC);
    change(commit, "a");
    change(commit, "b");
    commit.flush();
    assertThat(told).isEmpty();
    written(null);
    assertThat(told).containsExactly("a", "b");
    assertThat(syncs).containsExactly(true);
    assertThat(part.committed).isEqualTo(1);
    assertThat(commit.settled()).isTrue();
  }

  @Test
  @DisplayName("what changes while one batch is written is the next batch, begun at once")
  void batches() {
    GroupCommit commit = commit(Durability.SYNC);
    change(commit, "a");
    commit.flush();
    change(commit, "b");
    commit.flush();
    change(commit, "c");
    assertThat(writes).hasSize(1);
    written(null);
    assertThat(told).containsExactly("a");
    assertThat(writes).hasSize(1);
    written(null);
    assertThat(told).containsExactly("a", "b", "c");
  }

  @Test
  @DisplayName("what depends on nothing is told at once, behind what waits")
  void nothingToWaitFor() {
    GroupCommit commit = commit(Durability.SYNC);
    commit.afterCommit(() -> told.add("first"));
    assertThat(told).containsExactly("first");
    change(commit, "a");
    commit.flush();
    commit.afterCommit(() -> told.add("behind"));
    assertThat(told).containsExactly("first");
    written(null);
    assertThat(told).containsExactly("first", "a", "behind");
  }

  @Test
  @DisplayName("asynchronous streams tell before they write, and do not sync")
  void async() {
    GroupCommit commit = commit(Durability.ASYNC);
    change(commit, "a");
    commit.flush();
    assertThat(told).containsExactly("a");
    assertThat(syncs).containsExactly(false);
  }

  @Test
  @DisplayName("a batch that fails loses everything behind it, until the store is recovered")
  void fails() {
    GroupCommit commit = commit(Durability.SYNC);
    change(commit, "a");
    commit.flush();
    change(commit, "b");
    List<String> settled = new ArrayList<>();
    commit.whenSettled(() -> settled.add("settled"));
    written(new IOException("broken"));
    assertThat(told).containsExactly("a lost", "b lost");
    assertThat(failures).hasSize(1);
    assertThat(part.failed).isEqualTo(1);
    assertThat(commit.failed()).isTrue();
    assertThat(settled).containsExactly("settled");
    change(commit, "c");
    assertThat(told).contains("c lost");
    commit.reset(List.of(part));
    change(commit, "d");
    commit.flush();
    written(null);
    assertThat(told).last().isEqualTo("d");
  }

  @Test
  @DisplayName("what nobody flushes is written at the end of the lane's turn, asked for once")
  void flushesItself() {
    GroupCommit commit = commit(Durability.SYNC);
    change(commit, "a");
    change(commit, "b");
    assertThat(writes).isEmpty();
    assertThat(turns).hasSize(1);
    turns.removeFirst().run();
    written(null);
    assertThat(told).containsExactly("a", "b");
  }

  @Test
  @DisplayName("the end of a write from before a recovery does not count")
  void lateEnd() {
    GroupCommit commit = commit(Durability.SYNC);
    change(commit, "a");
    commit.flush();
    commit.reset(List.of(part));
    written(null);
    assertThat(told).isEmpty();
    assertThat(part.committed).isZero();
  }
}

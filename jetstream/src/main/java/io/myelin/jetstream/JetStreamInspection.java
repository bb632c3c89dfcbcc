package io.myelin.jetstream;

import io.myelin.jetstream.model.AccountUsage;
import io.myelin.jetstream.model.ConsumerInfo;
import io.myelin.jetstream.model.StorageType;
import io.myelin.jetstream.model.StreamDetail;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What monitoring reads of JetStream. Methods that look into streams ask their lanes and wait, at
 * most {@value #PATIENCE_SECONDS} seconds; a stream that has not answered by then is left out.
 * Never to be called on a loop.
 */
public final class JetStreamInspection {
  private static final long PATIENCE_SECONDS = 5;

  private final StreamRegistry registry;
  private final Map<Stream, String> failing;

  /**
   * @param failing streams that cannot be written at present, with the reason; a live view
   */
  JetStreamInspection(StreamRegistry registry, Map<Stream, String> failing) {
    this.registry = registry;
    this.failing = failing;
  }

  /**
   * What an account uses and may use.
   *
   * @param memoryBytes bytes in its memory streams
   * @param fileBytes bytes in its file streams
   * @param requests API requests answered
   * @param errors API requests that failed
   */
  public record AccountFigures(
      String name,
      AccountUsage.Limits limits,
      long memoryBytes,
      long fileBytes,
      long requests,
      long errors) {}

  /** What all streams hold together. */
  public record Contents(int streams, int consumers, long messages, long bytes) {
    /** No streams. */
    public static final Contents NOTHING = new Contents(0, 0, 0, 0);

    private Contents plus(Contents other) {
      return new Contents(
          streams + other.streams,
          consumers + other.consumers,
          messages + other.messages,
          bytes + other.bytes);
    }
  }

  /**
   * What to tell of each stream.
   *
   * @param config configurations of streams and consumers
   * @param consumers consumers
   * @param directConsumers consumers of mirrors and sources
   */
  public record StreamParts(boolean config, boolean consumers, boolean directConsumers) {}

  /**
   * A stream that does not work.
   *
   * @param problem what is wrong, without the stream's name
   */
  public record BrokenStream(String account, String stream, String problem) {}

  /** The accounts that may use JetStream, by name. */
  public List<AccountFigures> accounts() {
    return registry.accounts().stream()
        .map(JetStreamInspection::figures)
        .sorted(Comparator.comparing(AccountFigures::name))
        .toList();
  }

  /** An account that may use JetStream, or null. */
  public @Nullable AccountFigures account(String name) {
    JetStreamAccount account = registry.find(name);
    return account == null ? null : figures(account);
  }

  private static AccountFigures figures(JetStreamAccount account) {
    return new AccountFigures(
        account.account().name(),
        account.limits(),
        account.used(StorageType.MEMORY).get(),
        account.used(StorageType.FILE).get(),
        account.requests(),
        account.errors());
  }

  /** Whether the account has that stream. */
  public boolean hasStream(String account, String stream) {
    return find(account, stream) != null;
  }

  /** Whether the account has that stream, and the stream that consumer. */
  public boolean hasConsumer(String account, String stream, String consumer) {
    Stream found = find(account, stream);
    return found != null && found.consumers().find(consumer) != null;
  }

  private @Nullable Stream find(String account, String stream) {
    JetStreamAccount found = registry.find(account);
    return found == null ? null : found.stream(stream);
  }

  /** Streams that could not be recovered, or cannot be written at present. */
  public List<BrokenStream> brokenStreams() {
    List<BrokenStream> broken = new ArrayList<>(registry.unrecovered());
    failing.forEach(
        (stream, failure) ->
            broken.add(
                new BrokenStream(
                    stream.owner().account().name(), stream.name(), "write error: " + failure)));
    return broken;
  }

  /** What all streams hold together. */
  public Contents contents() {
    return ask(
            registry.all(),
            stream ->
                new Contents(
                    1,
                    stream.consumers().shownCount(),
                    stream.committed().messages(),
                    stream.committed().bytes()))
        .stream()
        .reduce(Contents.NOTHING, Contents::plus);
  }

  /** The streams of an account in order of name, each as a JSON object (OPS-143). */
  public List<byte[]> streams(String account, StreamParts parts) {
    JetStreamAccount found = registry.find(account);
    return found == null
        ? List.of()
        : ask(found.sortedStreams(), stream -> detail(stream, parts).encode(parts.config()));
  }

  private static StreamDetail detail(Stream stream, StreamParts parts) {
    List<ConsumerInfo> shown = new ArrayList<>();
    List<ConsumerInfo> direct = new ArrayList<>();
    if (parts.consumers() || parts.directConsumers()) {
      for (ConsumerDriver driver : stream.consumers().all()) {
        boolean hidden = driver.hidden();
        if (hidden ? parts.directConsumers() : parts.consumers()) {
          (hidden ? direct : shown).add(stream.consumers().info(driver));
        }
      }
    }
    return new StreamDetail(StreamDescription.monitored(stream), shown, direct);
  }

  /** Asks every stream on its lane; answers come in the order of the streams. */
  private static <T> List<T> ask(Collection<Stream> streams, Function<Stream, T> question) {
    Stream[] all = streams.toArray(Stream[]::new);
    AtomicReferenceArray<T> answers = new AtomicReferenceArray<>(all.length);
    CountDownLatch missing = new CountDownLatch(all.length);
    for (int i = 0; i < all.length; i++) {
      int at = i;
      all[i]
          .lane()
          .execute(
              () -> {
                if (!all[at].closed()) {
                  answers.set(at, question.apply(all[at]));
                }
                missing.countDown();
              });
    }
    try {
      boolean complete = missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!complete) {
        System.getLogger(JetStreamInspection.class.getName())
            .log(
                System.Logger.Level.WARNING,
                missing.getCount() + " of " + all.length + " streams were too busy for a report");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<T> given = new ArrayList<>(all.length);
    for (int i = 0; i < all.length; i++) {
      T answer = answers.get(i);
      if (answer != null) {
        given.add(answer);
      }
    }
    return given;
  }
}

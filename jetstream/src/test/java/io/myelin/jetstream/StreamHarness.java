package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.Account;
import io.myelin.core.AccountLimits;
import io.myelin.core.Destination;
import io.myelin.core.Producer;
import io.myelin.core.RouteTarget;
import io.myelin.core.Subscription;
import io.myelin.jetstream.consumer.ConsumerEvent;
import io.myelin.jetstream.model.AccountUsage;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ServerLimits;
import io.myelin.jetstream.model.StreamAdvisory.AbandonReason;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.jetstream.model.StreamConfigBuilder;
import io.myelin.jetstream.model.StreamInfo.Durability;
import io.myelin.protocol.PublishedMessage;
import io.myelin.store.Journal;
import io.myelin.store.MemoryJournal;
import io.myelin.store.MessageStore;
import io.myelin.store.StoredMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A stream in memory on a lane whose time the test lets pass, with what it answers. */
final class StreamHarness implements StreamHost, Destination {
  final ManualLoop loop = new ManualLoop();
  final Lane lane = new Lane(loop);
  final Account account = new Account("A", AccountLimits.NONE, List.of());
  final List<String> answers = new ArrayList<>();
  final List<String> abandoned = new ArrayList<>();
  final Stream stream;
  boolean holdsWrites;
  private final List<Consumer<@Nullable IOException>> heldWrites = new ArrayList<>();
  private final BatchBudget batches;
  private final ServerBudget budget = new ServerBudget(Long.MAX_VALUE, Long.MAX_VALUE);
  private final JetStreamSettings settings;

  StreamHarness(UnaryOperator<StreamConfigBuilder> config) {
    this(config, BatchLimits.DEFAULT);
  }

  StreamHarness(UnaryOperator<StreamConfigBuilder> config, BatchLimits limits) {
    this(config, limits, new MemoryJournal());
  }

  StreamHarness(UnaryOperator<StreamConfigBuilder> config, BatchLimits limits, Journal journal) {
    batches = new BatchBudget(limits, 1 << 20);
    settings =
        new JetStreamSettings(
            "test",
            "ID",
            Path.of("none"),
            "",
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            Durability.SYNC,
            0,
            1 << 20,
            true,
            1000,
            1 << 20,
            1000,
            ServerLimits.NONE,
            limits);
    StreamConfig complete = MachineHarness.config(config);
    stream =
        new Stream(
            this,
            new JetStreamAccount(account, AccountUsage.Limits.NONE),
            lane,
            complete,
            Instant.EPOCH,
            new StreamFiles.Opened(new io.myelin.store.MemoryMessageStore(7), journal));
    stream.open();
    account.interest().insert(Subscription.internal("reply.>", this));
    loop.settle();
  }

  @Override
  public Advisories advisories() {
    return new Advisories(settings);
  }

  @Override
  public boolean deliver(Producer producer, PublishedMessage message, RouteTarget target) {
    byte[] body = new byte[message.bodyLength()];
    message.body().get(message.bodyAt(), body);
    answers.add(
        message.subjectText().substring("reply.".length())
            + " "
            + new String(
                body, message.headerLength(), body.length - message.headerLength(), UTF_8));
    return true;
  }

  /** Publishes with a reply subject and lets the stream take it. */
  void publish(String reply, String subject, String payload, String... headers) {
    byte[] header = MachineHarness.header(headers);
    lane.publish(
        account,
        subject.getBytes(UTF_8),
        subject.getBytes(UTF_8),
        ("reply." + reply).getBytes(UTF_8),
        header,
        payload.getBytes(UTF_8));
    loop.settle();
  }

  /** The answers since the last call. */
  List<String> answers() {
    List<String> taken = List.copyOf(answers);
    answers.clear();
    return taken;
  }

  void pass(long seconds) {
    loop.pass(seconds, TimeUnit.SECONDS);
  }

  MessageStore store() {
    return stream.store();
  }

  /** A message as subject, header lines and payload. */
  String text(long sequence) {
    try {
      StoredMessage message = new StoredMessage();
      if (!store().read(sequence, message)) {
        return "none";
      }
      return message.subject()
          + "|"
          + new String(message.header(), UTF_8).replace("\r\n", "|")
          + new String(message.payload(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public JetStreamSettings settings() {
    return settings;
  }

  @Override
  public GroupCommit.Writer writer(Lane lane) {
    return (writes, sync, done) -> {
      if (holdsWrites) {
        heldWrites.add(done);
      } else {
        lane.execute(() -> done.accept(null));
      }
    };
  }

  /** Writes are done at once again, those that were held too. */
  void releaseWrites() {
    holdsWrites = false;
    heldWrites.forEach(done -> done.accept(null));
    heldWrites.clear();
    loop.settle();
  }

  @Override
  public Executor workers() {
    return Runnable::run;
  }

  @Override
  public @Nullable ApiError storageRefusal(
      JetStreamAccount account, StreamConfig config, long bytes) {
    return null;
  }

  @Override
  public ServerBudget budget() {
    return budget;
  }

  @Override
  public boolean isStarted() {
    return true;
  }

  @Override
  public boolean hasUnrecovered(JetStreamAccount owner) {
    return false;
  }

  @Override
  public BatchBudget batches() {
    return batches;
  }

  @Override
  public void batchAbandoned(Stream stream, String batchId, AbandonReason reason) {
    abandoned.add(batchId + " " + reason);
  }

  @Override
  public void consumerEvent(Stream stream, String consumer, ConsumerEvent event) {}

  @Override
  public void storeFailed(Stream stream, IOException cause) {
    throw new UncheckedIOException(cause);
  }
}

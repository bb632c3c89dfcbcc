package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.Account;
import io.myelin.core.AccountLimits;
import io.myelin.core.AccountPublisher;
import io.myelin.core.Subscription;
import io.myelin.jetstream.model.AccountUsage;
import io.myelin.jetstream.model.ServerLimits;
import io.myelin.jetstream.model.StreamInfo;
import io.myelin.store.Disk;
import io.myelin.store.FileDisk;
import io.myelin.store.RecordCipher;
import io.myelin.store.StoreDirectory;
import io.myelin.store.StoredMessage;
import io.myelin.store.WriteWorkers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** JetStream with one account on one loop that the test runs, on real files. */
final class JetStreamHarness implements AutoCloseable {
  final JumpingLoop loop = new JumpingLoop(1);
  final Account account = new Account(Account.GLOBAL, AccountLimits.NONE, List.of());
  private final Path directory;
  private final Disk disk;
  private JetStream jetStream;

  JetStreamHarness(Path directory) {
    this(directory, new FileDisk());
  }

  JetStreamHarness(Path directory, Disk disk) {
    this.directory = directory;
    this.disk = disk;
    this.jetStream = start();
  }

  private JetStream start() {
    JetStreamSettings settings =
        new JetStreamSettings(
            "test",
            "TESTID",
            directory,
            "",
            1L << 30,
            1L << 30,
            StreamInfo.Durability.SYNC,
            0,
            1 << 20,
            true,
            100_000,
            128L << 20,
            10_000,
            ServerLimits.NONE,
            BatchLimits.DEFAULT);
    AtomicReference<@Nullable JetStream> started = new AtomicReference<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                StoreDirectory files = StoreDirectory.open(directory, Instant.EPOCH, disk);
                started.set(
                    JetStream.start(
                        settings,
                        List.of(loop),
                        new DiskJetStreamFiles(
                            files,
                            RecordCipher.NONE,
                            new WriteWorkers("test", 2),
                            new SplittableRandom(5)),
                        Map.of(account, AccountUsage.Limits.NONE)));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    loop.until("JetStream has started", () -> started.get() != null);
    JetStream running = started.get();
    if (running == null) {
      throw new AssertionError("not started");
    }
    return running;
  }

  /** What the system account is told from now on on that subject, each as text. */
  List<String> toldToSystem(String subject) {
    Account system = new Account("SYS", AccountLimits.NONE, List.of());
    List<String> told = new ArrayList<>();
    system
        .interest()
        .insert(
            Subscription.internal(
                subject,
                (producer, message, target) ->
                    told.add(new String(Incoming.of(system, message).payload(), UTF_8))));
    jetStream.refuse(List.of(system), system);
    return told;
  }

  /** Stops in order and starts on the same files. */
  void restart() {
    close();
    jetStream = start();
  }

  /** Publishes, and waits for nothing. */
  void publish(String subject, String payload) {
    loop.execute(
        () -> AccountPublisher.publish(loop, account, subject, "", payload.getBytes(UTF_8)));
  }

  /** Publishes with a reply subject. */
  void publishWithReply(String subject, String reply, String payload) {
    loop.execute(
        () -> AccountPublisher.publish(loop, account, subject, reply, payload.getBytes(UTF_8)));
  }

  /** The file in which a stream's consumers are kept. */
  Path journal(String stream) {
    try (java.util.stream.Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(it -> it.endsWith(Path.of(stream, DiskJetStreamFiles.CONSUMERS_LOG)))
          .findAny()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the file ends in which a stream's consumers are kept, without the room behind that. */
  long journalBytes(String stream) {
    try {
      byte[] bytes = Files.readAllBytes(journal(stream));
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] == 0) {
        end--;
      }
      return end;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Publishes with a header block. */
  void publish(String subject, String header, String payload) {
    loop.execute(
        () ->
            new Lane(loop)
                .publish(
                    account,
                    subject.getBytes(UTF_8),
                    subject.getBytes(UTF_8),
                    HeaderBlock.NONE,
                    header.getBytes(UTF_8),
                    payload.getBytes(UTF_8)));
  }

  /** Asks the API, or publishes, and gives back the answer. */
  String request(String subject, String body) {
    return request(subject, body.getBytes(UTF_8));
  }

  /** The same with bytes. */
  String request(String subject, byte[] body) {
    return request(subject, HeaderBlock.NONE, body);
  }

  /** Publishes a message with this id; the acknowledgement. */
  String publishId(String subject, String id) {
    return request(subject, MachineHarness.header("Nats-Msg-Id: " + id), id.getBytes(UTF_8));
  }

  private String request(String subject, byte[] header, byte[] body) {
    List<String> answers = new ArrayList<>();
    String inbox = "_INBOX." + System.nanoTime();
    Subscription subscription =
        Subscription.internal(
            inbox,
            (producer, message, target) -> {
              answers.add(new String(Incoming.of(account, message).payload(), UTF_8));
              return true;
            });
    account.interest().insert(subscription);
    loop.execute(
        () ->
            new Lane(loop)
                .publish(
                    account,
                    subject.getBytes(UTF_8),
                    subject.getBytes(UTF_8),
                    inbox.getBytes(UTF_8),
                    header,
                    body));
    loop.until("an answer to " + subject, () -> !answers.isEmpty());
    account.interest().remove(subscription);
    return answers.getFirst();
  }

  /** Creates a stream from its configuration without the outer braces. */
  void create(String name, String members) {
    String answer =
        request("$JS.API.STREAM.CREATE." + name, "{\"name\":\"" + name + "\"," + members + "}");
    if (answer.contains("\"error\"")) {
      throw new AssertionError(answer);
    }
  }

  /** Info of a stream. */
  String info(String name) {
    return request("$JS.API.STREAM.INFO." + name, "");
  }

  /** The stream. */
  Stream stream(String name) {
    Stream found = jetStream.streamOf(account, name);
    if (found == null) {
      throw new AssertionError("no stream " + name);
    }
    return found;
  }

  /** Sequence, subject and payload of every message. */
  List<String> contents(String name) {
    return messages(name, false);
  }

  /** Sequence, subject, headers and payload of every message. */
  List<String> contentsWithHeaders(String name) {
    return messages(name, true);
  }

  private List<String> messages(String name, boolean headers) {
    List<String> found = new ArrayList<>();
    CommittedIndex index = stream(name).committed();
    StoredMessage message = new StoredMessage();
    for (long sequence = 1; sequence <= index.lastSequence(); sequence++) {
      try {
        if (index.read(sequence, message)) {
          found.add(
              sequence
                  + " "
                  + message.subject()
                  + " "
                  + (headers ? new String(message.header(), UTF_8) : "")
                  + new String(message.payload(), UTF_8));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found;
  }

  /** Waits until a stream has so many messages. */
  void untilMessages(String name, long messages) {
    loop.until(
        name + " has " + messages + " messages, it has " + contents(name),
        () -> stream(name).committed().messages() == messages);
  }

  @Override
  public void close() {
    boolean[] closed = {false};
    Thread closing =
        Thread.ofPlatform()
            .start(
                () -> {
                  jetStream.close();
                  loop.execute(() -> closed[0] = true);
                });
    loop.until("JetStream has closed", () -> closed[0]);
    try {
      closing.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.Account;
import io.myelin.core.Loop;
import io.myelin.core.Subscription;
import io.myelin.jetstream.archive.HighwayHash64;
import io.myelin.jetstream.archive.MessageBlock;
import io.myelin.jetstream.archive.TarFiles;
import io.myelin.jetstream.model.ArchivedConfigs;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.NameHash;
import io.myelin.store.S2OutputStream;
import io.myelin.store.StoredMessage;
import io.myelin.store.SubjectFilter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends a snapshot of a stream in format 1 (STR-501, STR-502, STR-506): gathers files in slices on
 * the lane, packs them on a worker, and sends chunks as far as the receiver has acknowledged. Lane
 * only.
 */
final class SnapshotSender {
  private static final System.Logger LOG = System.getLogger(SnapshotSender.class.getName());
  private static final long INTEREST_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long ACK_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int BLOCK_BYTES = 4 << 20;
  private static final int SLICE_BYTES = 256 << 10;
  private static final int SLICE_MESSAGES = 200;
  private static final int S2_BLOCK_BYTES = 1 << 20;

  private final Stream stream;
  private final Lane lane;
  private final Account account;
  private final byte[] deliverSubject;
  private final int chunkBytes;
  private final int window;
  private final String ackPrefix;
  private final Subscription acks;
  private final Deque<TarFiles.Entry> files = new ArrayDeque<>();
  private final Deque<ConsumerDriver> consumers = new ArrayDeque<>();
  private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
  private final S2OutputStream s2 = new S2OutputStream(packed, S2_BLOCK_BYTES);
  private final StoredMessage message = new StoredMessage();
  private final long lastSequence;
  private MessageBlock block;
  private long blockNumber = 1;
  private long nextSequence = 1;
  private boolean messagesDone;
  private boolean packing;
  private boolean packedAll;
  private boolean ended;
  private byte[] ready = HeaderBlock.NONE;
  private int readyAt;
  private int sent;
  private int acknowledged;
  private long lastAckNanos;
  private Loop.@Nullable Timer timer;

  /**
   * @param window chunks that may be unacknowledged
   */
  SnapshotSender(
      Stream stream, String deliverSubject, int chunkBytes, int window, boolean withConsumers) {
    this.stream = stream;
    this.lane = stream.lane();
    this.account = stream.owner().account();
    this.deliverSubject = deliverSubject.getBytes(UTF_8);
    this.chunkBytes = chunkBytes;
    this.window = window;
    String id = NameHash.of(deliverSubject + lane.loop().producer().random().nextLong());
    this.ackPrefix = "$JS.SNAPSHOT.ACK." + stream.name() + '.' + id + '.';
    this.acks =
        Subscription.internal(
            ackPrefix + ">",
            (producer, ack, target) -> {
              lane.execute(this::acknowledged);
              return true;
            });
    this.lastSequence = stream.committed().lastSequence();
    this.block = new MessageBlock(stream.name(), blockNumber);
    byte[] meta = ArchivedConfigs.stream(stream.config(), stream.created());
    files.add(new TarFiles.Entry("meta.inf", meta));
    files.add(
        new TarFiles.Entry(
            "meta.sum", HighwayHash64.keyedBy(stream.name()).hex(meta).getBytes(US_ASCII)));
    if (withConsumers) {
      consumers.addAll(stream.consumers().shown());
    }
  }

  /** Begins once somebody listens on exactly the deliver subject. */
  void start() {
    account.interest().insert(acks);
    awaitInterest(lane.epochNanos() + INTEREST_NANOS);
  }

  /**
   * A wildcard that covers the subject, as clients have for the answers to their requests, counts
   * only in the end: who asked subscribes to the subject itself after the answer, and chunks sent
   * before that would be lost.
   */
  private void awaitInterest(long untilNanos) {
    boolean waitedLongEnough = lane.epochNanos() >= untilNanos;
    if (waitedLongEnough ? hasInterest() : hasLiteralInterest()) {
      lastAckNanos = lane.epochNanos();
      watchAcks();
      run();
    } else if (waitedLongEnough) {
      end("408 No Interest");
    } else {
      timer = lane.schedule(() -> awaitInterest(untilNanos), LOOK_NANOS);
    }
  }

  private boolean hasInterest() {
    return account.interest().hasInterest(deliverSubject, 0, deliverSubject.length);
  }

  private boolean hasLiteralInterest() {
    for (Subscription listener :
        account.interest().match(deliverSubject, 0, deliverSubject.length).plain()) {
      if (Arrays.equals(listener.pattern(), deliverSubject)) {
        return true;
      }
    }
    return false;
  }

  private void watchAcks() {
    timer =
        lane.schedule(
            () -> {
              boolean waits = sent - acknowledged >= window;
              if (waits && lane.epochNanos() - lastAckNanos >= ACK_NANOS) {
                end("408 No Flow Response");
              } else {
                watchAcks();
              }
            },
            ACK_NANOS / 2);
  }

  private void acknowledged() {
    acknowledged++;
    lastAckNanos = lane.epochNanos();
    run();
  }

  private void run() {
    if (ended) {
      return;
    }
    if (stream.closed()) {
      end("500 the stream was deleted");
      return;
    }
    while (ready.length - readyAt >= chunkBytes && sent - acknowledged < window) {
      sendChunk();
    }
    if (ready.length - readyAt >= chunkBytes || packing) {
      return;
    }
    if (packedAll) {
      finish();
    } else {
      gather();
    }
  }

  private void sendChunk() {
    if (sent == acknowledged) {
      lastAckNanos = lane.epochNanos();
    }
    sent++;
    byte[] reply = (ackPrefix + chunkBytes + '.' + sent).getBytes(UTF_8);
    byte[] chunk = Arrays.copyOfRange(ready, readyAt, readyAt + chunkBytes);
    readyAt += chunkBytes;
    lane.publish(account, deliverSubject, deliverSubject, reply, HeaderBlock.NONE, chunk);
  }

  private void finish() {
    if (readyAt < ready.length) {
      lane.publish(account, deliverSubject, Arrays.copyOfRange(ready, readyAt, ready.length));
    }
    end(sent > 0 ? "204" : "");
  }

  private void end(String status) {
    if (ended) {
      return;
    }
    ended = true;
    if (timer != null) {
      timer.cancel();
    }
    account.interest().remove(acks);
    if (!status.isEmpty() && !status.startsWith("204")) {
      LOG.log(
          System.Logger.Level.WARNING,
          "A snapshot of stream " + stream.title() + " was given up: " + status);
    }
    byte[] header =
        status.isEmpty()
            ? HeaderBlock.NONE
            : ("NATS/1.0 " + status + "\r\n\r\n").getBytes(US_ASCII);
    lane.publish(
        account, deliverSubject, deliverSubject, HeaderBlock.NONE, header, HeaderBlock.NONE);
  }

  // ---- what is sent

  private void gather() {
    if (!messagesDone && files.isEmpty()) {
      try {
        gatherMessages();
      } catch (IOException damaged) {
        end("500 " + damaged.getMessage());
        return;
      }
    }
    if (messagesDone && files.isEmpty()) {
      ConsumerDriver consumer = consumers.poll();
      if (consumer != null) {
        gather(consumer);
      }
    }
    boolean last = messagesDone && files.isEmpty() && consumers.isEmpty();
    if (files.isEmpty() && !last) {
      lane.execute(this::run);
      return;
    }
    pack(last);
  }

  private void gatherMessages() throws IOException {
    int messages = 0;
    int from = block.length();
    while (messages < SLICE_MESSAGES
        && block.length() - from < SLICE_BYTES
        && block.length() < BLOCK_BYTES) {
      long sequence = stream.committed().next(SubjectFilter.ALL, nextSequence);
      if (sequence == 0 || sequence > lastSequence) {
        endMessages();
        return;
      }
      if (stream.committed().read(sequence, message)) {
        block.add(
            sequence,
            message.timeNanos(),
            message.buffer(),
            message.subjectAt(),
            message.subjectLength(),
            message.headerLength(),
            message.payloadLength());
      }
      nextSequence = sequence + 1;
      messages++;
    }
    if (block.length() >= BLOCK_BYTES) {
      endBlock();
    }
  }

  private void endMessages() {
    messagesDone = true;
    if (lastSequence >= Math.max(1, nextSequence)) {
      block.skip(lastSequence, stream.committed().lastTimeNanos());
    }
    if (block.length() > 0) {
      endBlock();
    }
  }

  private void endBlock() {
    files.add(new TarFiles.Entry("msgs/" + blockNumber + ".blk", block.bytes()));
    blockNumber++;
    block = new MessageBlock(stream.name(), blockNumber);
  }

  private void gather(ConsumerDriver consumer) {
    String name = consumer.name();
    byte[] meta =
        ArchivedConfigs.consumer(
            consumer.machine().config(), name, stream.consumers().info(consumer).created());
    String hash = HighwayHash64.keyedBy(stream.name() + '/' + name).hex(meta);
    String directory = "obs/" + name + '/';
    files.add(new TarFiles.Entry(directory + "meta.inf", meta));
    files.add(new TarFiles.Entry(directory + "meta.sum", hash.getBytes(US_ASCII)));
    files.add(new TarFiles.Entry(directory + "o.dat", consumer.machine().position().encode()));
  }

  private void pack(boolean last) {
    packing = true;
    TarFiles.Entry[] entries = files.toArray(TarFiles.Entry[]::new);
    files.clear();
    long seconds = GoTime.ofEpochNanos(lane.epochNanos()).getEpochSecond();
    stream
        .host()
        .workers()
        .execute(
            () -> {
              try {
                for (TarFiles.Entry entry : entries) {
                  TarFiles.write(s2, entry.name(), entry.content(), seconds);
                }
                if (last) {
                  TarFiles.writeEnd(s2);
                  s2.close();
                }
                byte[] bytes = packed.toByteArray();
                packed.reset();
                lane.execute(() -> packed(bytes, last));
              } catch (IOException e) {
                lane.execute(() -> end("500 " + e.getMessage()));
              }
            });
  }

  private void packed(byte[] bytes, boolean last) {
    packing = false;
    packedAll = last;
    byte[] rest = Arrays.copyOfRange(ready, readyAt, ready.length + bytes.length);
    System.arraycopy(bytes, 0, rest, ready.length - readyAt, bytes.length);
    ready = rest;
    readyAt = 0;
    run();
  }
}

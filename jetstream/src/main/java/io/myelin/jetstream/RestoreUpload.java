package io.myelin.jetstream;

import io.myelin.core.Account;
import io.myelin.core.Subscription;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * An archive as it is uploaded: chunks come as requests, each answered once it has been read
 * (STR-504). One thread reads and may block; the rest happens on the lane.
 */
final class RestoreUpload extends InputStream {
  private static final long PATIENCE_SECONDS = 5;
  private static final int MOST_WAITING = 1024;

  private final Account account;
  private final Lane lane;
  private final LinkedBlockingQueue<Incoming> chunks = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Subscription subscription;
  private final LongPredicate tooLarge;
  private long receivedBytes;
  private byte[] chunk = HeaderBlock.NONE;
  private int at;
  private @Nullable Incoming reading;
  private boolean ended;
  private volatile byte[] lastReply = HeaderBlock.NONE;

  /**
   * @param subject where chunks come
   * @param tooLarge whether the server cannot take an archive of so many bytes; asked by the
   *     reading thread
   */
  RestoreUpload(Account account, Lane lane, String subject, LongPredicate tooLarge) {
    this.account = account;
    this.lane = lane;
    this.tooLarge = tooLarge;
    this.subscription =
        Subscription.internal(
            subject,
            (producer, message, target) -> {
              Incoming copy = Incoming.of(account, message);
              lastReply = copy.reply();
              return chunks.offer(copy);
            });
  }

  /** The server's storage would be exceeded by what has come so far. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
      super(message);
    }
  }

  /** Begins to take chunks. */
  void open() {
    account.interest().insert(subscription);
  }

  /** Answers the end of the upload, or what came last. On the lane. */
  void finish(byte[] answer) {
    account.interest().remove(subscription);
    if (lastReply.length > 0) {
      lane.publish(account, lastReply, answer);
    }
  }

  /** Reads to the end of the upload. */
  void drain() throws IOException {
    while (fill()) {
      at = chunk.length;
    }
  }

  @Override
  public int read() throws IOException {
    return fill() ? chunk[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int part = Math.min(length, chunk.length - at);
    System.arraycopy(chunk, at, into, from, part);
    at += part;
    return part;
  }

  private boolean fill() throws IOException {
    while (!ended && at == chunk.length) {
      confirm();
      Incoming next = take();
      if (next.payloadLength() == 0) {
        ended = true;
      } else if (next.reply().length == 0) {
        throw new IOException("a chunk came without a reply subject");
      } else {
        receivedBytes += next.payloadLength();
        if (tooLarge.test(receivedBytes)) {
          throw new TooLargeException("the server has no room for " + receivedBytes + " bytes");
        }
        reading = next;
        chunk = next.payload();
        at = 0;
      }
    }
    return !ended;
  }

  private void confirm() {
    Incoming read = reading;
    if (read != null) {
      reading = null;
      lane.execute(() -> lane.publish(account, read.reply(), HeaderBlock.NONE));
    }
  }

  private Incoming take() throws IOException {
    try {
      Incoming next = chunks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new IOException("nothing came for " + PATIENCE_SECONDS + " s");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}

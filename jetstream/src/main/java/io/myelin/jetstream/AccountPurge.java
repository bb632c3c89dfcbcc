package io.myelin.jetstream;

import io.myelin.core.Account;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.ApiResponses;
import io.myelin.jetstream.model.ResponseType;
import io.myelin.jetstream.model.StreamAdvisory;
import io.myelin.protocol.PublishedMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes all streams of an account with their consumers when the system account asks for it
 * (STR-114): those too that could not be opened, and those of an account that may not use JetStream
 * any more. The answer comes when all of them are gone.
 */
final class AccountPurge {
  private static final System.Logger LOG = System.getLogger(AccountPurge.class.getName());
  private static final String PREFIX = "$JS.API.ACCOUNT.PURGE.";

  private final StreamRegistry registry;
  private final Lane metaLane;

  AccountPurge(StreamRegistry registry) {
    this.registry = registry;
    this.metaLane = registry.metaLane();
  }

  /**
   * Takes the message if it asks for a purge; whether it does. Any thread.
   *
   * @param system the account that asks, which must be the system account
   */
  boolean take(Account system, String subject, PublishedMessage message) {
    if (!subject.startsWith(PREFIX) || subject.indexOf('.', PREFIX.length()) >= 0) {
      return false;
    }
    String account = subject.substring(PREFIX.length());
    Incoming request = Incoming.of(system, message);
    byte[] reply = request.reply();
    if (ApiRequest.demandsHigherLevel(request.header())) {
      answer(system, reply, failed(ApiErrors.REQUIRED_API_LEVEL));
    } else if (account.contains("/") || account.contains("\\")) {
      answer(
          system,
          reply,
          failed(ApiErrors.STREAM_GENERAL, "account name can not contain path separators"));
    } else {
      metaLane.execute(
          () -> registry.mutations().add(done -> new Purge(account, system, reply, done).begin()));
    }
    return true;
  }

  private static byte[] failed(ApiErrors error, Object... values) {
    return ApiResponses.failed(
        ResponseType.ACCOUNT_PURGE, values.length == 0 ? error.error() : error.of(values[0]));
  }

  private void answer(Account system, byte[] reply, byte[] json) {
    if (reply.length > 0) {
      metaLane.execute(() -> metaLane.publish(system, reply, json));
    }
  }

  /** One purge on its way. Meta lane only. */
  private final class Purge {
    private final String account;
    private final Account system;
    private final byte[] reply;
    private final Runnable done;
    private final List<String> problems = new ArrayList<>();
    private int missing;

    Purge(String account, Account system, byte[] reply, Runnable done) {
      this.account = account;
      this.system = system;
      this.reply = reply;
      this.done = done;
    }

    void begin() {
      JetStreamAccount known = registry.find(account);
      List<Stream> open = known == null ? List.of() : List.copyOf(known.streams().values());
      List<String> closed = registry.notOpen(account);
      LOG.log(
          System.Logger.Level.INFO,
          "The system account purges account "
              + account
              + ": "
              + (open.size() + closed.size())
              + " streams are deleted");
      missing = open.size() + closed.size() + 1;
      for (Stream stream : open) {
        registry.delete(stream, () -> deleted(stream), reason -> over(stream.name(), reason));
      }
      for (String stream : closed) {
        registry.deleteClosed(account, stream, this::over, reason -> over(stream, reason));
      }
      over();
    }

    private void deleted(Stream stream) {
      registry
          .host()
          .advisories()
          .publish(
              metaLane,
              stream.owner().account(),
              new StreamAdvisory.Changed(stream.name(), StreamAdvisory.Action.DELETE));
      over();
    }

    private void over(String stream, String problem) {
      problems.add(stream + ": " + problem);
      over();
    }

    private void over() {
      missing--;
      if (missing > 0) {
        return;
      }
      answer(
          system,
          reply,
          problems.isEmpty()
              ? ApiResponses.accountPurge()
              : failed(
                  ApiErrors.STREAM_GENERAL,
                  "not every stream was deleted: " + String.join("; ", problems)));
      done.run();
    }
  }
}

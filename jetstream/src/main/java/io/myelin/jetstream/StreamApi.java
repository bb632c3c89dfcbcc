package io.myelin.jetstream;

import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.ApiException;
import io.myelin.jetstream.model.ApiResponses;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.MessageSelector;
import io.myelin.jetstream.model.Page;
import io.myelin.jetstream.model.ResponseType;
import io.myelin.jetstream.model.StreamInfo;
import io.myelin.jetstream.model.StreamRequests;
import io.myelin.protocol.Subjects;
import io.myelin.store.StoredMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests about streams that exist: names, list, info, purge, message get and delete (STR-103 to
 * STR-109). Decoded on the meta lane, carried out on the stream's lane.
 */
final class StreamApi {
  private final StreamRegistry registry;
  private final boolean strict;

  StreamApi(StreamRegistry registry, JetStreamSettings settings) {
    this.registry = registry;
    this.strict = settings.strict();
  }

  /** Serves its requests. */
  void serve(ApiService api) {
    api.serve("STREAM.NAMES", ResponseType.STREAM_NAMES, this::names);
    api.serve("STREAM.LIST", ResponseType.STREAM_LIST, this::list);
    api.serve("STREAM.INFO", ResponseType.STREAM_INFO, this::info);
    api.serve("STREAM.PURGE", ResponseType.STREAM_PURGE, this::purge);
    api.serve("STREAM.MSG.GET", ResponseType.STREAM_MSG_GET, this::messageGet);
    api.serve("STREAM.MSG.DELETE", ResponseType.STREAM_MSG_DELETE, this::messageDelete);
    api.serve("STREAM.LEADER.STEPDOWN", ResponseType.STREAM_LEADER_STEPDOWN, StreamApi::clustered);
    api.serve("STREAM.PEER.REMOVE", ResponseType.STREAM_REMOVE_PEER, StreamApi::clustered);
    api.serve("STREAM.PEER.EVACUATE", ResponseType.STREAM_EVACUATE_PEER, StreamApi::clustered);
    api.serve("STREAM.CANCEL_MOVE", ResponseType.STREAM_CANCEL_MOVE, StreamApi::clustered);
    api.serve("META.LEADER.STEPDOWN", ResponseType.META_LEADER_STEPDOWN, StreamApi::clustered);
    api.serve("SERVER.REMOVE", ResponseType.META_SERVER_REMOVE, StreamApi::clustered);
  }

  /** Requests that only a cluster can carry out (STR-113). */
  private static void clustered(ApiRequest request) {
    throw ApiErrors.CLUSTER_REQUIRED.exception();
  }

  /** The stream that a token of the subject names. */
  static Stream require(ApiRequest request, int token) throws ApiException {
    Stream stream = request.account().stream(request.token(token));
    if (stream == null) {
      throw ApiErrors.STREAM_NOT_FOUND.exception();
    }
    return stream;
  }

  private static List<Stream> matching(ApiRequest request, String subject) {
    List<Stream> streams = request.account().sortedStreams();
    if (!subject.isEmpty()) {
      streams.removeIf(
          stream ->
              stream.config().subjects().stream().noneMatch(own -> Subjects.collide(own, subject)));
    }
    return streams;
  }

  private void names(ApiRequest request) {
    StreamRequests.Listing listing = StreamRequests.listing(request.payload(), strict);
    List<String> names = matching(request, listing.subject()).stream().map(Stream::name).toList();
    Page page = Page.of(names.size(), listing.offset(), Page.NAMES);
    request.answer(registry.metaLane(), ApiResponses.streamNames(page, page.of(names)));
  }

  private void list(ApiRequest request) {
    StreamRequests.Listing listing = StreamRequests.listing(request.payload(), strict);
    List<Stream> streams = matching(request, listing.subject());
    Page page = Page.of(streams.size(), listing.offset(), Page.DETAILS);
    List<Stream> shown = page.of(streams);
    StreamInfo[] infos = new StreamInfo[shown.size()];
    Gather gather =
        new Gather(
            shown.size(),
            registry.metaLane(),
            () -> {
              List<StreamInfo> found = new ArrayList<>(List.of(infos));
              request.answer(
                  registry.metaLane(), ApiResponses.streamList(page, found, List.of(), Map.of()));
            });
    for (int i = 0; i < infos.length; i++) {
      int at = i;
      Stream stream = shown.get(i);
      stream
          .lane()
          .execute(
              () -> {
                infos[at] = StreamDescription.inList(stream);
                gather.one();
              });
    }
  }

  private void info(ApiRequest request) throws ApiException {
    StreamRequests.Info wanted = StreamRequests.info(request.payload(), strict);
    Stream stream = require(request, 4);
    onLane(
        request,
        ResponseType.STREAM_INFO,
        stream,
        () -> {
          byte[] answer = StreamDescription.answer(stream, wanted);
          whenCommitted(request, ResponseType.STREAM_INFO, stream, answer);
        });
  }

  private void purge(ApiRequest request) throws ApiException {
    StreamRequests.Purge wanted = StreamRequests.purge(request.payload(), strict);
    Stream stream = require(request, 4);
    onLane(
        request,
        ResponseType.STREAM_PURGE,
        stream,
        () -> {
          if (stream.config().sealed()) {
            throw ApiErrors.STREAM_SEALED.exception();
          }
          if (stream.config().denyPurge()) {
            throw ApiErrors.STREAM_PURGE_FAILED.of("stream purge not permitted").exception();
          }
          long purged = stream.purge(wanted);
          answerCommitted(
              request, ResponseType.STREAM_PURGE, stream, ApiResponses.streamPurge(purged));
        });
  }

  private void messageDelete(ApiRequest request) throws ApiException {
    StreamRequests.MessageDelete wanted = StreamRequests.messageDelete(request.payload(), strict);
    Stream stream = require(request, 5);
    onLane(
        request,
        ResponseType.STREAM_MSG_DELETE,
        stream,
        () -> {
          stream.deleteMessage(wanted.seq(), !wanted.noErase());
          answerCommitted(
              request,
              ResponseType.STREAM_MSG_DELETE,
              stream,
              ApiResponses.success(ResponseType.STREAM_MSG_DELETE));
        });
  }

  private void messageGet(ApiRequest request) throws ApiException {
    MessageSelector wanted = StreamRequests.messageGet(request.payload(), strict);
    Stream stream = require(request, 5);
    onLane(
        request,
        ResponseType.STREAM_MSG_GET,
        stream,
        () -> {
          long sequence = MessageSearch.find(stream.committed(), wanted);
          StoredMessage message = sequence == 0 ? null : read(stream, sequence);
          if (message == null) {
            throw ApiErrors.NO_MESSAGE_FOUND.exception();
          }
          request.answer(
              stream.lane(),
              ApiResponses.message(
                  message.subject(),
                  sequence,
                  wanted.noHeaders() ? HeaderBlock.NONE : message.header(),
                  message.payload(),
                  GoTime.ofEpochNanos(message.timeNanos())));
        });
  }

  private static @org.jspecify.annotations.Nullable StoredMessage read(
      Stream stream, long sequence) {
    try {
      return stream.committed().read(sequence);
    } catch (IOException damaged) {
      throw ApiErrors.STREAM_GENERAL.of(String.valueOf(damaged.getMessage())).exception();
    }
  }

  /** Answers once what was changed is committed, or that it failed. */
  static void answerCommitted(ApiRequest request, ResponseType type, Stream stream, byte[] answer) {
    stream.commit().changed();
    whenCommitted(request, type, stream, answer);
    stream.commit().flush();
    stream.settleUsage();
  }

  /** Answers once what the answer tells is committed, or that it could not be written. */
  static void whenCommitted(ApiRequest request, ResponseType type, Stream stream, byte[] answer) {
    stream
        .commit()
        .afterCommit(
            new Effect() {
              @Override
              public void run() {
                request.answer(stream.lane(), answer);
              }

              @Override
              public void lost(String reason) {
                request.fail(stream.lane(), type, ApiErrors.STREAM_STORE_FAILED.of(reason));
              }
            });
  }

  /** Does something on the stream's lane; errors that it throws are answered. */
  static void onLane(ApiRequest request, ResponseType type, Stream stream, Runnable action) {
    stream
        .lane()
        .execute(
            () -> {
              if (stream.closed()) {
                request.fail(stream.lane(), type, ApiErrors.STREAM_NOT_FOUND.error());
                return;
              }
              try {
                action.run();
              } catch (ApiException e) {
                request.fail(stream.lane(), type, e.error());
              } catch (RuntimeException e) {
                System.getLogger(StreamApi.class.getName())
                    .log(
                        System.Logger.Level.ERROR,
                        "Serving " + request.subject() + " failed on stream " + stream.title(),
                        e);
                request.fail(stream.lane(), type, ApiErrors.STREAM_GENERAL.of(String.valueOf(e)));
              }
            });
  }

  /** Waits for parts that several lanes contribute. */
  private static final class Gather {
    private final AtomicInteger missing;
    private final Lane lane;
    private final Runnable complete;

    Gather(int parts, Lane lane, Runnable complete) {
      this.missing = new AtomicInteger(parts);
      this.lane = lane;
      this.complete = complete;
      if (parts == 0) {
        complete.run();
      }
    }

    void one() {
      if (missing.decrementAndGet() == 0) {
        lane.execute(complete);
      }
    }
  }
}

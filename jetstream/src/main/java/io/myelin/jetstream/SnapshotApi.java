package io.myelin.jetstream;

import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.ApiException;
import io.myelin.jetstream.model.ApiResponses;
import io.myelin.jetstream.model.ResponseType;
import io.myelin.jetstream.model.StorageType;
import io.myelin.jetstream.model.StreamRequests;
import io.myelin.protocol.Subjects;

/** Requests for snapshots of streams (STR-500 to STR-502). */
final class SnapshotApi {
  private static final int STREAM = 4;
  private static final long DEFAULT_CHUNK_BYTES = 128L << 10;
  private static final long SMALLEST_BYTES = 1L << 10;
  private static final long LARGEST_CHUNK_BYTES = 1L << 20;
  private static final long DEFAULT_WINDOW_BYTES = 8L << 20;
  private static final long LARGEST_WINDOW_BYTES = 32L << 20;

  private final JetStreamSettings settings;

  SnapshotApi(JetStreamSettings settings) {
    this.settings = settings;
  }

  /** Serves its requests. */
  void serve(ApiService api) {
    api.serve("STREAM.SNAPSHOT", ResponseType.STREAM_SNAPSHOT, this::snapshot);
  }

  private void snapshot(ApiRequest request) throws ApiException {
    StreamRequests.notEmpty(request.payload());
    Stream stream = StreamApi.require(request, STREAM);
    StreamRequests.Snapshot wanted = StreamRequests.snapshot(request.payload(), settings.strict());
    if (!Subjects.isValidLiteral(wanted.deliverSubject())) {
      throw ApiErrors.SNAPSHOT_DELIVER_SUBJECT_INVALID.exception();
    }
    if (stream.storage() != StorageType.FILE) {
      throw ApiErrors.STREAM_SNAPSHOT
          .of("snapshot of a stream in memory is not supported")
          .exception();
    }
    int chunkBytes =
        (int)
            (wanted.chunkBytes() <= 0
                ? DEFAULT_CHUNK_BYTES
                : Math.clamp(wanted.chunkBytes(), SMALLEST_BYTES, LARGEST_CHUNK_BYTES));
    long windowBytes =
        wanted.windowBytes() <= 0
            ? DEFAULT_WINDOW_BYTES
            : Math.clamp(wanted.windowBytes(), SMALLEST_BYTES, LARGEST_WINDOW_BYTES);
    int window = (int) Math.max(1, windowBytes / chunkBytes);
    StreamApi.onLane(
        request,
        ResponseType.STREAM_SNAPSHOT,
        stream,
        () ->
            stream
                .commit()
                .afterCommit(
                    () -> {
                      request.answer(
                          stream.lane(),
                          ApiResponses.streamSnapshot(
                              stream.config(), StreamDescription.state(stream)));
                      new SnapshotSender(
                              stream,
                              wanted.deliverSubject(),
                              chunkBytes,
                              window,
                              !wanted.noConsumers())
                          .start();
                    }));
  }
}

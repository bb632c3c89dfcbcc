package io.myelin.jetstream;

import io.myelin.jetstream.model.ApiResponses;
import io.myelin.jetstream.model.ClusterInfo;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.Page;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.jetstream.model.StreamInfo;
import io.myelin.jetstream.model.StreamRequests;
import io.myelin.jetstream.model.StreamState;
import io.myelin.store.MessageStore;
import io.myelin.store.SubjectFilter;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells what a stream is and holds (STR-420 to STR-425). On the stream's lane. */
final class StreamDescription {
  private static final int MOST_DELETED = 1_000_000;

  private StreamDescription() {}

  /** As list answers it: only stored metadata, no cluster. */
  static StreamInfo inList(Stream stream) {
    return describe(
        stream,
        stream.config(),
        state(stream),
        stream.host().settings().domain(),
        Optional.empty());
  }

  /** As monitoring shows it: stored metadata only, with who leads it. */
  static StreamInfo monitored(Stream stream) {
    return describe(
        stream,
        stream.config(),
        state(stream),
        "",
        Optional.of(ClusterInfo.single(stream.host().settings().serverName())));
  }

  /** As create answers it. */
  static StreamInfo created(Stream stream) {
    return describe(stream, shown(stream.config()), state(stream), "", Optional.empty());
  }

  /** As update answers it. */
  static StreamInfo updated(Stream stream) {
    return describe(
        stream,
        shown(stream.config()),
        state(stream),
        stream.host().settings().domain(),
        Optional.empty());
  }

  /** The whole answer to a request for info. */
  static byte[] answer(Stream stream, StreamRequests.Info wanted) {
    StreamState state = state(stream);
    Page page = Page.NONE;
    if (wanted.deletedDetails()) {
      state = withDeleted(stream, state);
    }
    if (!wanted.subjectsFilter().isEmpty()) {
      SubjectPage.Found found =
          SubjectPage.find(
              stream.store(),
              SubjectFilter.of(wanted.subjectsFilter()),
              wanted.offset(),
              Page.SUBJECTS);
      if (found.page().total() > 0) {
        page = new Page(found.page().total(), Math.max(0, wanted.offset()), found.page().limit());
        state = withSubjects(state, found.counts());
      }
    }
    StreamInfo info =
        describe(
            stream,
            shown(stream.config()),
            state,
            stream.host().settings().domain(),
            Optional.of(ClusterInfo.single(stream.host().settings().serverName())));
    return ApiResponses.streamInfo(page, info);
  }

  private static StreamConfig shown(StreamConfig config) {
    return JetStreamSettings.VERSIONS.shown(config);
  }

  private static StreamInfo describe(
      Stream stream,
      StreamConfig config,
      StreamState state,
      String domain,
      Optional<ClusterInfo> cluster) {
    return new StreamInfo(
        config,
        stream.created(),
        state,
        domain,
        cluster,
        stream.mirrorInfo(),
        stream.sourceInfos(),
        List.of(),
        GoTime.ofEpochNanos(stream.lane().epochNanos()),
        Optional.of(stream.durability()));
  }

  /** What the stream holds, without details. */
  static StreamState state(Stream stream) {
    MessageStore store = stream.store();
    long first = store.firstSequence();
    long last = store.lastSequence();
    long between = store.messages() == 0 || first == 0 ? 0 : last - first + 1;
    return new StreamState(
        store.messages(),
        store.bytes(),
        first,
        store.messages() == 0 ? GoTime.ZERO : GoTime.ofEpochNanos(store.firstTimeNanos()),
        last,
        lastTime(store),
        store.subjectCount(),
        Map.of(),
        between - store.messages(),
        List.of(),
        Optional.empty(),
        stream.consumers().shownCount());
  }

  private static Instant lastTime(MessageStore store) {
    return store.lastTimeNanos() == 0 ? GoTime.ZERO : GoTime.ofEpochNanos(store.lastTimeNanos());
  }

  private static StreamState withDeleted(Stream stream, StreamState state) {
    long[] lost = stream.store().lostSequences();
    return new StreamState(
        state.messages(),
        state.bytes(),
        state.firstSeq(),
        state.firstTime(),
        state.lastSeq(),
        state.lastTime(),
        state.subjectCount(),
        state.subjects(),
        state.deletedCount(),
        Arrays.stream(stream.store().deleted(MOST_DELETED)).boxed().toList(),
        lost.length == 0
            ? Optional.empty()
            : Optional.of(new StreamState.LostMessages(Arrays.stream(lost).boxed().toList(), 0)),
        state.consumerCount());
  }

  private static StreamState withSubjects(StreamState state, Map<String, Long> subjects) {
    return new StreamState(
        state.messages(),
        state.bytes(),
        state.firstSeq(),
        state.firstTime(),
        state.lastSeq(),
        state.lastTime(),
        state.subjectCount(),
        subjects,
        state.deletedCount(),
        state.deleted(),
        state.lost(),
        state.consumerCount());
  }
}

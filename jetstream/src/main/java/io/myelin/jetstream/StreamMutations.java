package io.myelin.jetstream;

import io.myelin.core.ClientSession;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.ApiException;
import io.myelin.jetstream.model.ApiResponses;
import io.myelin.jetstream.model.OriginRules;
import io.myelin.jetstream.model.ResponseType;
import io.myelin.jetstream.model.StreamAdvisory;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.jetstream.model.StreamConfigRules;
import io.myelin.jetstream.model.StreamRequests;
import io.myelin.jetstream.model.StreamUpdateRules;
import io.myelin.jetstream.model.VersionMetadata;
import io.myelin.protocol.Subjects;

/**
 * Creating, changing and deleting streams (STR-101, STR-102, STR-106; order of checks STR-121 to
 * STR-123). Checked and begun on the meta lane, one change at a time.
 */
final class StreamMutations {
  private final StreamRegistry registry;
  private final JetStreamSettings settings;

  StreamMutations(StreamRegistry registry, JetStreamSettings settings) {
    this.registry = registry;
    this.settings = settings;
  }

  /** Serves its requests. */
  void serve(ApiService api) {
    api.serve(
        "STREAM.CREATE",
        ResponseType.STREAM_CREATE,
        request -> queued(request, ResponseType.STREAM_CREATE, this::create));
    api.serve(
        "STREAM.UPDATE",
        ResponseType.STREAM_UPDATE,
        request -> queued(request, ResponseType.STREAM_UPDATE, this::update));
    api.serve(
        "STREAM.DELETE",
        ResponseType.STREAM_DELETE,
        request -> queued(request, ResponseType.STREAM_DELETE, this::delete));
  }

  /** One change; says when it is over. */
  private interface Change {
    void begin(ApiRequest request, Runnable done) throws ApiException;
  }

  private void queued(ApiRequest request, ResponseType type, Change change) {
    registry
        .mutations()
        .add(
            done -> {
              try {
                change.begin(request, done);
              } catch (ApiException e) {
                request.fail(registry.metaLane(), type, e.error());
                done.run();
              } catch (RuntimeException e) {
                System.getLogger(StreamMutations.class.getName())
                    .log(System.Logger.Level.ERROR, "Serving " + request.subject() + " failed", e);
                request.fail(
                    registry.metaLane(), type, ApiErrors.STREAM_GENERAL.of(String.valueOf(e)));
                done.run();
              }
            });
  }

  private void create(ApiRequest request, Runnable done) throws ApiException {
    JetStreamAccount account = request.account();
    StreamRequests.Configure asked = StreamRequests.configure(request.payload(), settings.strict());
    String name = request.token(4);
    StreamConfigRules.checkCreate(name, asked.config());
    StreamConfig config = VersionMetadata.stored(normalised(account, asked));
    Stream existing = account.stream(name);
    if (existing == null) {
      limitsOf(account).checkNew(config);
    }
    if (existing != null) {
      answerExisting(request, existing, config, done);
      return;
    }
    if (account.restoring(name)) {
      throw ApiErrors.STREAM_NAME_EXIST.exception();
    }
    checkOverlap(account, config, null);
    ClientSession client = request.client();
    registry.create(
        account,
        config,
        client == null ? null : client.loop(),
        stream -> {
          tell(stream, stream.lane(), StreamAdvisory.Action.CREATE);
          request.answer(
              stream.lane(), ApiResponses.streamCreate(StreamDescription.created(stream), true));
          registry.metaLane().execute(done);
        },
        reason -> {
          request.fail(
              registry.metaLane(), ResponseType.STREAM_CREATE, ApiErrors.STREAM_CREATE.of(reason));
          done.run();
        });
  }

  /** What the request stands for, as far as the account's other streams allow it. */
  private StreamConfig normalised(JetStreamAccount account, StreamRequests.Configure asked) {
    StreamConfig config =
        StreamConfigRules.normalise(
            asked.config(), asked.pedantic(), registry.host().settings().limits());
    return OriginRules.check(config, asked.pedantic(), account::configuration);
  }

  private void tell(Stream stream, Lane lane, StreamAdvisory.Action action) {
    registry
        .host()
        .advisories()
        .publish(lane, stream.owner().account(), new StreamAdvisory.Changed(stream.name(), action));
  }

  private AccountLimitRules limitsOf(JetStreamAccount account) {
    return new AccountLimitRules(account, registry.accounts(), registry.host().budget());
  }

  private void answerExisting(
      ApiRequest request, Stream existing, StreamConfig config, Runnable done) {
    if (!StreamConfigRules.isSame(existing.config(), config)) {
      throw ApiErrors.STREAM_NAME_EXIST.exception();
    }
    existing
        .lane()
        .execute(
            () -> {
              request.answer(
                  existing.lane(),
                  ApiResponses.streamCreate(StreamDescription.created(existing), true));
              registry.metaLane().execute(done);
            });
  }

  /** Refuses subjects that another stream has (STR-241). */
  static void checkOverlap(
      JetStreamAccount account,
      StreamConfig config,
      @org.jspecify.annotations.Nullable Stream except) {
    for (Stream other : account.streams().values()) {
      if (other == except) {
        continue;
      }
      for (String theirs : other.config().subjects()) {
        for (String ours : config.subjects()) {
          if (Subjects.collide(theirs, ours)) {
            throw ApiErrors.STREAM_SUBJECT_OVERLAP.exception();
          }
        }
      }
    }
  }

  private void update(ApiRequest request, Runnable done) throws ApiException {
    JetStreamAccount account = request.account();
    StreamRequests.Configure asked = StreamRequests.configure(request.payload(), settings.strict());
    StreamConfig wanted = normalised(account, asked);
    String name = request.token(4);
    StreamConfigRules.checkName(name, wanted);
    Stream stream = account.stream(name);
    if (stream == null) {
      throw ApiErrors.STREAM_NOT_FOUND.exception();
    }
    StreamConfig config = VersionMetadata.stored(StreamUpdateRules.apply(stream.config(), wanted));
    limitsOf(account).checkChanged(stream.config(), config);
    checkOverlap(account, config, stream);
    if (stream.config().consumerLimits().equals(config.consumerLimits())) {
      change(request, stream, config, done);
      return;
    }
    stream
        .lane()
        .execute(
            () -> {
              String violators = stream.consumers().beyond(config.consumerLimits());
              registry
                  .metaLane()
                  .execute(
                      () -> {
                        if (violators.isEmpty()) {
                          change(request, stream, config, done);
                        } else {
                          request.fail(
                              registry.metaLane(),
                              ResponseType.STREAM_UPDATE,
                              ApiErrors.STREAM_UPDATE.of(
                                  "change to limits violates consumers: " + violators));
                          done.run();
                        }
                      });
            });
  }

  private void change(ApiRequest request, Stream stream, StreamConfig config, Runnable done) {
    registry.update(
        stream,
        config,
        () -> {
          tell(stream, stream.lane(), StreamAdvisory.Action.MODIFY);
          StreamApi.answerCommitted(
              request,
              ResponseType.STREAM_UPDATE,
              stream,
              ApiResponses.streamUpdate(StreamDescription.updated(stream)));
          registry.metaLane().execute(done);
        },
        reason -> {
          request.fail(
              registry.metaLane(), ResponseType.STREAM_UPDATE, ApiErrors.STREAM_UPDATE.of(reason));
          done.run();
        });
  }

  private void delete(ApiRequest request, Runnable done) throws ApiException {
    StreamRequests.empty(request.payload());
    Stream stream = StreamApi.require(request, 4);
    registry.delete(
        stream,
        () -> {
          tell(stream, registry.metaLane(), StreamAdvisory.Action.DELETE);
          request.answer(registry.metaLane(), ApiResponses.success(ResponseType.STREAM_DELETE));
          done.run();
        },
        reason -> {
          request.fail(
              registry.metaLane(), ResponseType.STREAM_DELETE, ApiErrors.STREAM_DELETE.of(reason));
          done.run();
        });
  }
}

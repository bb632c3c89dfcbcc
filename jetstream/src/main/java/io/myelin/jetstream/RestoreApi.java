package io.myelin.jetstream;

import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.ApiException;
import io.myelin.jetstream.model.ApiResponses;
import io.myelin.jetstream.model.NameHash;
import io.myelin.jetstream.model.OriginRules;
import io.myelin.jetstream.model.ResponseType;
import io.myelin.jetstream.model.StorageType;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.jetstream.model.StreamConfigRules;
import io.myelin.jetstream.model.StreamRequests;
import io.myelin.jetstream.model.VersionMetadata;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Requests to restore streams from archives (STR-503 to STR-505). On the meta lane. */
final class RestoreApi {
  private static final int STREAM = 4;
  private static final String DELIVER = "$JS.SNAPSHOT.RESTORE.";

  private final StreamRegistry registry;
  private final JetStreamSettings settings;
  private final StreamFiles files;

  RestoreApi(StreamRegistry registry, JetStreamSettings settings, StreamFiles files) {
    this.registry = registry;
    this.settings = settings;
    this.files = files;
  }

  /** Serves its requests. */
  void serve(ApiService api) {
    api.serve("STREAM.RESTORE", ResponseType.STREAM_RESTORE, this::restore);
  }

  private void restore(ApiRequest request) throws ApiException {
    StreamRequests.Restore asked = StreamRequests.restore(request.payload(), settings.strict());
    String name = request.token(STREAM);
    StreamConfig given = asked.config();
    StreamConfig named = given.name().isEmpty() ? given.toBuilder().name(name).build() : given;
    StreamConfigRules.checkName(name, named);
    JetStreamAccount account = request.account();
    StreamConfig config =
        VersionMetadata.stored(
            OriginRules.check(
                StreamConfigRules.restored(named, registry.host().settings().limits()),
                false,
                account::configuration));
    new AccountLimitRules(account, registry.accounts(), registry.host().budget()).checkNew(config);
    if (account.stream(name) != null || !account.beginRestore(name)) {
      throw ApiErrors.STREAM_NAME_EXIST_RESTORE_FAILED.exception();
    }
    Lane lane = registry.metaLane();
    String id = NameHash.of(name + lane.loop().producer().random().nextLong());
    String subject = DELIVER + name + '.' + id;
    RestoreUpload upload = new RestoreUpload(account.account(), lane, subject, this::isTooLarge);
    upload.open();
    request.answer(lane, ApiResponses.streamRestore(subject));
    Thread.ofPlatform()
        .daemon()
        .name("myelin-restore-" + name)
        .start(() -> run(account, config, upload));
  }

  private boolean isTooLarge(long bytes) {
    ServerBudget budget = registry.host().budget();
    return budget.used(StorageType.FILE).get() + bytes > budget.max(StorageType.FILE);
  }

  private void run(JetStreamAccount account, StreamConfig config, RestoreUpload upload) {
    StreamRestorer restorer = new StreamRestorer(files, account.account().name(), config);
    Lane lane = registry.metaLane();
    try {
      StreamFiles.Opened restored = restorer.restore(upload);
      upload.drain();
      lane.execute(() -> adopt(account, config, restored, upload));
    } catch (RestoreUpload.TooLargeException e) {
      restorer.discard();
      lane.execute(() -> failed(account, config, upload, ApiErrors.INSUFFICIENT_RESOURCES.error()));
    } catch (IOException | RuntimeException e) {
      restorer.discard();
      lane.execute(() -> failed(account, config, upload, because(e.getMessage())));
    }
  }

  private void adopt(
      JetStreamAccount account,
      StreamConfig config,
      StreamFiles.Opened restored,
      RestoreUpload upload) {
    registry
        .mutations()
        .add(
            done -> {
              ApiError refusal = refusal(account, config, restored);
              if (refusal != null) {
                registry.discard(account, config, restored);
                failed(account, config, upload, refusal);
                done.run();
                return;
              }
              registry.adopt(
                  account,
                  config,
                  restored,
                  stream -> {
                    account.endRestore(config.name());
                    byte[] answer =
                        ApiResponses.streamCreate(StreamDescription.created(stream), false);
                    registry.metaLane().execute(() -> upload.finish(answer));
                    registry.metaLane().execute(done);
                  },
                  reason -> {
                    failed(account, config, upload, because(reason));
                    done.run();
                  });
            });
  }

  /** What changed meanwhile, or came with the archive, so that the stream cannot be; or null. */
  private @Nullable ApiError refusal(
      JetStreamAccount account, StreamConfig config, StreamFiles.Opened restored) {
    try {
      StreamMutations.checkOverlap(account, config, null);
    } catch (ApiException e) {
      return because(e.error().description());
    }
    return registry.host().storageRefusal(account, config, restored.messages().bytes());
  }

  private static ApiError because(@Nullable String reason) {
    return ApiErrors.STREAM_RESTORE.of(String.valueOf(reason));
  }

  private static void failed(
      JetStreamAccount account, StreamConfig config, RestoreUpload upload, ApiError error) {
    account.endRestore(config.name());
    System.getLogger(RestoreApi.class.getName())
        .log(
            System.Logger.Level.WARNING,
            "Restoring stream "
                + account.account().name()
                + " > "
                + config.name()
                + " failed, nothing of it is kept: "
                + error.description());
    upload.finish(ApiResponses.failed(ResponseType.STREAM_CREATE, error));
  }
}

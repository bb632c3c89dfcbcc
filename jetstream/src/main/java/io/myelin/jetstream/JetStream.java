package io.myelin.jetstream;

import io.myelin.core.Account;
import io.myelin.core.Loop;
import io.myelin.jetstream.consumer.ConsumerEvent;
import io.myelin.jetstream.model.AccountUsage;
import io.myelin.jetstream.model.ApiAdvisory;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.JsonShape;
import io.myelin.jetstream.model.StorageType;
import io.myelin.jetstream.model.StreamAdvisory.AbandonReason;
import io.myelin.jetstream.model.StreamAdvisory.BatchAbandoned;
import io.myelin.jetstream.model.StreamConfig;
import io.myelin.store.DiskFullException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * JetStream on this server: the streams of all accounts that may use it, their lanes, the list of
 * them, and the API. {@link #start} recovers what was kept; {@link #close} writes everything out.
 * Any thread may call.
 */
public final class JetStream implements StreamHost, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(JetStream.class.getName());
  private static final int WORKERS = 4;
  private static final int STAGED_SHARE_OF_MEMORY = 8;
  private static final long CLOSE_SECONDS = 10;
  private static final long RECOVERY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long DISK_FULL_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private volatile JetStreamSettings settings;
  private final JetStreamFiles files;
  private final List<Lane> lanes = new ArrayList<>();
  private final ServerBudget budget;
  private final BatchBudget batches;
  private final ExecutorService workers;
  private final AssetLog assetLog;
  private final ApiService api;
  private final StreamRegistry registry;
  private final AccountPurge accountPurge;
  private final Advisories advisories;
  private final JetStreamInspection inspection;
  private final Map<Account, ApiEndpoint> endpoints = new ConcurrentHashMap<>();
  private final Map<Account, ApiRefusal> refusals = new ConcurrentHashMap<>();
  private final Map<Stream, String> failing = new ConcurrentHashMap<>();
  private volatile @Nullable Account system;
  private volatile long fullSinceNanos;
  private volatile boolean started;

  private JetStream(JetStreamSettings settings, List<? extends Loop> loops, JetStreamFiles files)
      throws IOException {
    this.settings = settings;
    this.files = files;
    this.budget = new ServerBudget(settings.maxMemoryBytes(), settings.maxFileBytes());
    this.batches =
        new BatchBudget(
            settings.batches(), Runtime.getRuntime().maxMemory() / STAGED_SHARE_OF_MEMORY);
    for (Loop loop : loops) {
      lanes.add(new Lane(loop));
    }
    this.workers =
        Executors.newFixedThreadPool(
            WORKERS, Thread.ofPlatform().daemon().name("myelin-store-", 0).factory());
    Lane metaLane = lanes.getFirst();
    this.assetLog =
        new AssetLog(files.openAssets(), metaLane, writer(metaLane), this::assetLogFailed);
    this.registry = new StreamRegistry(this, metaLane, lanes, assetLog, files);
    this.accountPurge = new AccountPurge(registry);
    this.advisories = new Advisories(settings);
    this.inspection = new JetStreamInspection(registry, failing);
    this.api = new ApiService(metaLane, settings.requestQueueLimit(), advisories);
    new AccountApi(registry, settings).serve(api);
    new StreamApi(registry, settings).serve(api);
    new StreamMutations(registry, settings).serve(api);
    new ConsumerApi(settings).serve(api);
    new SnapshotApi(settings).serve(api);
    new RestoreApi(registry, settings, files).serve(api);
  }

  /**
   * Recovers every stream and returns when all of them take messages.
   *
   * @param loops where lanes run, one lane on each
   * @param accounts who may use JetStream, with limits
   * @throws IOException when the list of streams cannot be read
   */
  public static JetStream start(
      JetStreamSettings settings,
      List<? extends Loop> loops,
      JetStreamFiles files,
      Map<Account, AccountUsage.Limits> accounts)
      throws IOException {
    JetStream jetStream = new JetStream(settings, loops, files);
    jetStream.workers.execute(JsonShape::prepare);
    jetStream.registry.accounts(accounts);
    jetStream.registry.recover();
    jetStream.started = true;
    accounts.keySet().forEach(jetStream::openEndpoint);
    return jetStream;
  }

  /** Changes who may use JetStream, and how much (reload). */
  public void accounts(Map<Account, AccountUsage.Limits> accounts) {
    registry.accounts(accounts);
    for (Account account : List.copyOf(endpoints.keySet())) {
      if (!accounts.containsKey(account)) {
        ApiEndpoint endpoint = endpoints.remove(account);
        if (endpoint != null) {
          endpoint.close();
        }
      }
    }
    accounts.keySet().forEach(this::openEndpoint);
  }

  /**
   * Changes which other accounts there are: each is told that it may not use JetStream (STR-041).
   *
   * @param systemAccount the one of them that is the system account, null for none; it is told what
   *     concerns the whole server
   */
  public void refuse(Collection<Account> others, @Nullable Account systemAccount) {
    system = systemAccount;
    for (Account account : List.copyOf(refusals.keySet())) {
      if (!others.contains(account)) {
        ApiRefusal refusal = refusals.remove(account);
        if (refusal != null) {
          refusal.close();
        }
      }
    }
    for (Account account : others) {
      refusals.computeIfAbsent(
          account,
          key -> {
            ApiRefusal refusal =
                new ApiRefusal(
                    account,
                    account == systemAccount ? accountPurge : null,
                    api,
                    settings.strict());
            refusal.open();
            return refusal;
          });
    }
  }

  /** Changes the limits to those of these settings; everything else stays (STR-021). */
  public void limits(JetStreamSettings changed) {
    settings = changed;
    budget.limit(changed.maxMemoryBytes(), changed.maxFileBytes());
  }

  /** What monitoring reads. */
  public JetStreamInspection inspection() {
    return inspection;
  }

  @Override
  public Advisories advisories() {
    return advisories;
  }

  private void openEndpoint(Account account) {
    endpoints.computeIfAbsent(
        account,
        key -> {
          ApiEndpoint endpoint = new ApiEndpoint(registry.account(account), api);
          endpoint.open();
          return endpoint;
        });
  }

  @Override
  public JetStreamSettings settings() {
    return settings;
  }

  @Override
  public GroupCommit.Writer writer(Lane lane) {
    return files.writer(lane);
  }

  @Override
  public Executor workers() {
    return workers;
  }

  @Override
  public @Nullable ApiError storageRefusal(
      JetStreamAccount account, StreamConfig config, long bytes) {
    StorageType type = config.storage();
    if (budget.used(type).get() + bytes > budget.max(type)) {
      return ApiErrors.INSUFFICIENT_RESOURCES.error();
    }
    long limit =
        type == StorageType.MEMORY
            ? account.limits().maxMemoryBytes()
            : account.limits().maxStorageBytes();
    if (limit >= 0 && account.used(type).get() + bytes > limit) {
      return ApiErrors.ACCOUNT_RESOURCES_EXCEEDED.error();
    }
    return null;
  }

  @Override
  public ServerBudget budget() {
    return budget;
  }

  @Override
  public void storeFailed(Stream stream, IOException cause) {
    failing.put(stream, String.valueOf(cause.getMessage()));
    if (cause instanceof DiskFullException) {
      tellDiskFull(stream);
    }
    stream.lane().schedule(() -> recover(stream), RECOVERY_PAUSE_NANOS);
  }

  @Override
  public boolean isStarted() {
    return started;
  }

  @Override
  public boolean hasUnrecovered(JetStreamAccount account) {
    String name = account.account().name();
    return registry.unrecovered().stream().anyMatch(it -> it.account().equals(name));
  }

  @Override
  public BatchBudget batches() {
    return batches;
  }

  @Override
  public void batchAbandoned(Stream stream, String batchId, AbandonReason reason) {
    Account owner = stream.owner().account();
    advisories.publish(
        stream.lane(), owner, new BatchAbandoned("", stream.name(), batchId, reason));
    Account told = system;
    if (told != null) {
      advisories.publish(
          stream.lane(), told, new BatchAbandoned(owner.name(), stream.name(), batchId, reason));
    }
  }

  @Override
  public void consumerEvent(Stream stream, String consumer, ConsumerEvent event) {
    advisories.publish(
        stream.lane(),
        stream.owner().account(),
        Advisories.of(stream.owner().account(), stream.name(), consumer, event));
  }

  /** On the stream's lane; not more often than people can read. */
  private void tellDiskFull(Stream stream) {
    long now = System.nanoTime();
    boolean toldAlready = fullSinceNanos != 0 && now - fullSinceNanos < DISK_FULL_PAUSE_NANOS;
    Account told = system;
    if (told == null || toldAlready) {
      return;
    }
    fullSinceNanos = now;
    advisories.publish(
        stream.lane(),
        told,
        new ApiAdvisory.OutOfStorage(
            settings.serverName(), settings.serverId(), stream.name(), ""));
  }

  private void recover(Stream stream) {
    workers.execute(
        () -> {
          try {
            stream.files().messages().recover();
            stream.files().journal().recover();
            stream.lane().execute(stream::recovered);
            failing.remove(stream);
          } catch (IOException again) {
            LOG.log(
                System.Logger.Level.WARNING,
                "Stream " + stream.title() + " cannot be recovered yet: " + again.getMessage());
            stream.lane().execute(() -> storeFailed(stream, again));
          }
        });
  }

  private void assetLogFailed(IOException cause) {
    LOG.log(
        System.Logger.Level.ERROR,
        "The list of streams cannot be written, so that streams cannot be created, changed or"
            + " deleted; trying to recover: "
            + cause.getMessage());
    registry.metaLane().schedule(this::recoverAssetLog, RECOVERY_PAUSE_NANOS);
  }

  private void recoverAssetLog() {
    workers.execute(
        () -> {
          try {
            Runnable recovered = assetLog.recover();
            registry.metaLane().execute(recovered);
            LOG.log(System.Logger.Level.INFO, "The list of streams can be written again");
          } catch (IOException again) {
            registry.metaLane().execute(() -> assetLogFailed(again));
          }
        });
  }

  /** A stream, or null; for tests. */
  @Nullable Stream streamOf(Account account, String name) {
    return registry.account(account).stream(name);
  }

  /** What this server's streams use and hold. */
  public JetStreamStatistics statistics() {
    return JetStreamStatistics.of(registry, budget);
  }

  /** Takes no more messages, writes everything out and closes the files, within ten seconds. */
  @Override
  public void close() {
    endpoints.values().forEach(ApiEndpoint::close);
    endpoints.clear();
    refusals.values().forEach(ApiRefusal::close);
    refusals.clear();
    Collection<Stream> streams = registry.all();
    CountDownLatch closed = new CountDownLatch(streams.size());
    for (Stream stream : streams) {
      stream
          .lane()
          .execute(
              () -> {
                stream.stop();
                stream.whenQuiet(() -> workers.execute(() -> closeFiles(stream, closed)));
              });
    }
    try {
      if (!closed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(
            System.Logger.Level.WARNING,
            closed.getCount()
                + " streams were not closed within "
                + CLOSE_SECONDS
                + " seconds; what was acknowledged is on disk, opening them will take longer");
      }
      workers.shutdown();
      assetLog.close();
      files.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "Closing the store failed: " + e.getMessage());
    }
  }

  private static void closeFiles(Stream stream, CountDownLatch closed) {
    try {
      stream.files().messages().close();
      stream.files().journal().close();
    } catch (IOException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Closing stream " + stream.title() + " failed, opening it will take longer: " + e);
    } finally {
      closed.countDown();
    }
  }
}

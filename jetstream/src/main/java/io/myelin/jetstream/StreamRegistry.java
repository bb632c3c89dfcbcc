package io.myelin.jetstream;

import io.myelin.core.Account;
import io.myelin.core.Loop;
import io.myelin.jetstream.model.AccountUsage;
import io.myelin.jetstream.model.GoTime;
import io.myelin.jetstream.model.StoredConfig;
import io.myelin.jetstream.model.StreamConfig;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which streams there are, by account, and how they begin and end: the list is committed before a
 * stream is opened, and before its files are removed. Changes on the meta lane only, one at a time;
 * reading from any thread.
 */
final class StreamRegistry {
  private static final System.Logger LOG = System.getLogger(StreamRegistry.class.getName());

  private final StreamHost host;
  private final Lane metaLane;
  private final LanePlacement placement;
  private final AssetLog assetLog;
  private final StreamFiles files;
  private final List<JetStreamInspection.BrokenStream> unrecovered = new CopyOnWriteArrayList<>();
  private final MutationQueue mutations = new MutationQueue();
  private final Map<String, JetStreamAccount> byName = new ConcurrentHashMap<>();

  StreamRegistry(
      StreamHost host, Lane metaLane, List<Lane> lanes, AssetLog assetLog, StreamFiles files) {
    this.host = host;
    this.metaLane = metaLane;
    this.placement = new LanePlacement(lanes);
    this.assetLog = assetLog;
    this.files = files;
  }

  /** Defines who may use JetStream; streams of an account that no longer may stay as they are. */
  void accounts(Map<Account, AccountUsage.Limits> allowed) {
    allowed.forEach(
        (account, limits) ->
            byName
                .computeIfAbsent(account.name(), name -> new JetStreamAccount(account, limits))
                .limits(limits));
  }

  /** The account, which must be allowed to use JetStream. */
  JetStreamAccount account(Account account) {
    JetStreamAccount found = byName.get(account.name());
    if (found == null) {
      throw new IllegalStateException("JetStream is not enabled for account " + account.name());
    }
    return found;
  }

  /** The account of that name, or null if it may not use JetStream. */
  @Nullable JetStreamAccount find(String account) {
    return byName.get(account);
  }

  /** Streams that are kept but could not be opened. */
  List<JetStreamInspection.BrokenStream> unrecovered() {
    return unrecovered;
  }

  private void unrecovered(AssetLog.Asset asset) {
    unrecovered.add(
        new JetStreamInspection.BrokenStream(
            asset.account(), asset.stream(), "could not be recovered"));
  }

  /** All accounts that use JetStream, a live view. */
  Collection<JetStreamAccount> accounts() {
    return byName.values();
  }

  /** All streams of all accounts. */
  Collection<Stream> all() {
    List<Stream> all = new ArrayList<>();
    byName.values().forEach(account -> all.addAll(account.streams().values()));
    return all;
  }

  /** Where streams are changed. */
  Lane metaLane() {
    return metaLane;
  }

  /** Changes of which streams exist wait here. */
  MutationQueue mutations() {
    return mutations;
  }

  /** What is around the streams. */
  StreamHost host() {
    return host;
  }

  /**
   * Opens every stream of the list, on the calling thread and the workers; before the first
   * request.
   *
   * @throws IOException when the list cannot be read
   */
  void recover() throws IOException {
    List<AssetLog.Asset> assets = assetLog.replay();
    files.setAsideOthers(assets);
    CountDownLatch opened = new CountDownLatch(assets.size());
    for (AssetLog.Asset asset : assets) {
      host.workers().execute(() -> recover(asset, opened));
    }
    try {
      opened.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while streams were being opened", e);
    }
  }

  private void recover(AssetLog.Asset asset, CountDownLatch opened) {
    String title = asset.account() + " > " + asset.stream();
    try {
      JetStreamAccount account = byName.get(asset.account());
      if (account == null) {
        LOG.log(
            System.Logger.Level.WARNING,
            "Stream "
                + title
                + " is kept but not opened: its account may not use JetStream any more");
        opened.countDown();
        return;
      }
      StreamConfig config = usable(asset);
      StreamFiles.Opened found = files.open(asset.account(), config);
      Lane lane = placement.place(null);
      lane.execute(
          () -> {
            try {
              begin(account, lane, config, asset.created(), found);
            } catch (RuntimeException e) {
              LOG.log(System.Logger.Level.ERROR, "Stream " + title + " cannot be opened", e);
              unrecovered(asset);
            } finally {
              opened.countDown();
            }
          });
    } catch (IOException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "Stream " + title + " cannot be opened, its files are left as they are: " + e,
          e);
      unrecovered(asset);
      opened.countDown();
    }
  }

  private static StreamConfig usable(AssetLog.Asset asset) throws IOException {
    return switch (StoredConfig.stream(asset.configJson(), JetStreamSettings.API_LEVEL)) {
      case StoredConfig.Usable<StreamConfig> usable -> usable.config();
      case StoredConfig.Offline<StreamConfig> offline -> throw new IOException(offline.reason());
    };
  }

  /** Makes the stream of what it keeps, on its lane: from now on it is found and takes messages. */
  private Stream begin(
      JetStreamAccount account,
      Lane lane,
      StreamConfig config,
      Instant created,
      StreamFiles.Opened kept) {
    Stream stream = new Stream(host, account, lane, config, created, kept);
    account.streams().put(config.name(), stream);
    stream.open();
    return stream;
  }

  /**
   * Creates a stream that was checked.
   *
   * @param near the loop of the connection that asks for it, null where there is none
   * @param opened is called on the stream's lane when it takes messages
   * @param failed is called on the meta lane when it cannot be created
   */
  void create(
      JetStreamAccount account,
      StreamConfig config,
      @Nullable Loop near,
      Consumer<Stream> opened,
      Consumer<String> failed) {
    Instant created = GoTime.ofEpochNanos(metaLane.epochNanos());
    assetLog.define(
        AssetLog.Asset.of(account.account().name(), created, config),
        new Effect() {
          @Override
          public void run() {
            open(account, config, created, near, opened, failed);
          }

          @Override
          public void lost(String reason) {
            failed.accept(reason);
          }
        });
  }

  /**
   * Takes over a stream whose files were filled already (STR-505).
   *
   * @param opened is called on the stream's lane when it takes messages
   * @param failed is called on the meta lane when it cannot be kept; its files are gone then
   */
  void adopt(
      JetStreamAccount account,
      StreamConfig config,
      StreamFiles.Opened restored,
      Consumer<Stream> opened,
      Consumer<String> failed) {
    Instant created = GoTime.ofEpochNanos(metaLane.epochNanos());
    assetLog.define(
        AssetLog.Asset.of(account.account().name(), created, config),
        new Effect() {
          @Override
          public void run() {
            Lane lane = placement.place(null);
            lane.execute(
                () -> {
                  opened.accept(begin(account, lane, config, created, restored));
                });
          }

          @Override
          public void lost(String reason) {
            discard(account, config, restored);
            failed.accept(reason);
          }
        });
  }

  /** Removes files that were filled for a stream that is not to be. */
  void discard(JetStreamAccount account, StreamConfig config, StreamFiles.Opened restored) {
    host.workers()
        .execute(
            () -> {
              try {
                restored.messages().delete();
                restored.journal().delete();
                files.remove(account.account().name(), config.name());
              } catch (IOException | RuntimeException e) {
                LOG.log(
                    System.Logger.Level.WARNING,
                    "Files of stream "
                        + config.name()
                        + " that was not restored stay behind: "
                        + e);
              }
            });
  }

  private void open(
      JetStreamAccount account,
      StreamConfig config,
      Instant created,
      @Nullable Loop near,
      Consumer<Stream> opened,
      Consumer<String> failed) {
    host.workers()
        .execute(
            () -> {
              try {
                StreamFiles.Opened found = files.open(account.account().name(), config);
                Lane lane = placement.place(near);
                lane.execute(
                    () -> {
                      opened.accept(begin(account, lane, config, created, found));
                    });
              } catch (IOException | RuntimeException e) {
                LOG.log(
                    System.Logger.Level.ERROR,
                    "Stream "
                        + account.account().name()
                        + " > "
                        + config.name()
                        + " cannot be created",
                    e);
                metaLane.execute(() -> forget(account, config, e, failed));
              }
            });
  }

  /** Takes a stream whose files could not be opened off the list again. */
  private void forget(
      JetStreamAccount account, StreamConfig config, Exception cause, Consumer<String> failed) {
    String reason = String.valueOf(cause.getMessage());
    assetLog.remove(
        account.account().name(),
        config.name(),
        new Effect() {
          @Override
          public void run() {
            failed.accept(reason);
          }

          @Override
          public void lost(String why) {
            LOG.log(
                System.Logger.Level.ERROR,
                "Stream "
                    + account.account().name()
                    + " > "
                    + config.name()
                    + " was not created, but may be there, empty, after a restart: "
                    + why);
            failed.accept(reason);
          }
        });
  }

  /**
   * Changes the configuration of a stream; the change was checked.
   *
   * @param changed is called on the stream's lane when it is in force
   */
  void update(Stream stream, StreamConfig config, Runnable changed, Consumer<String> failed) {
    assetLog.define(
        AssetLog.Asset.of(stream.owner().account().name(), stream.created(), config),
        new Effect() {
          @Override
          public void run() {
            stream
                .lane()
                .execute(
                    () -> {
                      stream.reconfigure(config);
                      changed.run();
                    });
          }

          @Override
          public void lost(String reason) {
            failed.accept(reason);
          }
        });
  }

  /**
   * Deletes a stream with all that it holds.
   *
   * @param deleted is called on the meta lane when it is gone
   */
  void delete(Stream stream, Runnable deleted, Consumer<String> failed) {
    JetStreamAccount account = stream.owner();
    account.streams().remove(stream.name());
    assetLog.remove(
        account.account().name(),
        stream.name(),
        new Effect() {
          @Override
          public void run() {
            placement.removed(stream.lane());
            stream.lane().execute(() -> end(stream, deleted));
          }

          @Override
          public void lost(String reason) {
            account.streams().put(stream.name(), stream);
            failed.accept(reason);
          }
        });
  }

  /** The streams of an account that are on the list and not open. */
  List<String> notOpen(String account) {
    JetStreamAccount known = byName.get(account);
    List<String> names = assetLog.streams(account);
    names.removeIf(name -> known != null && known.streams().containsKey(name));
    return names;
  }

  /**
   * Deletes what is kept of a stream that is {@linkplain #notOpen not open}.
   *
   * @param deleted is called on the meta lane when it is gone
   */
  void deleteClosed(String account, String stream, Runnable deleted, Consumer<String> failed) {
    assetLog.remove(
        account,
        stream,
        new Effect() {
          @Override
          public void run() {
            unrecovered.removeIf(
                broken -> broken.account().equals(account) && broken.stream().equals(stream));
            host.workers()
                .execute(
                    () -> {
                      removeClosedFiles(account, stream);
                      metaLane.execute(deleted);
                    });
          }

          @Override
          public void lost(String reason) {
            failed.accept(reason);
          }
        });
  }

  private void removeClosedFiles(String account, String stream) {
    try {
      files.remove(account, stream);
    } catch (IOException | RuntimeException e) {
      warnOfFiles(account + " > " + stream, e);
    }
  }

  private void end(Stream stream, Runnable deleted) {
    stream.consumers().deleteAll();
    stream.origins().abandon();
    stream.stop();
    stream.whenQuiet(
        () ->
            host.workers()
                .execute(
                    () -> {
                      removeFiles(stream);
                      metaLane.execute(deleted);
                    }));
  }

  private void removeFiles(Stream stream) {
    try {
      stream.files().messages().delete();
      stream.files().journal().delete();
      files.remove(stream.owner().account().name(), stream.name());
    } catch (IOException | RuntimeException e) {
      warnOfFiles(stream.title(), e);
    }
  }

  private static void warnOfFiles(String title, Exception cause) {
    LOG.log(
        System.Logger.Level.WARNING,
        "Files of the deleted stream " + title + " could not be removed: " + cause);
  }

  /** The stream of an account, or null. */
  @Nullable Stream find(JetStreamAccount account, String name) {
    return account.stream(name);
  }
}

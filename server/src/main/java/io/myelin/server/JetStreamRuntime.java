package io.myelin.server;

import io.myelin.config.GoDuration;
import io.myelin.config.Options;
import io.myelin.core.Account;
import io.myelin.jetstream.DiskJetStreamFiles;
import io.myelin.jetstream.JetStream;
import io.myelin.jetstream.JetStreamSettings;
import io.myelin.store.StoreDirectory;
import io.myelin.store.WriteWorkers;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * JetStream as a part of the server: started before clients are accepted, changed by reloads, and
 * stopped before the loops are. One call at a time; not to be called on a loop.
 */
final class JetStreamRuntime implements AutoCloseable {
  private static final int MOST_TEMPORARY = 1000;
  private static final int WRITERS = 4;

  private final ServerHost host;
  private final EventLoops loops;
  private final long memoryBudgetBytes;

  /**
   * @param memoryBudgetBytes what the process may hold outside the heap
   */
  JetStreamRuntime(ServerHost host, EventLoops loops, long memoryBudgetBytes) {
    this.host = host;
    this.loops = loops;
    this.memoryBudgetBytes = memoryBudgetBytes;
  }

  private ServerLog log() {
    return host.serverLog();
  }

  /**
   * Starts it if the options say so; all streams are there when this returns (STR-025).
   *
   * @throws StartupException when it cannot be started
   */
  synchronized void start() throws StartupException {
    Options options = host.options();
    if (!options.jetStreamEnabled()) {
      return;
    }
    JetStreamSetup.check(options);
    log().info("Starting JetStream");
    long startNanos = System.nanoTime();
    try {
      begin(options);
    } catch (StartupException e) {
      throw new StartupException("Can't start JetStream: " + e.getMessage(), e);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    log().info("Took " + GoDuration.format(took) + " to start JetStream");
  }

  private void begin(Options options) throws StartupException {
    JetStreamDirectory directory = JetStreamDirectory.of(options);
    if (directory.temporary()) {
      log().warn("Temporary storage directory used, data could be lost on system reboot");
    }
    StoreDirectory store = null;
    for (int other = 2; store == null; other++) {
      try {
        store = StoreDirectory.open(directory.parent(), Instant.now());
      } catch (IOException e) {
        if (!directory.temporary() || other > MOST_TEMPORARY) {
          throw new StartupException(String.valueOf(e.getMessage()), e);
        }
        directory = JetStreamDirectory.of(options).beside(other);
        log().warn(e.getMessage() + "; trying " + directory.parent());
      }
    }
    beginIn(options, directory, store);
  }

  private void beginIn(Options options, JetStreamDirectory directory, StoreDirectory store)
      throws StartupException {
    boolean running = false;
    try {
      begin(options, directory, store);
      running = true;
    } catch (IOException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    } finally {
      if (!running) {
        release(store);
      }
    }
  }

  private void release(StoreDirectory store) {
    try {
      store.close();
    } catch (IOException e) {
      log().warn("The store directory stays locked until this process ends: " + e);
    }
  }

  private void begin(Options options, JetStreamDirectory directory, StoreDirectory store)
      throws StartupException, IOException {
    JetStreamSettings settings =
        JetStreamSetup.settings(
            options, host.serverName(), host.serverId(), directory, memoryBudgetBytes);
    if (settings.maxMemoryBytes() > memoryBudgetBytes) {
      log()
          .warn(
              "max_memory_store is larger than the "
                  + memoryBudgetBytes
                  + " bytes that the process may hold outside the heap; give the JVM more with"
                  + " -XX:MaxDirectMemorySize, or memory streams will be refused earlier");
    }
    StartReport.jetStream(log(), settings);
    JetStreamSetup.checkPromises(options, settings.maxMemoryBytes(), settings.maxFileBytes());
    JetStream started =
        JetStream.start(
            settings,
            loops.all(),
            new DiskJetStreamFiles(
                store,
                JetStreamSetup.cipher(options, store.salt()),
                new WriteWorkers("myelin-write", WRITERS),
                new SecureRandom()),
            JetStreamSetup.accounts(options, host.accounts()));
    started.refuse(others(options), host.accounts().system());
    host.jetStream(started);
  }

  /** The accounts that are told that they may not use it (STR-041, STR-075). */
  private Set<Account> others(Options options) {
    Set<Account> others = new HashSet<>(host.accounts().all());
    others.removeAll(JetStreamSetup.accounts(options, host.accounts()).keySet());
    return others;
  }

  /**
   * Checks whether changed options can be put into force.
   *
   * @throws StartupException when they cannot
   */
  synchronized void check(Options next) throws StartupException {
    JetStreamSetup.check(next);
    JetStream running = host.jetStream();
    if (running != null && next.jetStreamEnabled()) {
      JetStreamSettings settings = changed(running, next);
      JetStreamSetup.checkPromises(next, settings.maxMemoryBytes(), settings.maxFileBytes());
    }
  }

  private JetStreamSettings changed(JetStream running, Options next) {
    return JetStreamSetup.changed(running.settings(), next);
  }

  /** New options are in force: starts, stops or changes JetStream (STR-021). */
  synchronized void reloaded() {
    Options options = host.options();
    JetStream running = host.jetStream();
    if (running == null) {
      try {
        start();
      } catch (StartupException e) {
        log().error(String.valueOf(e.getMessage()));
      }
    } else if (!options.jetStreamEnabled()) {
      close();
    } else {
      running.limits(changed(running, options));
      running.accounts(JetStreamSetup.accounts(options, host.accounts()));
      running.refuse(others(options), host.accounts().system());
    }
  }

  /** Stops it: what was accepted is written out when this returns, within ten seconds. */
  @Override
  public synchronized void close() {
    JetStream running = host.jetStream();
    if (running == null) {
      return;
    }
    log().info("Initiating JetStream Shutdown...");
    host.jetStream(null);
    running.close();
    log().info("JetStream Shutdown");
  }
}

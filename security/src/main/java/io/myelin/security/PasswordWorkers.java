package io.myelin.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Compares offered secrets with configured ones. What is plain is compared at once, bcrypt by a few
 * workers with a bounded queue, so that a storm of connections stops neither an event loop nor the
 * machine (SEC-077 and its "do better"). A success is remembered for a while, under a digest that
 * only this process can make, so that a reload does not pay for every connection again.
 *
 * <p>Outlives reloads; one for each server. Thread-safe.
 */
public final class PasswordWorkers implements AutoCloseable {
  /** bcrypt looks at no more of a secret. */
  private static final int BCRYPT_SECRET_MAX_BYTES = 72;

  private static final int WAITING_MAX = 4096;
  private static final int REMEMBERED_MAX = 4096;
  private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long IDLE_SECONDS = 5;

  private final LongSupplier nanoClock;
  private final ThreadPoolExecutor workers;
  private final Map<String, Long> successes =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };
  private byte[] salt = {};

  /** Workers with the system's clock. No thread is started before it is needed. */
  public PasswordWorkers() {
    this(System::nanoTime);
  }

  PasswordWorkers(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name("myelin-password-", 0).factory());
    workers.allowCoreThreadTimeOut(true);
  }

  /**
   * Whether the offered secret is the configured one. A caller that has lost interest cancels the
   * future, which saves the work if it has not begun.
   *
   * @return completed already for plain secrets and remembered ones; false also when too many are
   *     waiting or these workers are closed; never completes exceptionally
   */
  public CompletableFuture<Boolean> matches(StoredSecret stored, String offered) {
    return switch (stored) {
      case StoredSecret.Plain plain -> CompletableFuture.completedFuture(plain.matches(offered));
      case StoredSecret.Bcrypt bcrypt -> matchesHash(bcrypt.hash(), offered.getBytes(UTF_8));
    };
  }

  private CompletableFuture<Boolean> matchesHash(byte[] hash, byte[] offered) {
    String fingerprint = fingerprint(hash, offered);
    if (isRemembered(fingerprint)) {
      return CompletableFuture.completedFuture(true);
    }
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    try {
      workers.execute(
          () -> {
            if (answer.isDone()) {
              return;
            }
            boolean matches = isRemembered(fingerprint) || verify(hash, offered);
            if (matches) {
              remember(fingerprint);
            }
            answer.complete(matches);
          });
    } catch (RejectedExecutionException e) {
      answer.complete(false);
    }
    return answer;
  }

  private static boolean verify(byte[] hash, byte[] offered) {
    int hashMinLength = 59;
    if (hash.length < hashMinLength) {
      return false;
    }
    return BCrypt.verifyer(null, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A))
        .verify(offered, hash)
        .verified;
  }

  private synchronized boolean isRemembered(String fingerprint) {
    Long at = successes.get(fingerprint);
    if (at == null) {
      return false;
    }
    if (nanoClock.getAsLong() - at > REMEMBERED_NANOS) {
      successes.remove(fingerprint);
      return false;
    }
    return true;
  }

  private synchronized void remember(String fingerprint) {
    successes.put(fingerprint, nanoClock.getAsLong());
  }

  private String fingerprint(byte[] hash, byte[] offered) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt());
      digest.update(hash);
      digest.update((byte) 0);
      digest.update(offered, 0, Math.min(offered.length, BCRYPT_SECRET_MAX_BYTES));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private synchronized byte[] salt() {
    if (salt.length == 0) {
      salt = new byte[32];
      new SecureRandom().nextBytes(salt);
    }
    return salt;
  }

  /** Stops the workers; comparisons that are waiting are answered with no. */
  @Override
  public void close() {
    workers.shutdown();
  }
}

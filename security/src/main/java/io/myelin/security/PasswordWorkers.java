package io.myelin.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Compares offered secrets with configured ones. What is plain is compared at once, bcrypt by a few
 * workers with a bounded queue, so that a storm of connections stops neither an event loop nor the
 * machine (SEC-077). Equal questions are answered once, and a success is remembered under a digest
 * that only this process can make, so that a reload does not pay for every connection again.
 *
 * <p>Outlives reloads; one for each server. Thread-safe.
 */
public final class PasswordWorkers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("io.myelin.security");

  /** bcrypt looks at no more of a secret. */
  private static final int BCRYPT_SECRET_MAX_BYTES = 72;

  private static final int WAITING_MAX = 4096;
  private static final int REMEMBERED_MAX = 65_536;
  private static final long IDLE_SECONDS = 5;

  private final ThreadPoolExecutor workers;
  private final Map<String, Boolean> successes =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };
  private final Map<String, List<CompletableFuture<Boolean>>> asked = new HashMap<>();
  private byte[] salt = {};

  /** No thread is started before it is needed. */
  public PasswordWorkers() {
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
    return stored instanceof StoredSecret.Bcrypt bcrypt
        ? matchesHash(bcrypt.hash(), offered.getBytes(UTF_8))
        : CompletableFuture.completedFuture(
            stored instanceof StoredSecret.Plain plain && plain.matches(offered));
  }

  private synchronized CompletableFuture<Boolean> matchesHash(byte[] hash, byte[] offered) {
    String fingerprint = fingerprint(hash, offered);
    if (successes.containsKey(fingerprint)) {
      return CompletableFuture.completedFuture(true);
    }
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    List<CompletableFuture<Boolean>> others = asked.get(fingerprint);
    if (others != null) {
      others.add(answer);
      return answer;
    }
    try {
      workers.execute(() -> compare(fingerprint, hash, offered));
      asked.put(fingerprint, new ArrayList<>(List.of(answer)));
    } catch (RejectedExecutionException e) {
      answer.complete(false);
    }
    return answer;
  }

  private void compare(String fingerprint, byte[] hash, byte[] offered) {
    boolean matches = false;
    try {
      matches = isAwaited(fingerprint) && verify(hash, offered);
    } finally {
      for (CompletableFuture<Boolean> answer : finished(fingerprint, matches)) {
        answer.complete(matches);
      }
    }
  }

  private synchronized boolean isAwaited(String fingerprint) {
    List<CompletableFuture<Boolean>> answers = asked.getOrDefault(fingerprint, List.of());
    if (answers.stream().allMatch(CompletableFuture::isDone)) {
      asked.remove(fingerprint);
      return false;
    }
    return true;
  }

  private synchronized List<CompletableFuture<Boolean>> finished(
      String fingerprint, boolean matches) {
    if (matches) {
      successes.put(fingerprint, true);
    }
    List<CompletableFuture<Boolean>> answers = asked.remove(fingerprint);
    return answers == null ? List.of() : answers;
  }

  private static boolean verify(byte[] hash, byte[] offered) {
    int hashMinLength = 59;
    if (hash.length < hashMinLength) {
      return false;
    }
    try {
      return BCrypt.verifyer(null, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A))
          .verify(offered, hash)
          .verified;
    } catch (IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.WARNING, "A configured bcrypt hash is damaged: nobody can use it");
      return false;
    }
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

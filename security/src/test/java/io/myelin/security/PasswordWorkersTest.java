package io.myelin.security;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordWorkersTest {
  private static final int CHEAP = 4;

  private final PasswordWorkers workers = new PasswordWorkers();

  @AfterEach
  void close() {
    workers.close();
  }

  private static StoredSecret hash(String prefix, int cost, String secret) {
    String hash = BCrypt.withDefaults().hashToString(cost, secret.toCharArray());
    return StoredSecret.of(prefix + hash.substring(prefix.length()));
  }

  @Test
  @DisplayName("SEC-074 a plain secret is compared at once")
  void plain() {
    StoredSecret stored = StoredSecret.of("s3cr3t");
    assertThat(workers.matches(stored, "s3cr3t")).isCompletedWithValue(true);
    assertThat(workers.matches(stored, "s3cr3")).isCompletedWithValue(false);
    assertThat(workers.matches(stored, "")).isCompletedWithValue(false);
  }

  @Test
  @DisplayName("SEC-032 two empty passwords are equal")
  void empty() {
    assertThat(workers.matches(StoredSecret.of(""), "")).isCompletedWithValue(true);
  }

  @ParameterizedTest
  @DisplayName("SEC-075 every variant of bcrypt is verified by the same algorithm")
  @ValueSource(strings = {"$2a$", "$2b$", "$2x$", "$2y$"})
  void bcrypt(String prefix) {
    StoredSecret stored = hash(prefix, CHEAP, "s3cr3t");
    assertThat(stored).isInstanceOf(StoredSecret.Bcrypt.class);
    assertThat(workers.matches(stored, "s3cr3t").join()).isTrue();
    assertThat(workers.matches(stored, "other").join()).isFalse();
  }

  @Test
  @DisplayName("SEC-075 only the first 72 bytes of the offered secret count")
  void longSecret() {
    String long72 = "x".repeat(72);
    StoredSecret stored = hash("$2a$", CHEAP, long72);
    assertThat(workers.matches(stored, long72 + "more").join()).isTrue();
    assertThat(workers.matches(stored, "x".repeat(71)).join()).isFalse();
  }

  @Test
  @DisplayName("SEC-074 SEC-075 the hash itself and short or damaged hashes do not authenticate")
  void noMatch() {
    String hash = BCrypt.withDefaults().hashToString(CHEAP, "s3cr3t".toCharArray());
    assertThat(workers.matches(StoredSecret.of(hash), hash).join()).isFalse();
    assertThat(workers.matches(StoredSecret.of(hash.substring(0, 58)), "s3cr3t").join()).isFalse();
    assertThat(workers.matches(StoredSecret.of("$2a$99$" + hash.substring(7)), "s3cr3t").join())
        .isFalse();
    assertThat(workers.matches(StoredSecret.of(hash.substring(0, 20) + "!".repeat(40)), "").join())
        .isFalse();
  }

  @Test
  @DisplayName("SEC-077 a comparison runs on a worker, and a success is remembered")
  void remembered() {
    StoredSecret slow = hash("$2a$", 9, "s3cr3t");
    CompletableFuture<Boolean> first = workers.matches(slow, "s3cr3t");
    CompletableFuture<Boolean> second = workers.matches(slow, "s3cr3t");
    assertThat(first).isNotDone();
    assertThat(first.join()).isTrue();
    assertThat(second.join()).isTrue();
    assertThat(workers.matches(slow, "s3cr3t")).isCompletedWithValue(true);
    assertThat(workers.matches(slow, "s3cr3x")).isNotDone();
  }

  @Test
  @DisplayName("SEC-077 what nobody waits for any more is not compared")
  void calledOff() {
    List<CompletableFuture<Boolean>> abandoned = new ArrayList<>();
    StoredSecret slow = hash("$2a$", 9, "s3cr3t");
    for (int i = 0; i < 1000; i++) {
      abandoned.add(workers.matches(slow, "wrong" + i));
    }
    abandoned.forEach(answer -> answer.cancel(false));
    assertThat(workers.matches(slow, "s3cr3t"))
        .succeedsWithin(Duration.ofSeconds(15))
        .isEqualTo(true);
  }

  @Test
  @DisplayName("SEC-077 closed workers refuse")
  void closed() {
    workers.close();
    assertThat(workers.matches(hash("$2a$", CHEAP, "x"), "x")).isCompletedWithValue(false);
  }
}

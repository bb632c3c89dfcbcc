package io.myelin.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myelin.jetstream.archive.ConsumerPosition;
import io.myelin.jetstream.archive.ConsumerPosition.Pending;
import io.myelin.jetstream.archive.MessageBlock;
import io.myelin.jetstream.natsstore.LockedStoreException;
import io.myelin.jetstream.natsstore.NatsStore;
import io.myelin.jetstream.natsstore.StoreKeys;
import io.myelin.jetstream.natsstore.StoreLocker;
import io.myelin.jetstream.natsstore.StoreWriter;
import io.myelin.jetstream.natsstore.StoreWriter.Extent;
import io.myelin.store.RecordCipher;
import io.myelin.store.StoreDirectory;
import io.myelin.store.WriteWorkers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreImportTest implements StoreImport.Progress {
  private static final String CONFIG =
      ",\"subjects\":[\"s.>\"],\"retention\":\"limits\",\"max_consumers\":-1,\"max_msgs\":-1,"
          + "\"max_bytes\":-1,\"max_age\":0,\"max_msgs_per_subject\":-1,\"max_msg_size\":-1,"
          + "\"discard\":\"old\",\"storage\":\"file\",\"num_replicas\":1,\"duplicate_window\":0,"
          + "\"compression\":\"none\",\"metadata\":{\"a\":\"b\"}";
  private static final String CONSUMER =
      ",\"deliver_policy\":\"all\",\"ack_policy\":\"explicit\",\"ack_wait\":3600000000000,"
          + "\"max_deliver\":10,\"replay_policy\":\"instant\",\"max_ack_pending\":1000,"
          + "\"num_replicas\":0";
  private static final long T = 1_700_000_000_000_000_000L;

  @TempDir Path directory;
  private final List<StoreImport.ImportedStream> imported = new ArrayList<>();
  private final List<String> lost = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();
  private Path source;
  private StoreWriter stream;

  @BeforeEach
  void begin() {
    source = directory.resolve("old");
    stream = new StoreWriter(source, "$G", "S", StoreLocker.NONE).config(CONFIG);
  }

  @Override
  public void imported(StoreImport.ImportedStream it) {
    imported.add(it);
  }

  @Override
  public void lost(String where, String what) {
    lost.add(where + ": " + what);
  }

  @Override
  public void ignored(String where, String what) {
    ignored.add(where + ": " + what);
  }

  private void runImport(String... passphrases) throws IOException {
    StoreDirectory target = StoreDirectory.open(directory.resolve("new"), Instant.EPOCH);
    try (DiskJetStreamFiles files =
        new DiskJetStreamFiles(
            target, RecordCipher.NONE, new WriteWorkers("test", 1), new SplittableRandom(5))) {
      new StoreImport(files, new SplittableRandom(6), this)
          .run(NatsStore.open(source, this), new StoreKeys(List.of(passphrases)));
    }
  }

  private JetStreamHarness server() {
    JetStreamHarness server = new JetStreamHarness(directory.resolve("new"));
    running = Optional.of(server);
    return server;
  }

  private Optional<JetStreamHarness> running = Optional.empty();

  @AfterEach
  void stop() {
    running.ifPresent(JetStreamHarness::close);
  }

  private MessageBlock messages(long number, long first, long last) {
    MessageBlock block = stream.block(number);
    for (long i = first; i <= last; i++) {
      StoreWriter.add(block, i, T + i, "s." + i % 3, "", "message " + i);
    }
    return block;
  }

  @Test
  @DisplayName("STR-601 STR-610 STR-612 messages, gaps, headers, times and configuration are taken")
  void everything() throws IOException {
    MessageBlock one = stream.block(1);
    StoreWriter.add(one, 5, T + 5, "s.a", "NATS/1.0\r\nX: y\r\n\r\n", "five");
    StoreWriter.add(one, 6, T + 6, "s.b", "", "six");
    one.skip(8, 0);
    StoreWriter.add(one, 9, T + 9, "s.a", "", "");
    MessageBlock two = stream.block(2);
    two.delete(6, T + 6);
    StoreWriter.add(two, 11, T + 11, "s.c", "", "eleven");
    two.skip(15, T + 15);
    stream.compressed(1, one).plain(2, two);
    runImport();
    assertThat(lost).isEmpty();
    assertThat(imported)
        .containsExactly(new StoreImport.ImportedStream("$G", "S", 3, 131, 5, 15, 0));
    JetStreamHarness server = server();
    assertThat(server.contentsWithHeaders("S"))
        .containsExactly("5 s.a NATS/1.0\r\nX: y\r\n\r\nfive", "9 s.a ", "11 s.c eleven");
    assertThat(server.info("S"))
        .contains(
            "\"created\":\"" + StoreWriter.CREATED + "\"",
            "\"a\":\"b\"",
            "\"first_ts\":\"2023-11-14T22:13:20.000000005Z\"",
            "\"last_seq\":15,\"last_ts\":\"2023-11-14T22:13:20.000000015Z\"",
            "\"num_deleted\":8");
  }

  @Test
  @DisplayName("STR-614 STR-620 STR-622 what a current index does not name is gone")
  void currentIndex() throws IOException {
    stream
        .plain(2, messages(2, 1, 10))
        .plain(3, messages(3, 11, 20))
        .index(14, 22, T + 22, Extent.of(2, 3, 10, 5, 7), Extent.of(3, 11, 20, 11, 20));
    runImport();
    assertThat(lost).isEmpty();
    JetStreamHarness server = server();
    assertThat(server.contents("S"))
        .hasSize(14)
        .startsWith("3 s.0 message 3", "4 s.1 message 4", "6 s.0 message 6", "8 s.2 message 8")
        .endsWith("19 s.1 message 19");
    assertThat(server.info("S")).contains("\"first_seq\":3", "\"last_seq\":22");
  }

  @Test
  @DisplayName("STR-614 STR-621 without a current index limits are applied again")
  void outdatedIndex() throws IOException {
    stream
        .config(CONFIG.replace("\"max_msgs_per_subject\":-1", "\"max_msgs_per_subject\":2"))
        .plain(1, messages(1, 1, 10))
        .index(new byte[8], 1, 4, T + 4, Extent.of(1, 4, 4));
    runImport();
    assertThat(lost).isEmpty();
    assertThat(server().contents("S"))
        .extracting(it -> it.substring(0, it.indexOf(' ')))
        .containsExactly("5", "6", "7", "8", "9", "10");
  }

  @Test
  @DisplayName("STR-600 index files of nats-server 2.9 are told of")
  void oldIndex() throws IOException {
    stream.plain(1, messages(1, 1, 10));
    Files.write(stream.blockFile(1).resolveSibling("1.idx"), new byte[40]);
    runImport();
    assertThat(lost).singleElement().asString().contains("2.9 or older used it last");
  }

  @Test
  @DisplayName("STR-612 STR-620 an emptied stream goes on behind its last sequence")
  void emptied() throws IOException {
    MessageBlock block = stream.block(4);
    block.delete(33, T);
    stream.plain(4, block);
    runImport();
    assertThat(imported)
        .containsExactly(new StoreImport.ImportedStream("$G", "S", 0, 0, 34, 33, 0));
    assertThat(server().info("S"))
        .contains("\"first_seq\":34", "\"last_seq\":33", "\"last_ts\":\"2023-11-14T22:13:20Z\"");
  }

  @Test
  @DisplayName("STR-624 consumers are where they were")
  void consumers() throws IOException {
    ConsumerPosition position =
        new ConsumerPosition(
            9,
            7,
            2,
            2,
            new TreeMap<>(Map.of(4L, new Pending(9, T), 6L, new Pending(6, T))),
            new TreeMap<>(Map.of(4L, 2L, 3L, 2L)));
    stream
        .plain(1, messages(1, 1, 10))
        .consumer("D", CONSUMER, Optional.of(position))
        .consumer("NEW", CONSUMER.replace("\"all\"", "\"new\""), Optional.empty())
        .consumer("DIRECT", CONSUMER + ",\"direct\":true", Optional.empty());
    runImport();
    assertThat(lost).isEmpty();
    assertThat(imported.getFirst().consumers()).isEqualTo(2);
    JetStreamHarness server = server();
    assertThat(server.request("$JS.API.CONSUMER.INFO.S.D", ""))
        .contains(
            "\"created\":\"" + StoreWriter.CREATED + "\"",
            "\"delivered\":{\"consumer_seq\":9,\"stream_seq\":7",
            "\"ack_floor\":{\"consumer_seq\":2,\"stream_seq\":2",
            "\"num_ack_pending\":2",
            "\"num_pending\":3");
    assertThat(server.request("$JS.API.CONSUMER.INFO.S.NEW", ""))
        .contains("\"delivered\":{\"consumer_seq\":0,\"stream_seq\":10", "\"num_pending\":0");
    assertThat(server.request("$JS.API.CONSUMER.MSG.NEXT.S.D", ""))
        .isIn("message 4", "message 6", "message 8");
  }

  @ParameterizedTest
  @EnumSource(names = {"CHACHA", "AES"})
  @DisplayName("STR-630 STR-631 STR-632 an encrypted store is opened with its key only")
  void encrypted(StoreLocker locker) throws IOException {
    Path plain = source;
    source = directory.resolve("locked");
    assertThat(plain).exists();
    stream = new StoreWriter(source, "ACC", "S", locker).config(CONFIG);
    stream
        .plain(1, messages(1, 1, 10))
        .index(8, 10, T + 10, Extent.of(1, 2, 10, 5))
        .consumer("D", CONSUMER, Optional.of(position(7)));
    assertThatThrownBy(() -> runImport()).isInstanceOf(LockedStoreException.class);
    assertThatThrownBy(() -> runImport("wrong")).isInstanceOf(LockedStoreException.class);
    runImport("wrong", StoreWriter.PASSPHRASE);
    assertThat(lost).isEmpty();
    assertThat(imported)
        .containsExactly(new StoreImport.ImportedStream("ACC", "S", 8, 7 * 42 + 43, 2, 10, 1));
  }

  private static ConsumerPosition position(long delivered) {
    return new ConsumerPosition(
        delivered, delivered, delivered, delivered, new TreeMap<>(), new TreeMap<>());
  }

  @Test
  @DisplayName("STR-613 of a damaged block the rest is taken, and what is missing is told")
  void damaged() throws IOException {
    byte[] block = messages(7, 1, 10).bytes();
    stream.plain(7, messages(7, 1, 10)).index(10, 10, T + 10, Extent.of(7, 1, 10));
    int record = block.length / 10;
    block[3 * record + 25] ^= 1;
    Files.write(stream.blockFile(7), block);
    runImport();
    assertThat(lost)
        .singleElement()
        .asString()
        .contains(
            "$G > S",
            "7.blk is damaged from byte " + 3 * record + " to " + 4 * record,
            "1 message with sequences between 3 and 5 is lost");
    assertThat(imported.getFirst().messages()).isEqualTo(9);
  }

  @Test
  @DisplayName("STR-601 a stream whose configuration is damaged or too new is left out, and told")
  void unusable() throws IOException {
    stream.plain(1, messages(1, 1, 3));
    new StoreWriter(source, "$G", "NEWER", StoreLocker.NONE)
        .config(CONFIG + ",\"from_the_future\":true");
    StoreWriter bad = new StoreWriter(source, "$G", "BAD", StoreLocker.NONE).config(CONFIG);
    Files.write(bad.directory().resolve("meta.sum"), new byte[] {'0'});
    new StoreWriter(source, "$G", ".garbage", StoreLocker.NONE).config(CONFIG);
    new StoreWriter(source, "$G", "MEM", StoreLocker.NONE)
        .config(CONFIG.replace("\"file\"", "\"memory\""));
    Files.createDirectories(source.resolve("jetstream/$G/templates/T"));
    runImport();
    assertThat(lost)
        .hasSize(2)
        .anyMatch(it -> it.startsWith("$G > BAD: ") && it.contains("checksum"))
        .anyMatch(it -> it.startsWith("$G > NEWER: ") && it.contains("from_the_future"));
    assertThat(ignored).hasSize(2).anyMatch(it -> it.startsWith("$G > MEM"));
    assertThat(imported).extracting(StoreImport.ImportedStream::name).containsExactly("S");
  }

  @Test
  @DisplayName("STR-602 a purge that was complete replaces all blocks, else it does not count")
  void interruptedPurge() throws IOException {
    stream.plain(1, messages(1, 1, 10));
    Path replacing = stream.directory().resolve("__new_msgs__");
    Files.createDirectories(replacing);
    Files.createDirectories(stream.directory().resolve("__msgs__"));
    runImport();
    assertThat(imported.getFirst().messages()).isEqualTo(10);
    Files.write(replacing.resolve("2.blk"), messages(2, 11, 12).bytes());
    imported.clear();
    directory = Files.createDirectories(directory.resolve("second"));
    runImport();
    assertThat(imported.getFirst().messages()).isEqualTo(2);
  }

  @Test
  @DisplayName("STR-600 a directory without anything of nats-server is refused")
  void nothingThere() throws IOException {
    source = Files.createDirectories(directory.resolve("empty"));
    assertThatThrownBy(() -> runImport()).hasMessageContaining("holds no accounts with streams");
    source = directory.resolve("new");
    assertThatThrownBy(() -> runImport()).hasMessageContaining("a store of Myelin already");
    assertThat(source.toFile().list()).containsExactly("jetstream");
  }
}

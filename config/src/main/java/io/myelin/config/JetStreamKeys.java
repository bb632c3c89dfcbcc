package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.INT;
import static io.myelin.config.OptionTypes.JSIZE;
import static io.myelin.config.OptionTypes.SECRET;
import static io.myelin.config.OptionTypes.STRICT_DURATION;
import static io.myelin.config.OptionTypes.TEXT;

import java.time.Duration;

/** Keys of the {@code jetstream} map (CORE-770 to CORE-783). */
public final class JetStreamKeys {
  static final String REPLICATION = "replication of streams between servers";
  private static final String TPM_FEATURE = "an encryption key from a TPM";

  static final Block BLOCK = Block.named("jetstream").refusedAs("JetStream");
  static final Block LIMITS_BLOCK = Block.named("jetstream.limits").refusedAs("JetStreamLimits");
  static final Block BATCH_BLOCK =
      Block.named("jetstream.limits.batch").refusedAs("JetStreamLimits");
  static final Block TPM_BLOCK = Block.named("jetstream.tpm").notYet(TPM_FEATURE, "JetStreamTpm");

  /** No limit but what the machine has. */
  public static final long DYNAMIC = -1;

  /** Whether JetStream is on. */
  public static final Option<Boolean> ENABLED =
      BLOCK
          .key("enabled", BOOL)
          .aliases("enable")
          .reloadable("JetStream")
          .doc("Whether JetStream is on; a map switches it on unless this is false.")
          .declare();

  /** Directory of the stores. */
  public static final Option<String> STORE_DIR =
      BLOCK
          .key("store_dir", TEXT)
          .aliases("store", "storedir")
          .defaultText("temporary directory + `/nats`")
          .fixed("StoreDir")
          .doc("Directory of the stores; a subdirectory `jetstream` is made in it.")
          .declare();

  /** Most bytes in memory. */
  public static final Option<Long> MAX_MEMORY_STORE =
      size("max_memory_store", "JetStreamMaxMemory", DYNAMIC, "max_mem_store", "max_mem")
          .defaultText("by the machine")
          .doc("Most bytes in memory; a reload may only raise it.")
          .declare();

  /** Most bytes on disk. */
  public static final Option<Long> MAX_FILE_STORE =
      size("max_file_store", "JetStreamMaxStore", DYNAMIC, "max_file")
          .defaultText("by the machine")
          .doc("Most bytes on disk; a reload may only raise it.")
          .declare();

  /** Domain. */
  public static final Option<String> DOMAIN =
      BLOCK.key("domain", TEXT).fixed("JetStreamDomain").doc("JetStream domain.").declare();

  /** How often data is synced to disk. */
  public static final Option<Duration> SYNC_INTERVAL =
      BLOCK
          .key("sync_interval", new SyncIntervalType())
          .aliases("sync")
          .defaultText("before every acknowledgement")
          .fixed("SyncInterval")
          .doc(
              "How often data is synced to disk; `always` or absent is before each acknowledgement.")
          .declare();

  /** Encryption key. */
  public static final Option<String> KEY =
      BLOCK
          .key("key", SECRET)
          .aliases("ek", "encryption_key")
          .fixed("JetStreamKey")
          .doc("Encryption key.")
          .declare();

  /** Encryption key before the last change. */
  public static final Option<String> PREV_KEY =
      BLOCK
          .key("prev_key", SECRET)
          .aliases("prev_ek", "prev_encryption_key")
          .fixed("JetStreamOldKey")
          .doc("Encryption key before the last change.")
          .declare();

  /** Cipher. */
  public static final Option<String> CIPHER =
      BLOCK
          .key("cipher", cipher())
          .defaultTo("chacha")
          .fixed("JetStreamCipher")
          .doc("Cipher: `chacha` or `aes`.")
          .declare();

  /** Whether unknown fields of requests are refused. */
  public static final Option<Boolean> STRICT =
      BLOCK
          .key("strict", BOOL)
          .defaultTo(true)
          .fixed("NoJetStreamStrict")
          .doc("Refuse requests with unknown fields.")
          .declare();

  /** Tag prefix by which replicas are kept apart. */
  public static final Option<String> UNIQUE_TAG =
      BLOCK
          .key("unique_tag", TEXT)
          .fixed("JetStreamUniqueTag")
          .notYet(REPLICATION)
          .doc("Tag prefix by which replicas are kept apart.")
          .declare();

  /** Domain to extend. */
  public static final Option<String> EXTENSION_HINT =
      BLOCK
          .key("extension_hint", TEXT)
          .fixed("JetStreamExtHint")
          .notYet(REPLICATION)
          .doc("Whether to extend a domain over a leaf node.")
          .declare();

  /** Limits. */
  public static final Option<Section> LIMITS =
      BLOCK
          .key("limits", new SectionType(BlockName.JETSTREAM_LIMITS))
          .fixed("JetStreamLimits")
          .doc("Limits of streams and consumers.")
          .declare();

  /** Key from a TPM. */
  public static final Option<Section> TPM =
      BLOCK
          .key("tpm", new SectionType(BlockName.JETSTREAM_TPM))
          .fixed("JetStreamTpm")
          .notYet(TPM_FEATURE)
          .doc("Encryption key from a TPM.")
          .declare();

  /** Most bytes in flight to catch followers up. */
  public static final Option<Long> MAX_OUTSTANDING_CATCHUP =
      size("max_outstanding_catchup", "JetStreamMaxCatchup", 64L << 20)
          .notYet(REPLICATION)
          .doc("Most bytes in flight to catch replicas up.")
          .declare();

  /** Most buffered bytes of a stream. */
  public static final Option<Long> MAX_BUFFERED_SIZE =
      size("max_buffered_size", "StreamMaxBufferedSize", 128L << 20)
          .doc("Most bytes waiting for one stream.")
          .declare();

  /** Most buffered messages of a stream. */
  public static final Option<Integer> MAX_BUFFERED_MSGS =
      integer("max_buffered_msgs", "StreamMaxBufferedMsgs", 100_000)
          .doc("Most messages waiting for one stream.")
          .declare();

  /** Most waiting API requests. */
  public static final Option<Integer> REQUEST_QUEUE_LIMIT =
      integer("request_queue_limit", "JetStreamRequestQueueLimit", 10_000)
          .doc("Most waiting API requests.")
          .declare();

  /** Most waiting info requests. */
  public static final Option<Integer> INFO_QUEUE_LIMIT =
      integer("info_queue_limit", "JetStreamInfoQueueLimit", 10_000)
          .notYet("a queue of its own for info requests")
          .doc("Most waiting info requests.")
          .declare();

  /** Entries after which the metadata log is compacted. */
  public static final Option<Integer> META_COMPACT =
      integer("meta_compact", "JetStreamMetaCompact", 0)
          .notYet(REPLICATION)
          .min(0, "Expected an absolute size for \"meta_compact\", got %v")
          .reloadable()
          .doc("Entries after which the metadata log is compacted.")
          .declare();

  /** Bytes after which the metadata log is compacted. */
  public static final Option<Long> META_COMPACT_SIZE =
      size("meta_compact_size", "JetStreamMetaCompactSize", 0)
          .notYet(REPLICATION)
          .min(0, "Expected an absolute size for \"meta_compact_size\", got %v")
          .reloadable()
          .doc("Bytes after which the metadata log is compacted.")
          .declare();

  /** Whether compaction is synced. */
  public static final Option<Boolean> META_COMPACT_SYNC =
      BLOCK
          .key("meta_compact_sync", BOOL)
          .reloadable()
          .notYet(REPLICATION)
          .doc("Sync compaction.")
          .declare();

  /** Most concurrent disk operations. */
  public static final Option<Integer> MAX_CONCURRENT_IO =
      integer("max_concurrent_io", "JetStreamConcurrentIOs", 4096)
          .ignored("a fixed number of threads works on the disk")
          .min(4, "Expected an absolute size for \"max_concurrent_io\" between 4 and 8192, got %v")
          .max(
              8192,
              "Expected an absolute size for \"max_concurrent_io\" between 4 and 8192, got %v")
          .doc("Most concurrent disk operations, 4 to 8192.")
          .declare();

  /** Most unacknowledged messages of a consumer. */
  public static final Option<Integer> MAX_ACK_PENDING =
      limit("max_ack_pending", "Most unacknowledged messages.").declare();

  /** Most replicated assets on one server. */
  public static final Option<Integer> MAX_HA_ASSETS =
      limit("max_ha_assets", "Most replicated assets.").notYet(REPLICATION).declare();

  /** Largest pull. */
  public static final Option<Integer> MAX_REQUEST_BATCH =
      limit("max_request_batch", "Largest pull.").declare();

  /** Most consumers of a stream that sets no limit. */
  public static final Option<Integer> DEFAULT_MAX_CONSUMERS =
      limit("default_max_consumers", "Most consumers of a stream without a limit of its own.")
          .notYet("a limit on the consumers of streams that set none")
          .declare();

  /** Longest deduplication window. */
  public static final Option<Duration> DUPLICATE_WINDOW =
      LIMITS_BLOCK.key("duplicate_window", STRICT_DURATION).doc("Longest window.").declare();

  /** Atomic batches. */
  public static final Option<Section> BATCH =
      LIMITS_BLOCK
          .key("batch", new SectionType(BlockName.JETSTREAM_BATCH))
          .doc("Atomic batches.")
          .declare();

  /** Open batches of a stream. */
  public static final Option<Integer> BATCH_PER_STREAM =
      batch("max_inflight_per_stream", 50, "Open batches of a stream.");

  /** Open batches altogether. */
  public static final Option<Integer> BATCH_TOTAL =
      batch("max_inflight_total", 1000, "Open batches altogether.");

  /** Messages of a batch. */
  public static final Option<Integer> BATCH_MAX_MSGS =
      batch("max_msgs", 1000, "Messages of a batch.");

  /** Time for a batch. */
  public static final Option<Duration> BATCH_TIMEOUT =
      BATCH_BLOCK
          .key("timeout", STRICT_DURATION)
          .defaultForZero(Duration.ofSeconds(10))
          .doc("Time for a batch.")
          .declare();

  /** TPM key file. */
  public static final Option<String> TPM_KEYS_FILE =
      TPM_BLOCK.key("keys_file", TEXT).doc("File of the sealed keys.").declare();

  /** TPM key password. */
  public static final Option<String> TPM_ENCRYPTION_PASSWORD =
      TPM_BLOCK.key("encryption_password", SECRET).doc("Password of the sealed keys.").declare();

  /** TPM root password. */
  public static final Option<String> TPM_SRK_PASSWORD =
      TPM_BLOCK.key("srk_password", SECRET).doc("Password of the storage root key.").declare();

  /** TPM register. */
  public static final Option<Integer> TPM_PCR =
      TPM_BLOCK.key("pcr", INT).doc("Platform register.").declare();

  /** TPM cipher. */
  public static final Option<String> TPM_CIPHER =
      TPM_BLOCK.key("cipher", cipher()).defaultTo("chacha").doc("Cipher.").declare();

  private JetStreamKeys() {}

  private static Option.Builder<Long> size(
      String key, String field, long defaultBytes, String... aliases) {
    return BLOCK.key(key, JSIZE).aliases(aliases).defaultTo(defaultBytes).partlyReloadable(field);
  }

  private static Option.Builder<Integer> integer(String key, String field, int defaultValue) {
    return BLOCK.key(key, INT).defaultForZero(defaultValue).fixed(field);
  }

  private static Option.Builder<Integer> limit(String key, String doc) {
    return LIMITS_BLOCK.key(key, INT).doc(doc);
  }

  private static Option<Integer> batch(String key, int defaultValue, String doc) {
    return BATCH_BLOCK.key(key, INT).defaultForZero(defaultValue).doc(doc).declare();
  }

  private static OptionType<String> cipher() {
    return new OptionTypes.ChoiceType("Unknown cipher type: \"%v\"", "chacha", "chachapoly", "aes");
  }
}

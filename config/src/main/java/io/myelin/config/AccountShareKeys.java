package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.INT;
import static io.myelin.config.OptionTypes.SIZE;
import static io.myelin.config.OptionTypes.STRICT_DURATION;
import static io.myelin.config.OptionTypes.TEXT;
import static io.myelin.config.OptionTypes.TEXTS;

import java.time.Duration;
import java.util.List;

/**
 * Keys of an account's {@code jetstream}, {@code exports} and {@code imports} (CORE-713 to 715).
 */
public final class AccountShareKeys {
  private static final String SHARING = "sharing between accounts";
  static final Block JETSTREAM = Block.named("accounts.<name>.jetstream").refusedAs("Accounts");
  static final Block EXPORT = Block.named("accounts.<name>.exports[]").notYet(SHARING, "Accounts");
  static final Block LATENCY =
      Block.named("accounts.<name>.exports[].latency").notYet(SHARING, "Accounts");
  static final Block IMPORT = Block.named("accounts.<name>.imports[]").notYet(SHARING, "Accounts");
  static final Block SOURCE =
      Block.named("accounts.<name>.imports[].stream").notYet(SHARING, "Accounts");

  /** Whether the account may use JetStream. */
  public static final Option<Boolean> ENABLED =
      JETSTREAM.key("(enabled)", BOOL).reloadable("accounts").doc("").declare();

  /** Memory limit in bytes. */
  public static final Option<Long> MAX_MEMORY =
      size("max_memory", "Most bytes in memory.", "max_mem", "mem", "memory");

  /** Disk limit in bytes. */
  public static final Option<Long> MAX_STORE =
      size("max_store", "Most bytes on disk.", "max_file", "max_disk", "store", "disk");

  /** Most streams. */
  public static final Option<Long> MAX_STREAMS = size("max_streams", "Most streams.", "streams");

  /** Most consumers. */
  public static final Option<Long> MAX_CONSUMERS =
      size("max_consumers", "Most consumers.", "consumers");

  /** Whether streams must have a byte limit. */
  public static final Option<Boolean> MAX_BYTES_REQUIRED =
      JETSTREAM
          .key("max_bytes_required", BOOL)
          .aliases("max_stream_bytes", "max_bytes")
          .reloadable("accounts")
          .doc("Streams must have a byte limit.")
          .declare();

  /** Largest stream in memory. */
  public static final Option<Long> MEM_MAX_STREAM_BYTES =
      size("mem_max_stream_bytes", "Largest stream in memory.", "memory_max_stream_bytes");

  /** Largest stream on disk. */
  public static final Option<Long> DISK_MAX_STREAM_BYTES =
      size("disk_max_stream_bytes", "Largest stream on disk.", "store_max_stream_bytes");

  /** Most unacknowledged messages of a consumer. */
  public static final Option<Long> MAX_ACK_PENDING =
      size("max_ack_pending", "Most unacknowledged messages of a consumer.");

  /** Account that carries replication traffic. */
  public static final Option<String> CLUSTER_TRAFFIC =
      JETSTREAM
          .key(
              "cluster_traffic",
              new OptionTypes.ChoiceType(
                  "Expected 'system' or 'owner' string value for \"cluster_traffic\", got %v",
                  "system", "owner", ""))
          .defaultTo("system")
          .notYet(JetStreamKeys.REPLICATION)
          .reloadable("accounts")
          .doc("Account that carries replication traffic: `system` or `owner`.")
          .declare();

  /** Subject of an exported stream. */
  public static final Option<String> EXPORT_STREAM = export("stream", "Subject of the stream.");

  /** Subject of an exported service. */
  public static final Option<String> EXPORT_SERVICE = export("service", "Subject of the service.");

  /** Accounts that may import. */
  public static final Option<List<String>> EXPORT_ACCOUNTS =
      EXPORT
          .key("accounts", TEXTS)
          .reloadable("accounts")
          .doc("Accounts that may import; all if absent.")
          .declare();

  /** How many answers a request gets. */
  public static final Option<String> EXPORT_RESPONSE =
      EXPORT
          .key(
              "response_type",
              new OptionTypes.ChoiceType(
                  "Unknown response type: \"%v\"",
                  "single", "singleton", "stream", "chunk", "chunked"))
          .aliases("response")
          .defaultTo("single")
          .reloadable("accounts")
          .doc("How many answers a request gets: `single`, `stream` or `chunked`.")
          .declare();

  /** How long the service may take. */
  public static final Option<Duration> EXPORT_THRESHOLD =
      EXPORT
          .key("response_threshold", STRICT_DURATION)
          .aliases("threshold", "response_max_time", "response_time")
          .reloadable("accounts")
          .doc("How long the service may take to answer.")
          .declare();

  /** Where latencies of the service are reported. */
  public static final Option<Section> EXPORT_LATENCY =
      EXPORT
          .key("latency", new TextOrSectionType(BlockName.EXPORT_LATENCY, latencySubject()))
          .reloadable("accounts")
          .doc("Where latencies are reported: a subject or a map.")
          .declare();

  /** Whether traces go into the exporting account. */
  public static final Option<Boolean> EXPORT_ALLOW_TRACE =
      EXPORT
          .key("allow_trace", BOOL)
          .reloadable("accounts")
          .doc("Let message traces go on in this account.")
          .declare();

  /** Which token of the subject names the importing account. */
  public static final Option<Integer> EXPORT_ACCOUNT_TOKEN_POSITION =
      EXPORT
          .key("account_token_position", INT)
          .reloadable("accounts")
          .doc("Which token of the subject names the importing account.")
          .declare();

  /** How many of the requests are measured. */
  public static final Option<String> LATENCY_SAMPLING =
      LATENCY
          .key("sampling", new SamplingType())
          .defaultTo("100")
          .reloadable("accounts")
          .doc("How many of the requests are measured: 1 to 100, `\"n%\"`, or `headers`.")
          .declare();

  /** Source account of an import. */
  public static final Option<String> SOURCE_ACCOUNT =
      SOURCE.key("account", TEXT).reloadable("accounts").doc("Exporting account.").declare();

  /** Subject of an import at its source. */
  public static final Option<String> SOURCE_SUBJECT =
      SOURCE.key("subject", TEXT).reloadable("accounts").doc("Exported subject.").declare();

  /** Source of an imported stream. */
  public static final Option<Section> IMPORT_STREAM =
      IMPORT
          .key("stream", new SectionType(BlockName.IMPORT_SOURCE))
          .reloadable("accounts")
          .doc("Stream to import: a map of `account` and `subject`.")
          .declare();

  /** Source of an imported service. */
  public static final Option<Section> IMPORT_SERVICE =
      IMPORT
          .key("service", new SectionType(BlockName.IMPORT_SOURCE))
          .reloadable("accounts")
          .doc("Service to import: a map of `account` and `subject`.")
          .declare();

  /** Local subject of an import. */
  public static final Option<String> IMPORT_TO =
      IMPORT.key("to", TEXT).reloadable("accounts").doc("Local subject.").declare();

  /** Prefix of the local subjects of an imported stream. */
  public static final Option<String> IMPORT_PREFIX =
      IMPORT
          .key("prefix", TEXT)
          .reloadable("accounts")
          .doc("Prefix of the local subjects of a stream.")
          .declare();

  /** Whether the service sees who asks. */
  public static final Option<Boolean> IMPORT_SHARE =
      IMPORT.key("share", BOOL).reloadable("accounts").doc("Show the service who asks.").declare();

  /** Whether traces go into the importing account. */
  public static final Option<Boolean> IMPORT_ALLOW_TRACE =
      IMPORT
          .key("allow_trace", BOOL)
          .reloadable("accounts")
          .doc("Let message traces of the stream go on in this account.")
          .declare();

  private AccountShareKeys() {}

  private static Option<String> latencySubject() {
    return LATENCY
        .key("subject", TEXT)
        .reloadable("accounts")
        .doc("Subject of the reports.")
        .declare();
  }

  private static Option<String> export(String key, String doc) {
    return EXPORT.key(key, TEXT).reloadable("accounts").doc(doc).declare();
  }

  private static Option<Long> size(String key, String doc, String... aliases) {
    return JETSTREAM
        .key(key, SIZE)
        .aliases(aliases)
        .defaultTo(-1L)
        .reloadable("accounts")
        .doc(doc)
        .declare();
  }
}

package io.myelin.server;

import io.myelin.config.AccountKeys;
import io.myelin.config.AccountOptions;
import io.myelin.config.AccountShareKeys;
import io.myelin.config.JetStreamKeys;
import io.myelin.config.Options;
import io.myelin.config.Section;
import io.myelin.config.ServerKeys;
import io.myelin.core.Account;
import io.myelin.core.Accounts;
import io.myelin.jetstream.BatchLimits;
import io.myelin.jetstream.JetStreamSettings;
import io.myelin.jetstream.model.AccountUsage;
import io.myelin.jetstream.model.ServerLimits;
import io.myelin.jetstream.model.StreamInfo.Durability;
import io.myelin.protocol.MappingDestination;
import io.myelin.protocol.SubjectMapping;
import io.myelin.protocol.WeightedMapping;
import io.myelin.store.PassphraseCipher;
import io.myelin.store.RecordCipher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the options say about JetStream: how it runs on this server and who may use it. */
final class JetStreamSetup {
  private static final int PERCENT_OF_ROOM = 75;
  private static final List<String> API_PARTS =
      List.of("INFO", "STREAM.>", "CONSUMER.>", "DIRECT.>", "META.>", "SERVER.>", "ACCOUNT.>");
  private static final List<String> BUCKETS = List.of("$KV.>", "$OBJ.>");

  private JetStreamSetup() {}

  /**
   * Checks who may use JetStream, and who asks another domain for it.
   *
   * @throws StartupException when it is the system account (STR-019), or an account that cannot ask
   *     another domain (STR-024)
   */
  static void check(Options options) throws StartupException {
    checkDefaultDomains(options);
    if (!options.jetStreamEnabled()) {
      return;
    }
    String system = AccountSetup.systemAccount(options);
    for (AccountOptions account : options.get(ServerKeys.ACCOUNTS)) {
      if (account.name().equals(system) && limits(account).isPresent()) {
        throw new StartupException("Not allowed to enable JetStream on the system account");
      }
    }
  }

  private static void checkDefaultDomains(Options options) throws StartupException {
    String system = AccountSetup.systemAccount(options);
    for (String name : options.get(ServerKeys.DEFAULT_JS_DOMAIN).keySet()) {
      Optional<AccountOptions> account =
          options.get(ServerKeys.ACCOUNTS).stream()
              .filter(each -> each.name().equals(name))
              .findFirst();
      if (account.flatMap(JetStreamSetup::limits).isPresent()) {
        throw new StartupException(
            "default_js_domain contains account name \"" + name + "\" with enabled JetStream");
      }
      if (name.equals(system)) {
        throw new StartupException(
            "system account \"" + name + "\" can not be in default_js_domain");
      }
      if (account.isEmpty() && !name.equals(Account.GLOBAL)) {
        throw new StartupException(
            "in non operator mode, `default_js_domain` references non existing account \""
                + name
                + "\"");
      }
    }
  }

  /**
   * Checks that the server can give its accounts what they were promised (STR-037).
   *
   * @throws StartupException when their limits add up to more than the server may use
   */
  static void checkPromises(Options options, long maxMemoryBytes, long maxFileBytes)
      throws StartupException {
    long memory = 0;
    long file = 0;
    for (AccountUsage.Limits limits : limitsByAccount(options).values()) {
      memory += Math.max(0, limits.maxMemoryBytes());
      file += Math.max(0, limits.maxStorageBytes());
    }
    if (memory > maxMemoryBytes) {
      throw tooMuch("insufficient memory resources available (10028)");
    }
    if (file > maxFileBytes) {
      throw tooMuch("insufficient storage resources available (10047)");
    }
  }

  private static StartupException tooMuch(String reason) {
    return new StartupException("Error enabling jetstream on configured accounts: " + reason);
  }

  /** Who may use JetStream, and how much (STR-020, STR-030). */
  static Map<Account, AccountUsage.Limits> accounts(Options options, Accounts accounts) {
    Map<Account, AccountUsage.Limits> allowed = new LinkedHashMap<>();
    limitsByAccount(options)
        .forEach(
            (name, limits) -> {
              Account account = accounts.find(name);
              if (account != null) {
                allowed.put(account, limits);
              }
            });
    return allowed;
  }

  private static Map<String, AccountUsage.Limits> limitsByAccount(Options options) {
    if (!options.jetStreamEnabled()) {
      return Map.of();
    }
    String system = AccountSetup.systemAccount(options);
    Map<String, AccountUsage.Limits> allowed = new LinkedHashMap<>();
    boolean onlyDefaults = true;
    for (AccountOptions account : options.get(ServerKeys.ACCOUNTS)) {
      if (!account.name().equals(system)) {
        onlyDefaults = false;
        limits(account).ifPresent(limits -> allowed.put(account.name(), limits));
      }
    }
    return onlyDefaults ? Map.of(Account.GLOBAL, AccountUsage.Limits.NONE) : allowed;
  }

  private static Optional<AccountUsage.Limits> limits(AccountOptions account) {
    return account
        .section()
        .find(AccountKeys.JETSTREAM)
        .filter(jetStream -> jetStream.get(AccountShareKeys.ENABLED))
        .map(
            jetStream ->
                new AccountUsage.Limits(
                    jetStream.get(AccountShareKeys.MAX_MEMORY),
                    jetStream.get(AccountShareKeys.MAX_STORE),
                    number(jetStream.get(AccountShareKeys.MAX_STREAMS)),
                    number(jetStream.get(AccountShareKeys.MAX_CONSUMERS)),
                    number(jetStream.get(AccountShareKeys.MAX_ACK_PENDING)),
                    jetStream.get(AccountShareKeys.MEM_MAX_STREAM_BYTES),
                    jetStream.get(AccountShareKeys.DISK_MAX_STREAM_BYTES),
                    jetStream.get(AccountShareKeys.MAX_BYTES_REQUIRED)));
  }

  private static int number(long value) {
    return Math.clamp(value, -1, Integer.MAX_VALUE);
  }

  /**
   * How files are encrypted (STR-009).
   *
   * @param storeSalt of the store directory
   */
  static RecordCipher cipher(Options options, byte[] storeSalt) {
    Section jetStream = options.jetStream();
    String key = jetStream.find(JetStreamKeys.KEY).orElse("");
    if (key.isEmpty()) {
      return RecordCipher.NONE;
    }
    boolean aes = jetStream.get(JetStreamKeys.CIPHER).equalsIgnoreCase("aes");
    return PassphraseCipher.of(
        aes ? PassphraseCipher.Algorithm.AES : PassphraseCipher.Algorithm.CHACHA,
        key,
        jetStream.find(JetStreamKeys.PREV_KEY).orElse(""),
        storeSalt);
  }

  /**
   * How JetStream runs.
   *
   * @param memoryBudgetBytes what the process may hold outside the heap
   * @param room the store directory, which must be there
   */
  static JetStreamSettings settings(
      Options options,
      String serverName,
      String serverId,
      JetStreamDirectory room,
      long memoryBudgetBytes) {
    Section jetStream = options.jetStream();
    long maxMemory = jetStream.get(JetStreamKeys.MAX_MEMORY_STORE);
    long maxFile = jetStream.get(JetStreamKeys.MAX_FILE_STORE);
    Duration syncInterval = jetStream.get(JetStreamKeys.SYNC_INTERVAL);
    return new JetStreamSettings(
        serverName,
        serverId,
        room.path(),
        jetStream.get(JetStreamKeys.DOMAIN),
        maxMemory >= 0 ? maxMemory : memoryBudgetBytes / 100 * PERCENT_OF_ROOM,
        maxFile >= 0 ? maxFile : room.roomBytes() / 100 * PERCENT_OF_ROOM,
        syncInterval.isPositive() ? Durability.INTERVAL : Durability.SYNC,
        syncInterval.toNanos(),
        options.get(ServerKeys.MAX_PAYLOAD),
        jetStream.get(JetStreamKeys.STRICT),
        positive(jetStream.get(JetStreamKeys.MAX_BUFFERED_MSGS), 100_000),
        positive(jetStream.get(JetStreamKeys.MAX_BUFFERED_SIZE), 128L << 20),
        positive(jetStream.get(JetStreamKeys.REQUEST_QUEUE_LIMIT), 10_000),
        serverLimits(jetStream),
        batchLimits(jetStream));
  }

  /** The settings of a running JetStream with what a reload can change of them (STR-021). */
  static JetStreamSettings changed(JetStreamSettings running, Options next) {
    Section jetStream = next.jetStream();
    long maxMemory = jetStream.get(JetStreamKeys.MAX_MEMORY_STORE);
    long maxFile = jetStream.get(JetStreamKeys.MAX_FILE_STORE);
    return running.withLimits(
        maxMemory >= 0 ? maxMemory : running.maxMemoryBytes(),
        maxFile >= 0 ? maxFile : running.maxFileBytes(),
        next.get(ServerKeys.MAX_PAYLOAD),
        serverLimits(jetStream));
  }

  private static ServerLimits serverLimits(Section jetStream) {
    return jetStream
        .find(JetStreamKeys.LIMITS)
        .map(
            limits ->
                new ServerLimits(
                    limits.get(JetStreamKeys.DUPLICATE_WINDOW).toNanos(),
                    limits.get(JetStreamKeys.MAX_ACK_PENDING),
                    0,
                    limits.get(JetStreamKeys.MAX_REQUEST_BATCH),
                    false))
        .orElse(ServerLimits.NONE);
  }

  private static BatchLimits batchLimits(Section jetStream) {
    BatchLimits usual = BatchLimits.DEFAULT;
    return jetStream
        .find(JetStreamKeys.LIMITS)
        .flatMap(limits -> limits.find(JetStreamKeys.BATCH))
        .map(batch -> batchLimits(batch, usual))
        .orElse(usual);
  }

  /** The same keys limit both kinds of batches, where they are set (STR-393). */
  private static BatchLimits batchLimits(Section batch, BatchLimits usual) {
    int perStream = batch.get(JetStreamKeys.BATCH_PER_STREAM);
    int inAll = batch.get(JetStreamKeys.BATCH_TOTAL);
    return new BatchLimits(
        positive(perStream, usual.maxAtomicPerStream()),
        positive(inAll, usual.maxAtomicInAll()),
        positive(batch.get(JetStreamKeys.BATCH_MAX_MSGS), usual.maxAtomicMessages()),
        batch.isSet(JetStreamKeys.BATCH_PER_STREAM)
            ? positive(perStream, usual.maxFastPerStream())
            : usual.maxFastPerStream(),
        batch.isSet(JetStreamKeys.BATCH_TOTAL)
            ? positive(inAll, usual.maxFastInAll())
            : usual.maxFastInAll(),
        positive(batch.get(JetStreamKeys.BATCH_TIMEOUT).toNanos(), usual.timeoutNanos()));
  }

  private static int positive(int value, int otherwise) {
    return value > 0 ? value : otherwise;
  }

  private static long positive(long value, long otherwise) {
    return value > 0 ? value : otherwise;
  }

  /**
   * The mappings by which an account reaches the API under the domain's name (STR-093), or that of
   * another domain under its own (STR-024).
   */
  static List<SubjectMapping> domainMappings(Options options, String account) {
    String asked = options.get(ServerKeys.DEFAULT_JS_DOMAIN).getOrDefault(account, "");
    if (!asked.isEmpty() && !limitsByAccount(options).containsKey(account)) {
      return List.of(mapping("$JS.API.>", "$JS." + asked + ".API.>"));
    }
    String domain = options.jetStream().get(JetStreamKeys.DOMAIN);
    if (!options.jetStreamEnabled() || domain.isEmpty()) {
      return List.of();
    }
    String prefix = "$JS." + domain + ".API.";
    List<SubjectMapping> mappings = new ArrayList<>();
    if (account.equals(AccountSetup.systemAccount(options))) {
      mappings.add(mapping(prefix + ">", "$JS.API.>"));
    } else if (limitsByAccount(options).containsKey(account)) {
      for (String part : API_PARTS) {
        mappings.add(mapping(prefix + part, "$JS.API." + part));
      }
      for (String bucket : BUCKETS) {
        mappings.add(mapping(prefix + bucket, bucket));
      }
    }
    return mappings;
  }

  private static SubjectMapping mapping(String source, String destination) {
    return WeightedMapping.of(source, List.of(MappingDestination.all(destination)), "");
  }
}

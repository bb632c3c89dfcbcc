package io.myelin.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The options a server runs with: the file, the flags laid over it, and defaults for the rest.
 * Immutable; a reload makes a new one. Made by {@link ConfigLoader} or {@link OptionsBuilder}.
 */
public final class Options {
  private final Section section;
  private final Section fileSection;
  private final String configFile;
  private final String digest;
  private final List<Problem> warnings;
  private final List<Unsupported> unsupported;
  private final FlagSettings flags;

  Options(
      Section section,
      Section fileSection,
      String configFile,
      String digest,
      List<Problem> warnings,
      List<Unsupported> unsupported,
      FlagSettings flags) {
    this.section = section;
    this.fileSection = fileSection;
    this.configFile = configFile;
    this.digest = digest;
    this.warnings = warnings;
    this.unsupported = unsupported;
    this.flags = flags;
  }

  /** Returns the options of a server that was given neither file nor flags. */
  public static Options defaults() {
    return new OptionsBuilder().build();
  }

  /**
   * Returns the value of a top-level option, or its default.
   *
   * @throws java.util.NoSuchElementException if it is unset and has no default; {@link #find} asks
   */
  public <T> T get(Option<T> option) {
    return section.get(option);
  }

  /** Returns the value of a top-level option, its default, or empty if it has neither. */
  public <T> Optional<T> find(Option<T> option) {
    return section.find(option);
  }

  /** Returns whether the file or a flag sets a top-level option. */
  public boolean isSet(Option<?> option) {
    return section.isSet(option);
  }

  /** Returns whether the file itself sets a top-level option, whatever the flags say. */
  public boolean isSetInFile(Option<?> option) {
    return fileSection.isSet(option);
  }

  /** Returns all top-level options. */
  public Section section() {
    return section;
  }

  /** Returns the configuration file as named on the command line, or empty. */
  public Optional<String> configFile() {
    return configFile.isEmpty() ? Optional.empty() : Optional.of(configFile);
  }

  /** Returns {@code sha256:<hex>} of the parsed file (CORE-568), or empty without a file. */
  public String digest() {
    return digest;
  }

  /** Returns what is doubtful in the file; the server starts nevertheless (CORE-566). */
  public List<Problem> warnings() {
    return warnings;
  }

  /** Returns the options that are set and have no effect in this version, in file order. */
  public List<Unsupported> unsupported() {
    return unsupported;
  }

  /** Returns the flags, which stay in force across a reload (CORE-899). */
  FlagSettings flags() {
    return flags;
  }

  /** Returns the time to authenticate in: as given, else 2 s, else TLS timeout plus 1 s. */
  public Duration authTimeout() {
    Optional<Duration> given = get(ServerKeys.AUTHORIZATION).timeout();
    if (given.isPresent() && !given.get().isZero()) {
      return given.get();
    }
    return find(ServerKeys.TLS)
        .map(tls -> tls.timeout().plusSeconds(1))
        .orElse(Duration.ofSeconds(2));
  }

  /** Returns whether JetStream is to run (STR-001). */
  public boolean jetStreamEnabled() {
    return find(ServerKeys.JETSTREAM).map(js -> js.get(JetStreamKeys.ENABLED)).orElse(false);
  }

  /** Returns the options of JetStream, defaults when it is not configured. */
  public Section jetStream() {
    return find(ServerKeys.JETSTREAM).orElseGet(() -> Section.empty(JetStreamKeys.BLOCK));
  }

  /** Returns JetStream's store directory as configured, or the empty string. */
  public String storeDirectory() {
    String top = get(ServerKeys.STORE_DIR);
    return top.isEmpty()
        ? find(ServerKeys.JETSTREAM).map(js -> js.get(JetStreamKeys.STORE_DIR)).orElse("")
        : top;
  }

  /** Returns the host of the monitoring listener: its own, else that of the client listener. */
  public String monitoringHost() {
    String own = get(ServerKeys.HTTP_HOST);
    return own.isEmpty() ? get(ServerKeys.HOST) : own;
  }

  /** Returns the path that monitoring is served under: clean, with a leading slash (CORE-654). */
  public String monitoringBasePath() {
    return BasePathType.clean(get(ServerKeys.HTTP_BASE_PATH));
  }
}

package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.SIZE;
import static io.myelin.config.OptionTypes.STRICT_DURATION;
import static io.myelin.config.OptionTypes.TEXT;

import java.time.Duration;
import java.util.List;

/** Keys of the {@code resolver} and {@code proxies} maps (CORE-724, CORE-727). */
public final class ResolverKeys {
  static final String OPERATOR = "operator mode (accounts and users by JWT)";
  private static final String TRUSTED_PROXIES = "recognising trusted proxies";
  static final Block BLOCK = Block.named("resolver").notYet(OPERATOR, "AccountResolver");
  static final Block PROXIES = Block.named("proxies").notYet(TRUSTED_PROXIES, "Proxies");
  static final Block PROXY = Block.named("proxies.trusted[]").notYet(TRUSTED_PROXIES, "Proxies");

  /** Kind: {@code full}, {@code cache}, {@code mem} or {@code url}. */
  public static final Option<String> TYPE =
      BLOCK
          .key(
              "type",
              new OptionTypes.ChoiceType(
                  ResolverType.REFUSAL, "full", "cache", "mem", "memory", "url"))
          .doc("Kind of resolver: `full`, `cache` or `mem`.")
          .declare();

  /** URL, if that is the kind. */
  public static final Option<String> URL = BLOCK.key("(url)", TEXT).doc("").declare();

  /** Directory of JWTs. */
  public static final Option<String> DIR =
      BLOCK.key("dir", TEXT).doc("Directory of account JWTs.").declare();

  /** Whether JWTs may be deleted. */
  public static final Option<Boolean> ALLOW_DELETE =
      BLOCK.key("allow_delete", BOOL).doc("Account JWTs may be deleted.").declare();

  /** Whether deleted files are removed. */
  public static final Option<Boolean> HARD_DELETE =
      BLOCK.key("hard_delete", BOOL).doc("Deleted files are removed, not renamed.").declare();

  /** Most JWTs. */
  public static final Option<Long> LIMIT = BLOCK.key("limit", SIZE).doc("Most JWTs.").declare();

  /** How long a cached JWT is good. */
  public static final Option<Duration> TTL =
      BLOCK.key("ttl", STRICT_DURATION).doc("How long a cached JWT is good.").declare();

  /** How often servers compare. */
  public static final Option<Duration> INTERVAL =
      BLOCK.key("interval", STRICT_DURATION).doc("How often servers compare.").declare();

  /** Time for a lookup. */
  public static final Option<Duration> TIMEOUT =
      BLOCK.key("timeout", STRICT_DURATION).doc("Time for a lookup.").declare();

  /** Trusted proxies. */
  public static final Option<List<Section>> TRUSTED =
      PROXIES
          .key("trusted", new SectionsType(BlockName.PROXY))
          .reloadable()
          .doc("Trusted proxies.")
          .declare();

  /** Key of a trusted proxy. */
  public static final Option<String> PROXY_KEY =
      PROXY
          .key("key", new PublicNkeyType("invalid proxy key \"%v\""))
          .aliases("public_key")
          .reloadable()
          .doc("Public nkey of the proxy.")
          .declare();

  private ResolverKeys() {}
}

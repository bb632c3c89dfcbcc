package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.SECONDS;
import static io.myelin.config.OptionTypes.TEXT;
import static io.myelin.config.OptionTypes.TEXTS;

import java.time.Duration;
import java.util.List;

/** Options of certificate revocation: {@code ocsp}, {@code ocsp_cache}, {@code tls.ocsp_peer}. */
public final class OcspKeys {
  private static final String FEATURE = "checking the revocation of certificates (OCSP)";

  static final Block PEER = Block.named("tls.ocsp_peer").notYet(FEATURE, "TLS");
  static final Block STAPLE = Block.named("ocsp").notYet(FEATURE, "OCSPConfig");
  static final Block CACHE = Block.named("ocsp_cache").notYet(FEATURE, "OCSPCacheConfig");

  /** Whether peers are checked. */
  public static final Option<Boolean> PEER_VERIFY =
      PEER.key("verify", BOOL).reloadable().doc("Check the peer's certificate.").declare();

  /** Time for a responder's answer. */
  public static final Option<Duration> CA_TIMEOUT =
      PEER.key("ca_timeout", SECONDS)
          .defaultTo(Duration.ofSeconds(2))
          .reloadable()
          .doc("Time for the responder's answer.")
          .declare();

  /** Tolerated clock difference. */
  public static final Option<Duration> ALLOWED_CLOCKSKEW =
      PEER.key("allowed_clockskew", SECONDS)
          .defaultTo(Duration.ofSeconds(30))
          .reloadable()
          .doc("Tolerated difference between clocks.")
          .declare();

  /** Whether a failed check is only logged. */
  public static final Option<Boolean> WARN_ONLY =
      PEER.key("warn_only", BOOL).reloadable().doc("Only log a failed check.").declare();

  /** Whether an unknown state passes. */
  public static final Option<Boolean> UNKNOWN_IS_GOOD =
      PEER.key("unknown_is_good", BOOL).reloadable().doc("Accept an unknown state.").declare();

  /** Whether an unreachable responder passes. */
  public static final Option<Boolean> ALLOW_WHEN_CA_UNREACHABLE =
      PEER.key("allow_when_ca_unreachable", BOOL)
          .reloadable()
          .doc("Accept when no responder can be reached.")
          .declare();

  /** How long answers without an end are kept. */
  public static final Option<Duration> CACHE_TTL_WHEN_NEXT_UPDATE_UNSET =
      PEER.key("cache_ttl_when_next_update_unset", SECONDS)
          .defaultTo(Duration.ofHours(1))
          .reloadable()
          .doc("How long an answer without an end of its own is kept.")
          .declare();

  /** When to staple: auto, always, must or never. */
  public static final Option<String> MODE =
      STAPLE
          .key(
              "mode",
              new OptionTypes.ChoiceType(
                  "error parsing ocsp config: unsupported ocsp mode \"%v\"",
                  "auto", "always", "must", "never"))
          .reloadable("OCSP")
          .doc("When to staple: `auto`, `always`, `must` or `never`.")
          .declare();

  /** Responder to ask. */
  public static final Option<String> URL =
      STAPLE.key("url", TEXT).reloadable("OCSP").doc("Responder to ask.").declare();

  /** Responders to ask. */
  public static final Option<List<String>> URLS =
      STAPLE.key("urls", TEXTS).reloadable("OCSP").doc("Responders to ask.").declare();

  /** Whether the switch form {@code ocsp: true} was used. */
  static final Option<Boolean> STAPLE_ENABLED =
      STAPLE.key("(enabled)", BOOL).reloadable("OCSP").doc("").declare();

  /** Where answers are kept. */
  public static final Option<String> CACHE_TYPE =
      CACHE
          .key("type", new OptionTypes.ChoiceType("unknown cache type \"%v\"", "none", "local"))
          .defaultTo("local")
          .reloadable("OCSP peer cache")
          .doc("Where answers are kept: `none` or `local`.")
          .declare();

  /** Directory of kept answers. */
  public static final Option<String> CACHE_LOCAL_STORE =
      CACHE
          .key("local_store", TEXT)
          .defaultTo("_rc_")
          .reloadable("OCSP peer cache")
          .doc("Directory of kept answers.")
          .declare();

  /** Whether answers "revoked" stay. */
  public static final Option<Boolean> CACHE_PRESERVE_REVOKED =
      CACHE
          .key("preserve_revoked", BOOL)
          .reloadable("OCSP peer cache")
          .doc("Keep answers that say revoked.")
          .declare();

  /** How often answers are saved. */
  public static final Option<Duration> CACHE_SAVE_INTERVAL =
      CACHE
          .key("save_interval", SECONDS)
          .defaultTo(Duration.ofMinutes(5))
          .reloadable("OCSP peer cache")
          .doc("How often kept answers are written to disk; at least one second.")
          .declare();

  /** Whether the switch form {@code ocsp_cache: true} was used. */
  static final Option<Boolean> CACHE_ENABLED =
      CACHE.key("(enabled)", BOOL).reloadable("OCSP peer cache").doc("").declare();

  private OcspKeys() {}
}

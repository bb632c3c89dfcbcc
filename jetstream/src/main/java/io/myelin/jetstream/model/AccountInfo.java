package io.myelin.jetstream.model;

import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code $JS.API.INFO} answers (STR-040).
 *
 * @param usage of the account; with tiers its limits are {@link AccountUsage.Limits#ZERO}
 * @param domain empty for none
 * @param apiLevel the server's level
 * @param apiTotal requests so far
 * @param apiErrors requests that failed
 * @param apiInflight requests not answered yet
 * @param tiers by name; empty if the account has none
 */
public record AccountInfo(
    AccountUsage usage,
    String domain,
    int apiLevel,
    long apiTotal,
    long apiErrors,
    long apiInflight,
    Map<String, AccountUsage> tiers) {
  /** Copies the map. */
  public AccountInfo {
    tiers = Map.copyOf(tiers);
  }

  void write(JsonOutput out) {
    usage.write(out);
    out.textIfAny("domain", domain)
        .object(
            "api",
            api ->
                api.int64("level", apiLevel)
                    .uint64("total", apiTotal)
                    .uint64("errors", apiErrors)
                    .uint64IfAny("inflight", apiInflight));
    if (!tiers.isEmpty()) {
      out.object(
          "tiers",
          json -> new TreeMap<>(tiers).forEach((name, tier) -> json.object(name, tier::write)));
    }
  }
}

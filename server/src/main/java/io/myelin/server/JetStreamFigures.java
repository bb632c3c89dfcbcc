package io.myelin.server;

import io.myelin.jetstream.BatchLimits;
import io.myelin.jetstream.JetStream;
import io.myelin.jetstream.JetStreamSettings;
import io.myelin.jetstream.JetStreamStatistics;
import io.myelin.jetstream.model.ServerLimits;
import io.myelin.jetstream.model.StreamInfo.Durability;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How JetStream is configured and what it holds, as several reports tell it (OPS-038 to OPS-042).
 */
final class JetStreamFigures {
  private static final long USUAL_SYNC_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(2);

  private JetStreamFigures() {}

  /** Configuration, statistics and limits as members; nothing when JetStream does not run. */
  static void write(ReportJson json, @Nullable JetStream jetStream, boolean withDirectory) {
    if (jetStream == null) {
      return;
    }
    JetStreamSettings settings = jetStream.settings();
    json.object("config", config -> config(config, settings, withDirectory));
    json.object("stats", stats -> statistics(stats, jetStream.statistics()));
    limitsIfAny(json, settings);
  }

  /** The members of the configuration. */
  static void config(ReportJson json, JetStreamSettings settings, boolean withDirectory) {
    boolean always = settings.durability() == Durability.SYNC;
    json.number("max_memory", settings.maxMemoryBytes());
    json.number("max_storage", settings.maxFileBytes());
    if (withDirectory) {
      json.text("store_dir", settings.storeDirectory().toString());
    }
    json.number("sync_interval", always ? USUAL_SYNC_INTERVAL_NANOS : settings.syncIntervalNanos());
    json.flagIfSet("sync_always", always);
    json.textIfAny("domain", settings.domain());
    json.flag("compress_ok", true);
    json.flagIfSet("strict", settings.strict());
  }

  /** The members of the statistics. */
  static void statistics(ReportJson json, JetStreamStatistics statistics) {
    json.number("memory", statistics.memoryBytes());
    json.number("storage", statistics.fileBytes());
    json.number("reserved_memory", statistics.reservedMemoryBytes());
    json.number("reserved_storage", statistics.reservedFileBytes());
    json.number("accounts", statistics.accounts());
    json.number("ha_assets", 0);
    api(json, JetStreamSettings.API_LEVEL, statistics.requests(), statistics.errors());
  }

  /** What was asked of the API. */
  static void api(ReportJson json, int level, long requests, long errors) {
    json.object(
        "api",
        api -> {
          api.number("level", level);
          api.number("total", requests);
          api.number("errors", errors);
        });
  }

  /** The limits that are set, as one member. */
  static void limitsIfAny(ReportJson json, JetStreamSettings settings) {
    ServerLimits limits = settings.limits();
    BatchLimits batches = settings.batches();
    BatchLimits usual = BatchLimits.DEFAULT;
    if (limits.equals(ServerLimits.NONE) && batches.equals(usual)) {
      return;
    }
    json.object(
        "limits",
        set -> {
          set.numberIfAny("max_request_batch", limits.maxRequestBatch());
          set.numberIfAny("max_ack_pending", limits.serverMaxAckPending());
          set.numberIfAny("max_duplicate_window", limits.maxDuplicateWindowNanos());
          if (!batches.equals(usual)) {
            set.number("max_batch_inflight_per_stream", batches.maxAtomicPerStream());
            set.number("max_batch_inflight_total", batches.maxAtomicInAll());
            set.number("max_batch_size", batches.maxAtomicMessages());
            set.number("max_batch_timeout", batches.timeoutNanos());
          }
        });
  }
}

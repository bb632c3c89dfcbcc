package io.myelin.server;

import io.myelin.config.ByteText;
import io.myelin.config.GoDuration;
import io.myelin.config.Options;
import io.myelin.config.ServerKeys;
import io.myelin.config.Unsupported;
import io.myelin.jetstream.JetStreamSettings;
import io.myelin.security.ConfiguredAuthenticator;
import java.time.Duration;

/**
 * What a starting server says of itself, in the order in which people and harnesses look for it
 * (CORE-880).
 */
final class StartReport {
  private StartReport() {}

  /** The lines before any listener is opened. */
  static void identity(
      ServerLog log, ServerHost host, Options options, ConfiguredAuthenticator authenticator) {
    log.info("Starting nats-server");
    log.info("  Version:  " + Version.COMPATIBLE);
    log.info("  Git:      [not set]");
    log.info("  Server:   " + Version.PRODUCT);
    if (log.debugs()) {
      log.debug("  Java:     " + Runtime.version());
    }
    log.info("  Name:     " + host.serverName());
    if (options.jetStreamEnabled()) {
      log.info("  Node:     " + ServerIds.shortHash(host.serverName()));
    }
    log.info("  ID:       " + host.serverId());
    if (authenticator.hasPlaintextPasswords()) {
      log.warn("Plaintext passwords detected, use nkeys or bcrypt");
    }
    for (Unsupported unsupported : options.unsupported()) {
      log.warn(unsupported.text());
    }
    options
        .configFile()
        .ifPresent(
            file -> log.info("Using configuration file: " + file + " (" + options.digest() + ")"));
  }

  /** The lines on how JetStream runs; tools look for the first one and the store directory. */
  static void jetStream(ServerLog log, JetStreamSettings settings) {
    log.info("---------------- JETSTREAM ----------------");
    if (settings.strict()) {
      log.info("  Strict:          true");
    }
    log.info("  Max Memory:      " + ByteText.of(settings.maxMemoryBytes()));
    log.info("  Max Storage:     " + ByteText.of(settings.maxFileBytes()));
    log.info("  Store Directory: \"" + settings.storeDirectory() + "\"");
    log.info(
        "  Durability:      "
            + switch (settings.durability()) {
              case SYNC -> "synced before each acknowledgement";
              case INTERVAL ->
                  "synced every "
                      + GoDuration.format(Duration.ofNanos(settings.syncIntervalNanos()))
                      + ", acknowledged before";
              case ASYNC -> "acknowledged before it is written";
            });
    if (!settings.domain().isEmpty()) {
      log.info("  Domain:          " + settings.domain());
    }
    log.info("  API Level:       " + JetStreamSettings.API_LEVEL);
    log.info("-------------------------------------------");
  }

  /** The lines once clients can connect. */
  static void clients(ServerLog log, Options options, String host, int port) {
    if (options.get(ServerKeys.PROXY_PROTOCOL)) {
      log.info("PROXY protocol enabled for client connections");
    }
    String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    log.info("Listening for client connections on " + shown + ":" + port);
    options
        .find(ServerKeys.TLS)
        .ifPresent(
            tls -> {
              boolean both = options.get(ServerKeys.ALLOW_NON_TLS);
              log.info(
                  both
                      ? "TLS available for client connections"
                      : "TLS required for client connections");
              if (tls.handshakeFirst() && tls.handshakeFirstFallback().isZero()) {
                log.warn(
                    "Clients that are not using \"TLS Handshake First\" option will fail to connect");
              }
            });
  }
}

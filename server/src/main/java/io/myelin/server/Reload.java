package io.myelin.server;

import io.myelin.config.ConfigLoader;
import io.myelin.config.LoadResult;
import io.myelin.config.Options;
import io.myelin.config.OptionsDiff;
import io.myelin.config.ServerKeys;
import io.myelin.core.ClientSession;
import io.myelin.core.CloseReason;
import io.myelin.security.ConfiguredAuthenticator;
import io.myelin.security.PasswordWorkers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Puts a changed configuration into force, all of it or nothing (CORE-890 to CORE-899). For one
 * use; the server lets one run at a time.
 */
final class Reload {

  /** What the parts around the core do about changed options. */
  interface Surroundings {
    /**
     * Prepares everything that can fail, such as reading certificates; nothing may change yet.
     *
     * @return applies what was prepared
     * @throws StartupException when the new options cannot be applied
     */
    Runnable prepare(Options options) throws StartupException;

    /** The new options are in force, clients and operators have not been told yet. */
    void applied();

    /** The log that the new options ask for; the running one when nothing about it changed. */
    ServerLog log(Options options, OptionsDiff.Changes changes) throws StartupException;
  }

  private final ServerHost host;
  private final PasswordWorkers passwords;
  private final Surroundings surroundings;

  Reload(ServerHost host, PasswordWorkers passwords, Surroundings surroundings) {
    this.host = host;
    this.passwords = passwords;
    this.surroundings = surroundings;
  }

  /**
   * Reads the file again and applies it.
   *
   * @throws StartupException when it cannot be applied; then nothing has changed
   */
  void run() throws StartupException {
    Options running = host.options();
    Options next =
        switch (new ConfigLoader().reload(running)) {
          case LoadResult.Failed failed -> throw new StartupException(failed.text());
          case LoadResult.Loaded loaded -> loaded.options();
        };
    switch (OptionsDiff.between(running, next)) {
      case OptionsDiff.Refused refused -> throw new StartupException(refused.text());
      case OptionsDiff.Changes changes -> apply(next, changes);
    }
  }

  private void apply(Options next, OptionsDiff.Changes changes) throws StartupException {
    ConfiguredAuthenticator.Builder builder = ConfiguredAuthenticator.builder(passwords);
    if (host.authenticator() instanceof ConfiguredAuthenticator running) {
      builder.keepingPermissionsOf(running);
    }
    ConfiguredAuthenticator authenticator = builder.options(next).build();
    Runnable prepared = surroundings.prepare(next);
    ServerLog log = surroundings.log(next, changes);
    prepared.run();
    AccountSetup.apply(next, host.accounts());
    host.replace(next, authenticator, log);
    surroundings.applied();
    boolean identities =
        changes.contains(ServerKeys.AUTHORIZATION)
            || changes.contains(ServerKeys.ACCOUNTS)
            || changes.contains(ServerKeys.NO_AUTH_USER);
    boolean visible =
        changes.contains(ServerKeys.MAX_PAYLOAD)
            || changes.contains(ServerKeys.CLIENT_ADVERTISE)
            || changes.contains(ServerKeys.JETSTREAM)
            || changes.contains(ServerKeys.TLS);
    List<ClientSession> newestFirst = new ArrayList<>(host.registry().sessions());
    newestFirst.sort(Comparator.comparingLong(Reload::id).reversed());
    for (ClientSession session : newestFirst) {
      session.loop().execute(() -> tell(session, identities, visible));
    }
    if (changes.contains(ServerKeys.MAX_CONNECTIONS)) {
      closeExcess(next.get(ServerKeys.MAX_CONNECTIONS));
    }
    for (OptionsDiff.Change change : changes.changes()) {
      log.info(change.line());
    }
    log.info("Reloaded server configuration (" + next.digest() + ")");
  }

  private static long id(ClientSession session) {
    return session.connection().id();
  }

  /** Where an account may have fewer connections now, those that are told first go. */
  private void tell(ClientSession session, boolean identities, boolean visible) {
    session.settingsChanged();
    if (identities) {
      session.reauthenticate();
    }
    if (visible) {
      session.sendChangedInfo(host.info(session, false));
    }
  }

  private void closeExcess(int max) {
    List<ClientSession> open = new ArrayList<>(host.registry().sessions());
    Collections.shuffle(open);
    for (int i = Math.max(0, max); i < open.size(); i++) {
      ClientSession session = open.get(i);
      session
          .loop()
          .execute(
              () ->
                  session.fail(
                      CloseReason.MAX_CONNECTIONS_EXCEEDED, "maximum connections exceeded"));
    }
  }
}

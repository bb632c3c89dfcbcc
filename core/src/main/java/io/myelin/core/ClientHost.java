package io.myelin.core;

import io.myelin.security.Authenticator;
import java.util.List;

/** What client sessions ask of the server around them. Called on event loops; must not block. */
public interface ClientHost {

  /** The settings in force. */
  SessionSettings settings();

  /** Who decides about credentials. */
  Authenticator authenticator();

  /** The live accounts. */
  Accounts accounts();

  /**
   * The INFO line for a session.
   *
   * @param afterConnect the one behind the first PONG
   */
  byte[] info(ClientSession session, boolean afterConnect);

  /** A session has been authenticated and bound to its account. */
  void authenticated(ClientSession session);

  /**
   * A session has ended; called once for each session.
   *
   * @param subscriptions those that it had
   */
  void closed(ClientSession session, CloseReason reason, List<Subscription> subscriptions);

  /** Where sessions report. */
  SessionLog log();
}

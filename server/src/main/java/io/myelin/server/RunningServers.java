package io.myelin.server;

import java.util.List;
import java.util.Optional;

/** The server processes of this machine, as {@code --signal} sees them (CORE-847). */
interface RunningServers {
  /** Process ids of the servers that run now, ascending, without this process. */
  List<Long> processIds();

  /**
   * Sends {@code signalName} (without SIG, such as {@code HUP}) to any process.
   *
   * @return empty if sent; else the operating system's reason in lower case, such as {@code no such
   *     process}
   */
  Optional<String> send(String signalName, long processId);
}

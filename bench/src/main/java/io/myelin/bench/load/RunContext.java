package io.myelin.bench.load;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What a workload needs for one run.
 *
 * @param target the server to start
 * @param options times and sizes, equal for all targets
 * @param log takes the output of the server
 */
record RunContext(ServerTarget target, LoadOptions options, Path log) {

  /** Starts the target afresh. */
  RunningServer startServer() throws IOException {
    return RunningServer.start(target, options.serverArguments(), log);
  }
}

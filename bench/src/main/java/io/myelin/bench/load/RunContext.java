package io.myelin.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

  /** Starts the target afresh with JetStream and an empty store. */
  RunningServer startJetStream() throws IOException {
    Path store = Files.createTempDirectory(options.stores(), target.label() + "-");
    List<String> arguments = new ArrayList<>(options.serverArguments());
    if (target.isAlways()) {
      Path configuration = store.resolve("always.conf");
      Files.writeString(
          configuration,
          String.format("jetstream { store_dir: \"%s\", sync_interval: always }%n", store));
      arguments.addAll(List.of("-c", configuration.toString()));
    } else {
      arguments.addAll(List.of("-js", "-sd", store.toString()));
    }
    return RunningServer.start(target, arguments, log, store);
  }
}

package io.myelin.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Recognises what nats-server left in a store directory (STR-600), without changing anything. */
final class NatsServerLayout {
  private NatsServerLayout() {}

  /**
   * What there is of nats-server, in words.
   *
   * @param root {@code <store_dir>/jetstream}; before 2.2.3 the accounts were one level above
   */
  static Optional<String> contentOf(Path root) throws IOException {
    List<String> streams = new ArrayList<>();
    boolean clusterLogs = false;
    List<Path> accounts = new ArrayList<>(directories(root));
    Path above = root.getParent();
    if (above != null) {
      accounts.addAll(directories(above));
    }
    for (Path account : accounts) {
      if (account.equals(root)) {
        continue;
      }
      clusterLogs |= !directories(account.resolve("_js_")).isEmpty();
      for (Path stream : directories(account.resolve("streams"))) {
        if (isStream(stream)) {
          streams.add(stream.getFileName() + " of account " + account.getFileName());
        }
      }
    }
    if (!streams.isEmpty()) {
      String more = streams.size() > 1 ? " and " + (streams.size() - 1) + " more" : "";
      return Optional.of("stream " + streams.get(0) + more);
    }
    return clusterLogs ? Optional.of("cluster logs") : Optional.empty();
  }

  private static boolean isStream(Path directory) {
    return !directory.getFileName().toString().startsWith(".")
        && (Files.exists(directory.resolve("meta.inf"))
            || Files.isDirectory(directory.resolve("msgs")));
  }

  private static List<Path> directories(Path parent) throws IOException {
    if (!Files.isDirectory(parent) || !Files.isReadable(parent)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, Files::isDirectory)) {
      entries.forEach(found::add);
    }
    return found;
  }
}

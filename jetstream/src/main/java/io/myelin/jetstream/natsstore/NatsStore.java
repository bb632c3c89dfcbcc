package io.myelin.jetstream.natsstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A store directory that nats-server wrote (STR-600). Reads only.
 *
 * @param root the directory of the accounts
 * @param streams by account and name
 */
public record NatsStore(Path root, List<StreamDirectory> streams) {
  private static final String LEVEL = "jetstream";
  private static final String OURS = "myelin.format";

  /** Copies the list. */
  public NatsStore {
    streams = List.copyOf(streams);
  }

  /** Where one stream lies. */
  public record StreamDirectory(String account, Path path) {
    /** Account and name, as texts for people have them. */
    public String title() {
      return account + " > " + path.getFileName();
    }

    /** Says whether anything in it was changed between two calls. */
    public String fingerprint() throws IOException {
      StringBuilder text = new StringBuilder();
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.sorted().toList()) {
          text.append(path.relativize(file));
          if (Files.isRegularFile(file)) {
            text.append(' ').append(Files.size(file));
          }
          text.append(' ').append(Files.getLastModifiedTime(file)).append('\n');
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      return text.toString();
    }
  }

  /**
   * Looks for streams.
   *
   * @param given {@code store_dir}, or the directory {@code jetstream} in it
   * @param problems is told what is there beside streams
   * @throws IOException when there is nothing of nats-server's, with a text that says so
   */
  public static NatsStore open(Path given, ImportProblems problems) throws IOException {
    Path path = given.toAbsolutePath().normalize();
    if (!Files.isDirectory(path)) {
      throw new NotDirectoryException(path + " is not a directory");
    }
    Path below = path.resolve(LEVEL);
    Path root = Files.isDirectory(below) ? below : path;
    if (Files.exists(root.resolve(OURS))) {
      throw new IOException(root + " is a store of Myelin already");
    }
    List<StreamDirectory> streams = new ArrayList<>();
    boolean any = false;
    for (Path account : directories(root)) {
      Path there = account.resolve("streams");
      any |= Files.isDirectory(there);
      if (!directories(account.resolve("templates")).isEmpty()) {
        problems.ignored(account.toString(), "templates of streams are not taken over");
      }
      if (!directories(account.resolve("_js_")).isEmpty()) {
        any = true;
        problems.ignored(
            account.resolve("_js_").toString(),
            "the logs of a cluster are not taken over; streams are as this server had them on its"
                + " disk, so import from one that was up to date");
      }
      for (Path stream : directories(there)) {
        if (!stream.getFileName().toString().startsWith(".")) {
          streams.add(new StreamDirectory(account.getFileName().toString(), stream));
        }
      }
    }
    if (!any) {
      throw new IOException(root + " holds no accounts with streams of nats-server");
    }
    return new NatsStore(root, streams);
  }

  /** Directories in a directory, in the order of their names; none where there is none. */
  static List<Path> directories(Path parent) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(parent)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, Files::isDirectory)) {
        entries.forEach(found::add);
      }
    }
    found.sort(null);
    return found;
  }
}

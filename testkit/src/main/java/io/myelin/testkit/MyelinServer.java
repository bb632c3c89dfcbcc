package io.myelin.testkit;

import io.myelin.config.ConfigLoader;
import io.myelin.config.LoadResult;
import io.myelin.config.Options;
import io.myelin.config.Problem;
import io.myelin.config.ServerKeys;
import io.myelin.config.Unsupported;
import io.myelin.server.Server;
import io.myelin.server.ServerLog;
import io.myelin.server.StartupException;

/**
 * A server inside this JVM, for tests and for applications that bring their own broker.
 *
 * <pre>{@code
 * try (MyelinServer server = MyelinServer.start();
 *     Connection nats = Nats.connect(server.url())) {
 *   ...
 * }
 * }</pre>
 *
 * <p>Any number of servers may run side by side. All methods may be called by any thread.
 */
public final class MyelinServer implements AutoCloseable {
  private final Server server;
  private final String url;

  private MyelinServer(Server server, String host) {
    this.server = server;
    this.url = "nats://" + host + ":" + server.clientPort();
  }

  /**
   * Starts a server with default options on a free port of the loopback interface.
   *
   * @throws IllegalStateException if it cannot be started
   */
  public static MyelinServer start() {
    return builder().start();
  }

  /** A builder with the defaults of {@link #start()}. */
  public static Builder builder() {
    return new Builder();
  }

  /** The address for clients, such as {@code nats://127.0.0.1:51234}. */
  public String url() {
    return url;
  }

  /** The port that clients connect to. */
  public int port() {
    return server.clientPort();
  }

  /** The running server itself. */
  public Server server() {
    return server;
  }

  /** Closes all connections and stops; returns when done. Later calls do nothing. */
  @Override
  public void close() {
    server.close();
  }

  /** How a server is to be started. Not for several threads; may start several servers. */
  public static final class Builder {
    private static final String LOOPBACK = "127.0.0.1";
    private String config = "";
    private int port;
    private ServerLog log = ServerLog.system();

    private Builder() {}

    /**
     * The client port where the configuration does not set one.
     *
     * @param port 1 to 65535, or 0 for any that is free (the default)
     */
    public Builder port(int port) {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
      }
      this.port = port;
      return this;
    }

    /**
     * Options in the configuration language, as in a file given to {@code -c}. Without {@code port}
     * or {@code host} in it, those of this builder hold.
     */
    public Builder config(String text) {
      this.config = text;
      return this;
    }

    /** Where the server logs; {@link ServerLog#system()} if not set. */
    public Builder log(ServerLog log) {
      this.log = log;
      return this;
    }

    /**
     * Starts the server and returns when clients can connect.
     *
     * @throws IllegalStateException if the configuration is wrong or the port cannot be used; the
     *     message says which
     */
    public MyelinServer start() {
      Options options = load(config);
      StringBuilder missing = new StringBuilder();
      if (!options.isSetInFile(ServerKeys.HOST)) {
        missing.append("host: \"").append(LOOPBACK).append("\"\n");
      }
      if (!options.isSetInFile(ServerKeys.PORT)) {
        missing.append("port: ").append(port == 0 ? -1 : port).append('\n');
      }
      if (!missing.isEmpty()) {
        options = load(config + "\n" + missing);
      }
      for (Problem warning : options.warnings()) {
        log.warn(warning.text());
      }
      for (Unsupported unsupported : options.unsupported()) {
        log.warn(unsupported.text());
      }
      try {
        return new MyelinServer(Server.start(options, log), reachable(options));
      } catch (StartupException e) {
        throw new IllegalStateException("the server did not start: " + e.getMessage(), e);
      }
    }

    private static Options load(String text) {
      return switch (new ConfigLoader().loadText(text, "embedded")) {
        case LoadResult.Loaded loaded -> loaded.options();
        case LoadResult.Failed failed ->
            throw new IllegalStateException("the configuration is wrong: " + failed.text());
      };
    }

    private static String reachable(Options options) {
      String host = options.get(ServerKeys.HOST);
      if (host.equals("0.0.0.0") || host.equals("::")) {
        return LOOPBACK;
      }
      return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
  }
}

package io.myelin.conformance;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Servers that end with the test. Two ways to use it, both with {@code @RegisterExtension}:
 *
 * <pre>
 *   static final Servers SERVER = Servers.shared("max_payload: 1024");   // one for the class
 *   SERVER.get().connect()
 *   final Servers servers = new Servers();                               // any number for a test
 *   servers.start("ping_interval: 1", "-D")
 * </pre>
 */
final class Servers implements BeforeAllCallback, AfterAllCallback, AfterEachCallback {
  private final Optional<UnaryOperator<ServerUnderTest.Builder>> shared;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private Optional<ServerUnderTest> running = Optional.empty();

  Servers() {
    this.shared = Optional.empty();
  }

  private Servers(UnaryOperator<ServerUnderTest.Builder> shared) {
    this.shared = Optional.of(shared);
  }

  /** One server for all tests of the class, started with this configuration and flags. */
  static Servers shared(String config, String... flags) {
    return shared(builder -> builder.config(config).flags(flags));
  }

  /** One server for all tests of the class, started as the builder says. */
  static Servers shared(UnaryOperator<ServerUnderTest.Builder> how) {
    return new Servers(how);
  }

  /** The shared server. */
  ServerUnderTest get() {
    return running.orElseThrow();
  }

  /** Starts a server for this test only. */
  ServerUnderTest start(String config, String... flags) {
    return start(builder -> builder.config(config).flags(flags));
  }

  /** Starts a server for this test only, as the builder says. */
  ServerUnderTest start(UnaryOperator<ServerUnderTest.Builder> how) {
    return closing(how.apply(ServerUnderTest.builder()).start());
  }

  /** Closes the given thing when the test ends. */
  <T extends AutoCloseable> T closing(T resource) {
    open.push(resource);
    return resource;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ServerIdentity.required();
    running = shared.map(how -> how.apply(ServerUnderTest.builder()).start());
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    running.ifPresent(ServerUnderTest::close);
  }
}

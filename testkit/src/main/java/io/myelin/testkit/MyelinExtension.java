package io.myelin.testkit;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives JUnit tests a running server as a parameter of type {@link MyelinServer}.
 *
 * <p>With {@code @ExtendWith(MyelinExtension.class)} or as a static field with
 * {@code @RegisterExtension}, the tests of a class (and of classes nested in it) share one server,
 * which is stopped after the last of them. As a non-static field with {@code @RegisterExtension},
 * each test gets a server of its own.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final MyelinExtension NATS =
 *     new MyelinExtension(MyelinServer.builder().config("max_payload: 1KB"));
 *
 * @Test
 * void publishes(MyelinServer server) { ... }
 * }</pre>
 */
public final class MyelinExtension implements BeforeAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(MyelinExtension.class);

  private final MyelinServer.Builder builder;

  /** Servers with default options on free ports of the loopback interface. */
  public MyelinExtension() {
    this(MyelinServer.builder());
  }

  /** Servers as {@code builder} describes them. */
  public MyelinExtension(MyelinServer.Builder builder) {
    this.builder = builder;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    server(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == MyelinServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return server(context);
  }

  /**
   * The one of this context or of one around it; JUnit closes it with the context it was made in.
   */
  private MyelinServer server(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(this, key -> key.builder.start(), MyelinServer.class);
  }
}

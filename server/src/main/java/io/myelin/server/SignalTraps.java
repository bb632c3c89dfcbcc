package io.myelin.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The operating system's signals, each bound to what the server does about it (CORE-840 to
 * CORE-846).
 *
 * <p>A trap replaces what the JVM would do by itself. That matters for {@link #INTERRUPT} and
 * {@link #TERMINATE}: the JVM's own handling ends the process with status 130 or 143, so their
 * actions have to end it with status 0. A trap holds for the whole process, until it is set again.
 *
 * <p>Java has no public API for this. {@code sun.misc.Signal} of the module {@code jdk.unsupported}
 * is reached by reflection, because the compiler's warning about it cannot be switched off and
 * warnings fail the build.
 */
public enum SignalTraps {
  /** SIGINT: shut down. */
  INTERRUPT("INT", "interrupt"),
  /** SIGTERM: shut down. */
  TERMINATE("TERM", "terminated"),
  /** SIGHUP: reload the configuration. */
  HANG_UP("HUP", "hangup"),
  /** SIGUSR1: reopen the log file. */
  USER_1("USR1", "user defined signal 1"),
  /** SIGUSR2: lame duck mode. */
  USER_2("USR2", "user defined signal 2");

  private final String signalName;
  private final String trappedName;

  SignalTraps(String signalName, String trappedName) {
    this.signalName = signalName;
    this.trappedName = trappedName;
  }

  /** The name by which the log calls a trapped signal, such as {@code hangup} (CORE-846). */
  public String trappedName() {
    return trappedName;
  }

  /**
   * Runs {@code action} each time this signal arrives, on a thread that the JVM starts for it. Two
   * signals in quick succession may run their actions at the same time.
   *
   * @return empty if set; else why this platform or JVM keeps the signal to itself (Windows has no
   *     SIGHUP, SIGUSR1 and SIGUSR2; {@code -Xrs} reserves SIGHUP, SIGINT and SIGTERM)
   */
  public Optional<String> set(Consumer<SignalTraps> action) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = signalType.getConstructor(String.class).newInstance(signalName);
      Object handler =
          Proxy.newProxyInstance(
              SignalTraps.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "equals" -> arguments != null && proxy == arguments[0];
                    case "hashCode" -> hashCode();
                    case "toString" -> "trap of SIG" + signalName;
                    default -> {
                      action.accept(this);
                      yield null;
                    }
                  });
      signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
      return Optional.empty();
    } catch (InvocationTargetException e) {
      return Optional.of("SIG" + signalName + " cannot be trapped: " + e.getCause());
    } catch (ReflectiveOperationException e) {
      return Optional.of("SIG" + signalName + " cannot be trapped by this JVM: " + e);
    }
  }
}

package io.myelin.server;

import java.lang.management.ManagementFactory;

/** What the JVM may use outside the heap. */
final class DirectMemory {
  private static final String FLAG = "-XX:MaxDirectMemorySize=";

  private DirectMemory() {}

  /** The limit given to the JVM, else the size of the heap, which is the JVM's own default. */
  static long limitBytes() {
    String configured = System.getProperty("io.netty.maxDirectMemory");
    if (configured != null && !configured.startsWith("-")) {
      return Long.parseLong(configured);
    }
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (argument.startsWith(FLAG)) {
        return bytes(argument.substring(FLAG.length()));
      }
    }
    return Runtime.getRuntime().maxMemory();
  }

  private static long bytes(String text) {
    int last = text.length() - 1;
    long unit =
        switch (text.charAt(last) | 0x20) {
          case 'k' -> 1L << 10;
          case 'm' -> 1L << 20;
          case 'g' -> 1L << 30;
          default -> 1;
        };
    return Long.parseLong(unit == 1 ? text : text.substring(0, last)) * unit;
  }
}

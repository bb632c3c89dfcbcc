package io.myelin.bench;

import io.myelin.core.SubjectIndex;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;

/**
 * A million subscriptions as a large installation has them: devices, their wildcards, inboxes, a
 * few wide patterns.
 */
final class Population {
  static final int SUBSCRIPTIONS = 1_000_000;

  private Population() {}

  /**
   * Half literals, a quarter inboxes with a trailing wildcard, a quarter wildcards inside; eight
   * wide ones.
   */
  static BenchSubscription[] mixed() {
    BenchSubscription[] all = new BenchSubscription[SUBSCRIPTIONS];
    for (int i = 0; i < all.length; i++) {
      all[i] = new BenchSubscription(mixedPattern(i));
    }
    return all;
  }

  /** Literal patterns only. */
  static BenchSubscription[] literals() {
    BenchSubscription[] all = new BenchSubscription[SUBSCRIPTIONS];
    for (int i = 0; i < all.length; i++) {
      all[i] = new BenchSubscription("fleet.device." + i + ".command");
    }
    return all;
  }

  static byte[] published(int i) {
    return ("fleet.device." + i + ".command").getBytes(StandardCharsets.US_ASCII);
  }

  private static String mixedPattern(int i) {
    if (i < 8) {
      return switch (i) {
        case 0 -> "fleet.>";
        case 1 -> "fleet.device.*.command";
        case 2 -> "*.device.>";
        case 3 -> "audit.>";
        case 4 -> "fleet.*.*.status";
        case 5 -> "$SYS.>";
        case 6 -> "metrics.*";
        default -> "*.*.*.alarm";
      };
    }
    return switch (i & 3) {
      case 0, 1 -> "fleet.device." + i + ".command";
      case 2 -> "_INBOX." + Integer.toString(i * 48271, 36) + ".*";
      default -> "site." + (i >> 8) + ".*.sensor." + i + ".>";
    };
  }

  /** Prints what an index of each population takes in memory, its subscriptions not included. */
  public static void main(String[] args) {
    print("literal", literals());
    print("mixed", mixed());
  }

  private static void print(String name, BenchSubscription[] all) {
    long before = usedBytes();
    SubjectIndex<BenchSubscription> index = new SubjectIndex<>(BenchSubscription[]::new);
    long start = System.nanoTime();
    for (BenchSubscription subscription : all) {
      index.insert(subscription);
    }
    long nanos = System.nanoTime() - start;
    double bytes = (double) (usedBytes() - before) / index.count();
    System.out.printf(
        "%s: %d subscriptions, %.1f bytes each, filled at %.0f a second%n",
        name, index.count(), bytes, index.count() * 1e9 / nanos);
  }

  private static long usedBytes() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    for (int i = 0; i < 3; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }
}

package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds consumers by the bytes of their names and remembers those that are spoken to, so that
 * finding one again makes no garbage. Any thread.
 */
final class ConsumerNames {
  private static final int PLACES = 256;

  /** A name and who has it, or had it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a record
  private record Known(byte[] name, ConsumerDriver driver) {}

  private final AtomicReferenceArray<@Nullable Known> places = new AtomicReferenceArray<>(PLACES);
  private final Function<String, @Nullable ConsumerDriver> lookup;

  /**
   * @param lookup finds a consumer by name, null for none; any thread
   */
  ConsumerNames(Function<String, @Nullable ConsumerDriver> lookup) {
    this.lookup = lookup;
  }

  /** The consumer whose name stands in a range of the buffer, null for none. */
  @Nullable ConsumerDriver find(ByteBuffer buffer, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + buffer.get(i);
    }
    int place = (hash ^ hash >>> 8) & (PLACES - 1);
    Known known = places.get(place);
    if (known != null && !known.driver.ended() && isName(known.name, buffer, from, to)) {
      return known.driver;
    }
    byte[] name = new byte[to - from];
    buffer.get(from, name);
    ConsumerDriver driver = lookup.apply(new String(name, UTF_8));
    if (driver != null) {
      places.set(place, new Known(name, driver));
    }
    return driver;
  }

  private static boolean isName(byte[] name, ByteBuffer buffer, int from, int to) {
    if (name.length != to - from) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (name[i] != buffer.get(from + i)) {
        return false;
      }
    }
    return true;
  }
}

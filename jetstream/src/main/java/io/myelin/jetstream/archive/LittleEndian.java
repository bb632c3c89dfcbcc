package io.myelin.jetstream.archive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in arrays, lowest byte first. */
final class LittleEndian {
  private static final VarHandle INT64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  static long int64(byte[] bytes, int at) {
    return (long) INT64.get(bytes, at);
  }

  static void int64(byte[] bytes, int at, long value) {
    INT64.set(bytes, at, value);
  }

  static int int32(byte[] bytes, int at) {
    return (int) INT32.get(bytes, at);
  }

  static void int32(byte[] bytes, int at, int value) {
    INT32.set(bytes, at, value);
  }

  static int uint16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
  }
}

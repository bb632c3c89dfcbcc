package io.myelin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisabledOnOs(OS.WINDOWS)
class SignalTrapsTest {
  @DisplayName("CORE-842 CORE-843 CORE-844 the JVM hands these signals over, each time one arrives")
  @ParameterizedTest
  @EnumSource(names = {"HANG_UP", "USER_1", "USER_2"})
  void trapped(SignalTraps signal) {
    AtomicInteger count = new AtomicInteger();
    assertThat(signal.set(trapped -> count.incrementAndGet())).isEmpty();
    String name = signal == SignalTraps.HANG_UP ? "HUP" : "USR" + signal.name().charAt(5);
    for (int i = 1; i <= 2; i++) {
      int expected = i;
      assertThat(new LocalServers().send(name, ProcessHandle.current().pid())).isEmpty();
      await().untilAsserted(() -> assertThat(count).hasValue(expected));
    }
  }

  @Test
  @DisplayName("CORE-846 names of trapped signals in the log")
  void names() {
    assertThat(SignalTraps.values())
        .extracting(SignalTraps::trappedName)
        .containsExactly(
            "interrupt", "terminated", "hangup", "user defined signal 1", "user defined signal 2");
  }
}

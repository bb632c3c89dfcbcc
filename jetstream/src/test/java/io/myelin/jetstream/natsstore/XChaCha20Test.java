package io.myelin.jetstream.natsstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class XChaCha20Test {
  @Test
  @DisplayName("STR-630 the derived key is that of the published example")
  void derivedKey() {
    byte[] key = new byte[32];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) i;
    }
    byte[] nonce = HexFormat.of().parseHex("000000090000004a0000000031415927" + "0".repeat(16));
    assertThat(HexFormat.of().formatHex(XChaCha20.derived(key, nonce)))
        .isEqualTo("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc");
  }
}

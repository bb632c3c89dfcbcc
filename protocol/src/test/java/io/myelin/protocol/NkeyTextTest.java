package io.myelin.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NkeyTextTest {
  private static final String USER = "UB57IEMPG4KOTPFV5A66QKE2HZ3XBXFHVRCCVMJEWKECMVN2HSH3VTSJ";

  @Test
  @DisplayName("CORE-704 a public user key, and what is none")
  void publicKeys() {
    assertThat(NkeyText.isPublicKey(USER, NkeyText.Kind.USER)).isTrue();
    assertThat(NkeyText.isPublicKey(USER, NkeyText.Kind.ACCOUNT)).isFalse();
    assertThat(NkeyText.decodePublicKey(USER.replace('M', 'N'))).isEmpty();
    assertThat(NkeyText.decodePublicKey(USER.toLowerCase(java.util.Locale.ROOT))).isEmpty();
    assertThat(NkeyText.decodePublicKey(USER.substring(1))).isEmpty();
    assertThat(NkeyText.decodePublicKey("")).isEmpty();
    byte[] raw = NkeyText.decodePublicKey(USER).orElseThrow().bytes();
    assertThat(NkeyText.encodePublicKey(NkeyText.Kind.USER, raw)).isEqualTo(USER);
  }

  @ParameterizedTest
  @EnumSource(NkeyText.Kind.class)
  @DisplayName("keys and seeds of every kind survive the round trip and show their letter")
  void roundTrip(NkeyText.Kind kind) {
    byte[] raw = new byte[NkeyText.KEY_BYTES];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) (i * 37 + kind.letter());
    }
    String key = NkeyText.encodePublicKey(kind, raw);
    assertThat(key).hasSize(56).startsWith(String.valueOf(kind.letter()));
    assertThat(NkeyText.decodePublicKey(key).orElseThrow().bytes()).isEqualTo(raw);
    String seed = NkeyText.encodeSeed(kind, raw);
    assertThat(seed).hasSize(58).startsWith("S" + kind.letter());
    assertThat(NkeyText.decodeSeed(seed).orElseThrow().kind()).isEqualTo(kind);
    assertThat(NkeyText.decodeSeed(seed).orElseThrow().bytes()).isEqualTo(raw);
    assertThat(NkeyText.decodeSeed(key)).isEmpty();
    assertThat(NkeyText.decodePublicKey(seed)).isEmpty();
  }

  @Test
  @DisplayName("a raw key has 32 bytes")
  void wrongLength() {
    assertThatThrownBy(() -> NkeyText.encodeSeed(NkeyText.Kind.USER, new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package io.myelin.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NkeySignaturesTest {
  private static final String KEY = "UBO2MQV67TQTVIRV3XFTEZOACM4WLOCMCDMAWN5QVN5PI2N6JHTVDRON";
  private static final String NONCE = "PXoWU7zWAMt75FY";
  private static final String SIGNATURE =
      "_Hf0oWABdrCjJg2IbH15ly_JXbFcqAbeeJG-lIwanqDdIr8E9evHk9JqT8Tw4vjE6ArjpESilGSLDeSgsgvNBA";

  @Test
  @DisplayName("SEC-014 the known signature verifies")
  void knownSignature() {
    assertThat(NkeySignatures.verifies(KEY, NONCE, SIGNATURE)).isTrue();
  }

  @Test
  @DisplayName("SEC-007 CORE-049 the standard alphabet with padding is accepted too")
  void standardAlphabet() {
    String standard = Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(SIGNATURE));
    assertThat(standard).startsWith("/Hf0").endsWith("BA==");
    assertThat(NkeySignatures.verifies(KEY, NONCE, standard)).isTrue();
  }

  @Test
  @DisplayName("SEC-007 anything else fails")
  void otherForms() {
    assertThat(NkeySignatures.verifies(KEY, NONCE, "")).isFalse();
    assertThat(NkeySignatures.verifies(KEY, NONCE, SIGNATURE + "==")).isFalse();
    assertThat(NkeySignatures.verifies(KEY, NONCE, SIGNATURE.replace('_', '!'))).isFalse();
    assertThat(NkeySignatures.verifies(KEY, NONCE, "A".repeat(86))).isFalse();
    assertThat(NkeySignatures.verifies(KEY, "PXoWU7zWAMt75FZ", SIGNATURE)).isFalse();
    assertThat(NkeySignatures.verifies("UB", NONCE, SIGNATURE)).isFalse();
  }

  @Test
  @DisplayName("CORE-074 a nonce is 15 characters and never the same")
  void nonces() {
    assertThat(IntStream.range(0, 100).mapToObj(i -> NkeySignatures.newNonce()).distinct())
        .hasSize(100)
        .allMatch(nonce -> nonce.matches("[A-Za-z0-9_-]{15}"));
  }
}

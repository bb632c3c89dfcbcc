package io.myelin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TlsClientTrustTest {
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";

  @Test
  @DisplayName(
      "without ca_file the runtime's authorities count, though the JVM is told to have none")
  void runtimeAuthorities() throws TlsConfigurationException {
    String before = System.getProperty(TRUST_STORE);
    System.setProperty(TRUST_STORE, "NONE");
    try {
      assertThat(TlsClientTrust.of(List.of()).getAcceptedIssuers()).isNotEmpty();
    } finally {
      if (before == null) {
        System.clearProperty(TRUST_STORE);
      } else {
        System.setProperty(TRUST_STORE, before);
      }
    }
  }

  @Test
  @DisplayName("a listener that asks for no certificates trusts nobody")
  void nobody() throws TlsConfigurationException {
    assertThat(TlsClientTrust.ofNobody().getAcceptedIssuers()).isEmpty();
  }
}

package io.myelin.server;

import java.io.Serial;

/** A {@code tls} block that cannot be put into force; the message is for the operator. */
public final class TlsConfigurationException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  TlsConfigurationException(String message) {
    super(message);
  }

  TlsConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}

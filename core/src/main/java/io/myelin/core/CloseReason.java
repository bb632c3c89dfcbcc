package io.myelin.core;

/** Why a connection ended; the texts are those of monitoring and disconnect events (CORE-226). */
public enum CloseReason {
  CLIENT_CLOSED("Client Closed"),
  AUTHENTICATION_TIMEOUT("Authentication Timeout"),
  AUTHENTICATION_FAILURE("Authentication Failure"),
  TLS_HANDSHAKE_FAILURE("TLS Handshake Failure"),
  SLOW_CONSUMER_PENDING_BYTES("Slow Consumer (Pending Bytes)"),
  SLOW_CONSUMER_WRITE_DEADLINE("Slow Consumer (Write Deadline)"),
  WRITE_ERROR("Write Error"),
  READ_ERROR("Read Error"),
  PARSE_ERROR("Parse Error"),
  STALE_CONNECTION("Stale Connection"),
  PROTOCOL_VIOLATION("Protocol Violation"),
  BAD_CLIENT_PROTOCOL_VERSION("Bad Client Protocol Version"),
  MAX_CONNECTIONS_EXCEEDED("Maximum Connections Exceeded"),
  MAX_ACCOUNT_CONNECTIONS_EXCEEDED("Maximum Account Connections Exceeded"),
  MAX_PAYLOAD_EXCEEDED("Maximum Message Payload Exceeded"),
  MAX_CONTROL_LINE_EXCEEDED("Maximum Control Line Exceeded"),
  MAX_SUBSCRIPTIONS_EXCEEDED("Maximum Subscriptions Exceeded"),
  SERVER_SHUTDOWN("Server Shutdown"),
  AUTHENTICATION_EXPIRED("Authentication Expired"),
  MISSING_ACCOUNT("Missing Account"),
  INTERNAL_CLIENT("Internal Client"),
  NO_RESPONDERS_REQUIRES_HEADERS("No Responders Requires Headers"),
  KICKED("Kicked");

  private final String text;

  CloseReason(String text) {
    this.text = text;
  }

  /** The text that monitoring shows. */
  public String text() {
    return text;
  }
}

package io.myelin.config;

/** Ways to connect that a user may be restricted to (CORE-709). */
public enum ConnectionType {
  /** A client over TCP or TLS. */
  STANDARD,
  /** A client over WebSocket. */
  WEBSOCKET,
  /** A leaf node. */
  LEAFNODE,
  /** A leaf node over WebSocket. */
  LEAFNODE_WS,
  /** An MQTT client. */
  MQTT,
  /** An MQTT client over WebSocket. */
  MQTT_WS,
  /** A client inside the same JVM. */
  IN_PROCESS
}

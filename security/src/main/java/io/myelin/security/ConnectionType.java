package io.myelin.security;

/**
 * The connection types that users may be restricted to (CORE-709); names are the configuration's.
 */
public enum ConnectionType {
  STANDARD,
  WEBSOCKET,
  LEAFNODE,
  LEAFNODE_WS,
  MQTT,
  MQTT_WS,
  IN_PROCESS
}

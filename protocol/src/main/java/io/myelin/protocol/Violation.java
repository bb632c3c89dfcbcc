package io.myelin.protocol;

/** How input can break the client protocol. Every violation ends the connection. */
public enum Violation {
  /** Unknown verb, empty line, or a payload that does not end where it should (CORE-029). */
  UNKNOWN_OPERATION,
  /** Wrong argument count or a bad size (CORE-028): the connection closes without {@code -ERR}. */
  ARGUMENTS,
  /** The control line is longer than {@code max_control_line} (CORE-030). */
  CONTROL_LINE_TOO_LONG,
  /** The size argument is above {@code max_payload} (CORE-031). */
  PAYLOAD_TOO_LARGE
}

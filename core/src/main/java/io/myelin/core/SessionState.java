package io.myelin.core;

/** How far a client's conversation has come. */
enum SessionState {
  AWAITING_CONNECT,
  AUTHENTICATING,
  OPEN,
  CLOSED
}

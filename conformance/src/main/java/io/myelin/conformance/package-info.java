/**
 * Black-box tests: sockets, signals and files only, against the server named by {@code
 * NATS_SERVER_BIN} (default: this repository's {@code bin/nats-server}).
 */
@org.jspecify.annotations.NullMarked
package io.myelin.conformance;

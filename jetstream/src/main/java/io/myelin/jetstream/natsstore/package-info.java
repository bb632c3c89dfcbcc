/**
 * Reads store directories that nats-server 2.10 to 2.15 wrote, without changing anything in them.
 */
@NullMarked
package io.myelin.jetstream.natsstore;

import org.jspecify.annotations.NullMarked;

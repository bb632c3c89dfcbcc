/**
 * Consumers as pure state machines: a {@link io.myelin.jetstream.consumer.StreamConsumer} is told
 * what happened and what time it is, and answers through a {@link
 * io.myelin.jetstream.consumer.ConsumerOutput}. It has no threads, no clock and no input or output
 * of its own; it lives on the lane of its stream.
 */
@NullMarked
package io.myelin.jetstream.consumer;

import org.jspecify.annotations.NullMarked;

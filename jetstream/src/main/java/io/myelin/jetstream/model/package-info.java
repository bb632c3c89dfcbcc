/**
 * What JetStream requests, answers, configurations and events say: records, their JSON, their
 * rules. Pure: no threads, no I/O, no clock.
 */
@NullMarked
package io.myelin.jetstream.model;

import org.jspecify.annotations.NullMarked;

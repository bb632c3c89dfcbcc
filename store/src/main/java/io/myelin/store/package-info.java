/**
 * Message storage: what a stream keeps, as append-only segments on a disk or as memory, with its
 * index; journals of small records; the disk itself as a seam. Knows sequences, subjects, times and
 * bytes, and nothing of consumers.
 *
 * <p>Threads: a store or journal belongs to one lane. Only the lane calls it, but for the writing
 * of a {@link io.myelin.store.PendingWrite}, which any one other thread may do while the lane goes
 * on.
 */
@NullMarked
package io.myelin.store;

import org.jspecify.annotations.NullMarked;

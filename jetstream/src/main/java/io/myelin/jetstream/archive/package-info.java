/** Formats of stream archives, as snapshots and restores exchange them. Pure, no I/O of its own. */
@NullMarked
package io.myelin.jetstream.archive;

import org.jspecify.annotations.NullMarked;

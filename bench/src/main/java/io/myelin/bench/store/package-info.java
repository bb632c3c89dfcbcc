/**
 * What the message store takes by itself. Entry point: {@link io.myelin.bench.store.StoreBench}.
 */
@NullMarked
package io.myelin.bench.store;

import org.jspecify.annotations.NullMarked;

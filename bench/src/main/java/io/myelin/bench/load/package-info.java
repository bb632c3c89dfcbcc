/**
 * The load program: a raw client that puts the same load on two servers in turn and reports their
 * figures as ratios, with a byte relay as the floor. Entry point: {@link
 * io.myelin.bench.load.LoadMain}.
 */
@NullMarked
package io.myelin.bench.load;

import org.jspecify.annotations.NullMarked;

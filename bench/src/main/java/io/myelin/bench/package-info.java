/** JMH benchmarks and the two-server load program. */
@NullMarked
package io.myelin.bench;

import org.jspecify.annotations.NullMarked;

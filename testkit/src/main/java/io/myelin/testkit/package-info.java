/** A running server inside a JVM test: builder and JUnit extension. */
@NullMarked
package io.myelin.testkit;

import org.jspecify.annotations.NullMarked;

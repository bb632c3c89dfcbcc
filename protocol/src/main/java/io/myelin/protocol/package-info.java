/** Bytes in, events out: subjects, headers, INFO and CONNECT, the verbs of NATS links. */
@NullMarked
package io.myelin.protocol;

import org.jspecify.annotations.NullMarked;

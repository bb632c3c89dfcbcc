/** Accounts, subject index, routing and sessions, without sockets. */
@NullMarked
package io.myelin.core;

import org.jspecify.annotations.NullMarked;

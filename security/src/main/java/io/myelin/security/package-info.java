/** Keys, credentials and permissions. */
@NullMarked
package io.myelin.security;

import org.jspecify.annotations.NullMarked;

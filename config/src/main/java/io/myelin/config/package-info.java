/** The configuration language, and every option declared once. */
@NullMarked
package io.myelin.config;

import org.jspecify.annotations.NullMarked;

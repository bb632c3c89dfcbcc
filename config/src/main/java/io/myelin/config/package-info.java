/**
 * The configuration language, and every option declared once.
 *
 * <p>How to use it:
 *
 * <ul>
 *   <li>{@link CommandLine#parse} turns the program's arguments into a {@link StartRequest}: run
 *       the server, show the version or the help, check a file, send a signal, or refuse.
 *   <li>{@link ConfigLoader} reads a file (or none), lays the flags over it and returns a {@link
 *       LoadResult}: either immutable {@link Options} with warnings, or every error at once.
 *   <li>{@code options.get(ServerKeys.MAX_PAYLOAD)} reads one option, default included. Nested
 *       blocks are either records ({@link TlsOptions}, {@link AuthorizationOptions}, {@link
 *       AccountOptions}) or a {@link Section} that is read the same way with the keys of its block
 *       ({@code ClusterKeys}, {@code JetStreamKeys}, ...).
 *   <li>{@link OptionsDiff#between} compares the running options with newly loaded ones: all
 *       changes, or the one that a reload cannot apply.
 * </ul>
 *
 * <p>An option is declared in exactly one place, a constant of a {@code ...Keys} class. The parser,
 * the flags, the usage text, the options page of the documentation, the reload check and the
 * monitoring endpoint all read that declaration. An option whose feature does not exist yet is
 * declared, type-checked and reported by {@link Options#unsupported()}.
 *
 * <p>Everything here is immutable once built and may be shared between threads; parsing itself is
 * confined to the calling thread.
 */
@NullMarked
package io.myelin.config;

import org.jspecify.annotations.NullMarked;

package io.myelin.security;

/**
 * The leave to answer requests although the reply subject is not allowed otherwise (CORE-708,
 * {@code allow_responses}).
 *
 * @param maxMessages messages to one reply subject, negative for any number
 * @param expiresNanos how long after the request, negative for ever
 */
public record ResponsePermission(int maxMessages, long expiresNanos) {}

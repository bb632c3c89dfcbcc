package io.myelin.security;

/**
 * Who a connection is, once authenticated.
 *
 * @param account the account's name
 * @param user what monitoring shows as the authorized user: user name or nkey, {@code [REDACTED]}
 *     for a token, empty for nobody
 * @param label how log lines name the user, with its kind ({@code user:derek}, {@code nkey:U...},
 *     {@code token}), empty for nobody
 * @param permissions what it may publish and subscribe; the same object for all connections of one
 *     user, so that caches can be keyed by it
 */
public record Identity(String account, String user, String label, Permissions permissions) {}

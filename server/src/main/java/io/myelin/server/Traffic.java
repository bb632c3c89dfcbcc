package io.myelin.server;

/**
 * Sums over connections.
 *
 * @param inMessages messages received from clients
 * @param inBytes their header and payload bytes
 * @param outMessages messages sent to clients
 * @param outBytes their header and payload bytes
 * @param stalls how often producers were held back
 */
record Traffic(long inMessages, long inBytes, long outMessages, long outBytes, long stalls) {}

package io.myelin.config;

import java.util.List;

/**
 * One account of {@code accounts} (CORE-711 to CORE-718).
 *
 * @param name its name
 * @param nkey its public key, empty for none
 * @param users its users, default permissions already applied
 * @param limits its limits
 * @param mappings its subject mappings in file order
 * @param msgTrace its message trace destination
 * @param section everything as written, for keys without a field of their own
 */
public record AccountOptions(
    String name,
    String nkey,
    List<UserOptions> users,
    LimitsOptions limits,
    List<MappingOptions> mappings,
    MsgTraceOptions msgTrace,
    Section section) {}

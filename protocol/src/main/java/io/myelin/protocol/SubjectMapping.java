package io.myelin.protocol;

import java.util.random.RandomGenerator;

/**
 * An account mapping: messages whose subject it matches are routed under another one (CORE-390,
 * CORE-391).
 */
public interface SubjectMapping {
  /** Whether the literal subject is mapped. */
  boolean matches(byte[] subject);

  /**
   * The subject that it is mapped to this time; empty when the message is to be dropped (CORE-395).
   */
  byte[] map(byte[] subject, RandomGenerator random);
}

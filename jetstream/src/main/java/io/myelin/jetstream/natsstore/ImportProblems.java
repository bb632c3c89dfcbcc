package io.myelin.jetstream.natsstore;

/** Is told what cannot be taken over from a store, as it turns up. */
public interface ImportProblems {
  /**
   * Something is damaged, or asks for what this version does not have: it is left out.
   *
   * @param where stream or consumer, with its account; or a file
   */
  void lost(String where, String what);

  /** Something that has no counterpart, or that needs attention; no messages are missing for it. */
  void ignored(String where, String what);
}

package io.myelin.store;

import java.io.IOException;

/**
 * Encryption at rest, record by record (STR-009, STR-B06): each record is sealed by itself and
 * authenticated together with the place it belongs to, so that a record that was changed, moved or
 * taken from another file does not open.
 *
 * <p>How a file uses it:
 *
 * <ol>
 *   <li>A new file, and a segment that is used again, takes a fresh {@link #newSalt()} and writes
 *       it into its header together with {@link #keyId()}. {@link #key} gives the key of this file.
 *   <li>A record that begins at byte {@code position} of the file is sealed with that position; the
 *       position is the nonce. <b>Under one salt a position is sealed once.</b> After a torn tail
 *       was found, or a write failed, whatever follows goes into a new file or segment with a new
 *       salt, even where only the bytes are written again. Overwriting with zeros (erasing) is no
 *       sealing and always allowed. Parts of a record that are sealed apart (header and body, so
 *       that the body can be erased) each have the position where they begin.
 *   <li>Checksums are made over what is stored, the sealed bytes: damage is told from a wrong key
 *       without the key, and erasing needs none.
 * </ol>
 *
 * <p>Files of earlier keys, of another cipher, and files that are not encrypted stay readable while
 * their key is configured; who finds {@link #isCurrent} false rewrites the file when it suits.
 *
 * <p>Safe for use by several threads.
 */
public interface RecordCipher {
  /** Bytes of a salt. */
  int SALT_BYTES = 16;

  /** Nothing is encrypted. */
  @SuppressWarnings("ClassInitializationDeadlock") // No default methods: NoCipher does not need us.
  RecordCipher NONE = new NoCipher();

  /** What new files are sealed with; 0 when they are not. */
  long keyId();

  /** Random bytes for a new file; zeros when nothing is encrypted. */
  byte[] newSalt();

  /**
   * The key of one file.
   *
   * @param keyId from the file's header
   * @throws UnsupportedFormatException when no such key is configured
   */
  FileKey key(long keyId, byte[] salt) throws IOException;

  /** Whether a file with this key id is as a new one would be. */
  boolean isCurrent(long keyId);

  /** Seals and opens the records of one file. Safe for use by several threads. */
  interface FileKey {
    /** By how many bytes a sealed record is longer. */
    int overheadBytes();

    /**
     * Seals a record.
     *
     * @param position byte of the file where it begins
     * @param sequence what it belongs to: a message's sequence, a batch's number
     * @param context anything else that must not be changed unseen: flags, lengths
     * @return bytes written: {@code length + overheadBytes()}
     */
    int seal(
        long position,
        long sequence,
        long context,
        byte[] from,
        int at,
        int length,
        byte[] to,
        int toAt);

    /**
     * Opens a sealed record; the arguments as for {@link #seal}.
     *
     * @return bytes written, or -1 when it is not what was sealed there
     */
    int open(
        long position,
        long sequence,
        long context,
        byte[] from,
        int at,
        int length,
        byte[] to,
        int toAt);
  }
}

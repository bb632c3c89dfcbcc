package io.myelin.store;

import java.io.IOException;

/**
 * How what one file holds is encrypted.
 *
 * @param cipher of the store, also for files that are made beside this one
 * @param keyId from the file's header, 0 where nothing is encrypted
 * @param salt from the file's header
 * @param key of this file
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares seals.
record FileSeal(RecordCipher cipher, long keyId, byte[] salt, RecordCipher.FileKey key) {

  /** Nothing is encrypted. */
  static FileSeal none() {
    return fresh(RecordCipher.NONE);
  }

  /** For a new file. */
  static FileSeal fresh(RecordCipher cipher) {
    try {
      return of(cipher, cipher.keyId(), cipher.newSalt());
    } catch (IOException cause) {
      throw new IllegalStateException("a cipher that does not know its own key", cause);
    }
  }

  /**
   * For a file that is there.
   *
   * @throws UnsupportedFormatException when its key is not configured
   */
  static FileSeal of(RecordCipher cipher, long keyId, byte[] salt) throws IOException {
    return new FileSeal(cipher, keyId, salt, cipher.key(keyId, salt));
  }

  /** Whether a new file would be sealed with the same key. */
  boolean isCurrent() {
    return cipher.isCurrent(keyId);
  }

  boolean isEncrypted() {
    return keyId != 0;
  }
}

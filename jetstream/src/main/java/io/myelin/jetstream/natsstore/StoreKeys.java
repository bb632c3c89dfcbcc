package io.myelin.jetstream.natsstore;

import io.myelin.jetstream.archive.ArchiveFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;

/** The passphrases that a store may have been encrypted with (STR-630). Immutable; any thread. */
public final class StoreKeys {
  /** For a store that is not encrypted. */
  public static final StoreKeys NONE = new StoreKeys(List.of());

  private final List<String> passphrases;

  /**
   * @param passphrases {@code key} and {@code prev_key} of the server that wrote it
   */
  public StoreKeys(List<String> passphrases) {
    this.passphrases = List.copyOf(passphrases);
  }

  /**
   * Opens the key file of an asset, if it has one.
   *
   * @return nothing where there is no such file: the asset is not encrypted
   * @throws LockedStoreException when none of the passphrases opens it
   * @throws ArchiveFormatException when it is no key file
   */
  Optional<AssetKey> unlock(Path keyFile, String account, String context) throws IOException {
    if (!Files.exists(keyFile)) {
      return Optional.empty();
    }
    if (passphrases.isEmpty()) {
      throw new LockedStoreException(
          keyFile + ": the store is encrypted; name its key by --key or by a configuration (-c)");
    }
    byte[] content = Files.readAllBytes(keyFile);
    for (String passphrase : passphrases) {
      Optional<AssetKey> key = unlocked(content, passphrase, account, context);
      if (key.isPresent()) {
        return key;
      }
    }
    throw new LockedStoreException(
        keyFile
            + " cannot be opened: the store was encrypted with another key, or the file is"
            + " damaged; name the right one by --key, an earlier one by --prev-key");
  }

  private static Optional<AssetKey> unlocked(
      byte[] keyFile, String passphrase, String account, String context) throws IOException {
    try {
      return Optional.of(AssetKey.unlock(keyFile, passphrase, account, context));
    } catch (GeneralSecurityException anotherKey) {
      return Optional.empty();
    }
  }
}

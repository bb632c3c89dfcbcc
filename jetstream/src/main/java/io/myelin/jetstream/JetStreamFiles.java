package io.myelin.jetstream;

import io.myelin.store.Journal;
import java.io.Closeable;
import java.io.IOException;

/** The store directory of this server as JetStream uses it. Any thread. */
public interface JetStreamFiles extends StreamFiles, Closeable {

  /** Opens the list of streams. */
  Journal openAssets() throws IOException;

  /** Writes for the streams of a lane. */
  GroupCommit.Writer writer(Lane lane);
}

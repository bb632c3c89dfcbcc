package io.myelin.jetstream.model;

import java.util.List;

/**
 * Which part of a listing an answer holds (STR-069).
 *
 * @param total how many there are in all
 * @param offset how many were skipped
 * @param limit how many an answer holds at most
 */
public record Page(long total, long offset, long limit) {
  /** Names in an answer. */
  public static final int NAMES = 1024;

  /** Streams or consumers in an answer. */
  public static final int DETAILS = 256;

  /** Subjects in an answer to stream info. */
  public static final int SUBJECTS = 100_000;

  /** What stands where there is no listing. */
  public static final Page NONE = new Page(0, 0, 0);

  /** The page of a listing that begins at {@code offset}, brought into range. */
  public static Page of(long total, long offset, long limit) {
    return new Page(total, Math.clamp(offset, 0L, total), limit);
  }

  /** The items of a full, sorted listing that are on this page. */
  public <T> List<T> of(List<T> all) {
    int from = (int) Math.min(offset, all.size());
    return all.subList(from, (int) Math.min(offset + limit, all.size()));
  }

  void write(JsonOutput out) {
    out.int64("total", total).int64("offset", offset).int64("limit", limit);
  }
}

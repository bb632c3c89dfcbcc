package io.myelin.server;

import java.util.List;

/**
 * A part of a list (OPS-053).
 *
 * @param offset entries left out at the beginning; a negative one counts as 0
 * @param limit entries shown at most; 0 or less means {@value #DEFAULT_LIMIT}
 */
record Page(int offset, int limit) {
  static final int DEFAULT_LIMIT = 1024;

  Page {
    offset = Math.max(0, offset);
    limit = limit <= 0 ? DEFAULT_LIMIT : limit;
  }

  /** The entries of the list that are on this page. */
  <T> List<T> of(List<T> all) {
    int from = Math.min(offset, all.size());
    return all.subList(from, from + Math.min(limit, all.size() - from));
  }
}

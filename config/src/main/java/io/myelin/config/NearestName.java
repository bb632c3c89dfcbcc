package io.myelin.config;

import java.util.Collection;

/** Finds the known name that a mistyped one most likely means. */
final class NearestName {
  private NearestName() {}

  /** Returns the nearest of the names, alphabetically first of equals, or the empty string. */
  static String of(String typed, Collection<String> names) {
    if (typed.length() > 64) {
      return "";
    }
    String best = "";
    int bestDistance = Math.max(1, typed.length() / 3) + 1;
    for (String name : names) {
      int distance = distance(typed, name);
      boolean nearer = distance < bestDistance;
      boolean earlier = distance == bestDistance && !best.isEmpty() && name.compareTo(best) < 0;
      if (nearer || earlier) {
        best = name;
        bestDistance = distance;
      }
    }
    return best;
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(above + 1, row[j - 1] + 1), diagonal + change);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}

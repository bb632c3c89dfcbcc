package io.myelin.core;

import io.myelin.protocol.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Wildcard patterns in a trie by token: a node has children for literal tokens, one for {@code *},
 * and the interest in {@code >} below it. One writer at a time, readers without a lock.
 */
final class WildcardPatterns implements PatternStore {
  private final TokenNode root = new TokenNode();

  /** Receives the interest of the patterns that match, one after the other. */
  static final class Found {
    private final List<Object> interests = new ArrayList<>();

    List<Object> interests() {
      return interests;
    }
  }

  /**
   * Adds the interest of all patterns that match a subject without empty tokens to what was found
   * before.
   *
   * @param found {@code null} for nothing, the interest itself for one, {@link Found} for more: so
   *     nothing is allocated for none or one
   */
  @Nullable Object match(byte[] subject, int offset, int end, @Nullable Object found) {
    return walk(root, subject, offset, end, found);
  }

  private static @Nullable Object walk(
      TokenNode start, byte[] subject, int from, int end, @Nullable Object foundBefore) {
    Object found = foundBefore;
    TokenNode node = start;
    int at = from;
    while (true) {
      found = join(found, node.rest);
      int tokenEnd = Subjects.tokenEnd(subject, at, end);
      TokenNode literal = node.find(subject, at, tokenEnd);
      TokenNode star = node.star;
      if (tokenEnd == end) {
        found = literal == null ? found : join(found, literal.exact);
        return star == null ? found : join(found, star.exact);
      }
      at = tokenEnd + 1;
      if (literal == null) {
        if (star == null) {
          return found;
        }
        node = star;
      } else {
        if (star != null) {
          found = walk(star, subject, at, end, found);
        }
        node = literal;
      }
    }
  }

  private static @Nullable Object join(@Nullable Object found, @Nullable Object more) {
    if (more == null) {
      return found;
    }
    if (found == null) {
      return more;
    }
    Found all;
    if (found instanceof Found several) {
      all = several;
    } else {
      all = new Found();
      all.interests.add(found);
    }
    all.interests.add(more);
    return all;
  }

  @Override
  public @Nullable Object get(long hash, byte[] pattern) {
    TokenNode node = root;
    int at = 0;
    while (true) {
      int tokenEnd = Subjects.tokenEnd(pattern, at, pattern.length);
      if (isToken(pattern, at, tokenEnd, '>')) {
        return node.rest;
      }
      TokenNode child =
          isToken(pattern, at, tokenEnd, '*') ? node.star : node.find(pattern, at, tokenEnd);
      if (child == null || tokenEnd == pattern.length) {
        return child == null ? null : child.exact;
      }
      node = child;
      at = tokenEnd + 1;
    }
  }

  @Override
  public void put(long hash, byte[] pattern, Object interest) {
    TokenNode node = root;
    int at = 0;
    while (at <= pattern.length) {
      int tokenEnd = Subjects.tokenEnd(pattern, at, pattern.length);
      if (isToken(pattern, at, tokenEnd, '>')) {
        node.rest = interest;
        return;
      }
      if (isToken(pattern, at, tokenEnd, '*')) {
        TokenNode star = node.star;
        if (star == null) {
          star = new TokenNode();
          node.star = star;
        }
        node = star;
      } else {
        node = node.findOrAdd(pattern, at, tokenEnd);
      }
      at = tokenEnd + 1;
    }
    node.exact = interest;
  }

  @Override
  public void delete(long hash, byte[] pattern) {
    List<TokenNode> path = new ArrayList<>();
    TokenNode node = root;
    int at = 0;
    while (true) {
      int tokenEnd = Subjects.tokenEnd(pattern, at, pattern.length);
      if (isToken(pattern, at, tokenEnd, '>')) {
        node.rest = null;
        break;
      }
      path.add(node);
      TokenNode child =
          isToken(pattern, at, tokenEnd, '*') ? node.star : node.find(pattern, at, tokenEnd);
      if (child == null) {
        return;
      }
      node = child;
      if (tokenEnd == pattern.length) {
        node.exact = null;
        break;
      }
      at = tokenEnd + 1;
    }
    for (int i = path.size() - 1; i >= 0 && node.isUnused(); i--) {
      TokenNode parent = path.get(i);
      if (parent.star == node) {
        parent.star = null;
      } else {
        parent.remove(node);
      }
      node = parent;
    }
  }

  @Override
  public void forEach(Consumer<Object> visitor) {
    List<TokenNode> pending = new ArrayList<>();
    pending.add(root);
    while (!pending.isEmpty()) {
      TokenNode node = pending.removeLast();
      Object exact = node.exact;
      if (exact != null) {
        visitor.accept(exact);
      }
      Object rest = node.rest;
      if (rest != null) {
        visitor.accept(rest);
      }
      TokenNode star = node.star;
      if (star != null) {
        pending.add(star);
      }
      node.addTo(pending);
    }
  }

  private static boolean isToken(byte[] pattern, int start, int end, char wildcard) {
    return end - start == 1 && pattern[start] == wildcard;
  }
}

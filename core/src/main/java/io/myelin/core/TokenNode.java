package io.myelin.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the wildcard trie: all tokens up to here. It has children by literal token, one for
 * {@code *}, the interest in exactly this pattern and in {@code >} below it. Up to {@value
 * #MAX_LIST} literal children are a list that is copied on each change; more are an open-addressing
 * hash table in which a child never moves and a slot is never used twice. One writer at a time,
 * readers without a lock.
 */
final class TokenNode {
  private static final int MAX_LIST = 8;
  private static final byte[] NO_TOKEN = {};
  private static final @Nullable TokenNode[] NONE = {};
  private static final TokenNode REMOVED = new TokenNode();
  private static final VarHandle CHILD = MethodHandles.arrayElementVarHandle(TokenNode[].class);

  volatile @Nullable TokenNode star;
  volatile @Nullable Object exact;
  volatile @Nullable Object rest;

  private final byte[] token;
  private final int tokenHash;
  private volatile @Nullable TokenNode[] children = NONE;
  private int count;
  private int used;

  /** A node that no literal token leads to: the root, or a child for {@code *}. */
  TokenNode() {
    this(NO_TOKEN, 0);
  }

  private TokenNode(byte[] token, int tokenHash) {
    this.token = token;
    this.tokenHash = tokenHash;
  }

  boolean isUnused() {
    return exact == null && rest == null && star == null && count == 0;
  }

  @Nullable TokenNode find(byte[] subject, int start, int end) {
    @Nullable TokenNode[] from = children;
    if (from.length == 0) {
      return null;
    }
    int hash = (int) SubjectHash.of(subject, start, end - start);
    if (from.length <= MAX_LIST) {
      for (TokenNode child : from) {
        if (child != null && isFor(child, hash, subject, start, end)) {
          return child;
        }
      }
      return null;
    }
    int mask = from.length - 1;
    for (int i = hash & mask; ; i = (i + 1) & mask) {
      TokenNode child = (TokenNode) CHILD.getAcquire(from, i);
      if (child == null) {
        return null;
      }
      if (child != REMOVED && isFor(child, hash, subject, start, end)) {
        return child;
      }
    }
  }

  TokenNode findOrAdd(byte[] pattern, int start, int end) {
    TokenNode known = find(pattern, start, end);
    if (known != null) {
      return known;
    }
    byte[] token = Arrays.copyOfRange(pattern, start, end);
    TokenNode child = new TokenNode(token, (int) SubjectHash.of(token));
    if (count < MAX_LIST && children.length <= MAX_LIST) {
      @Nullable TokenNode[] list = Arrays.copyOf(children, count + 1);
      list[count] = child;
      children = list;
    } else {
      if (children.length <= MAX_LIST || used >= children.length - (children.length >> 2)) {
        children = rebuilt();
        used = count;
      }
      used += place(children, child) ? 1 : 0;
    }
    count++;
    return child;
  }

  void remove(TokenNode child) {
    @Nullable TokenNode[] from = children;
    if (from.length <= MAX_LIST) {
      @Nullable TokenNode[] list = new TokenNode[count - 1];
      int size = 0;
      for (TokenNode kept : from) {
        if (kept != child) {
          list[size++] = kept;
        }
      }
      children = list;
      count--;
      return;
    }
    int mask = from.length - 1;
    int i = child.tokenHash & mask;
    while (from[i] != child) {
      i = (i + 1) & mask;
    }
    CHILD.setRelease(from, i, REMOVED);
    if (from[(i + 1) & mask] == null) {
      for (; from[i] == REMOVED; i = (i - 1) & mask) {
        CHILD.setRelease(from, i, null);
        used--;
      }
    }
    count--;
    if (count <= MAX_LIST >> 1) {
      @Nullable TokenNode[] list = new TokenNode[count];
      int size = 0;
      for (TokenNode kept : from) {
        if (kept != null && kept != REMOVED) {
          list[size++] = kept;
        }
      }
      children = list;
    } else if (count < from.length >> 3) {
      children = rebuilt();
      used = count;
    }
  }

  void addTo(List<TokenNode> target) {
    @Nullable TokenNode[] from = children;
    for (int i = 0; i < from.length; i++) {
      TokenNode child = (TokenNode) CHILD.getAcquire(from, i);
      if (child != null && child != REMOVED) {
        target.add(child);
      }
    }
  }

  private @Nullable TokenNode[] rebuilt() {
    int slots = MAX_LIST << 1;
    while (slots < (count + 1) << 1) {
      slots <<= 1;
    }
    @Nullable TokenNode[] fresh = new TokenNode[slots];
    for (TokenNode child : children) {
      if (child != null && child != REMOVED) {
        place(fresh, child);
      }
    }
    return fresh;
  }

  /** Whether a slot was taken that was never used. */
  private static boolean place(@Nullable TokenNode[] table, TokenNode child) {
    int mask = table.length - 1;
    int i = child.tokenHash & mask;
    while (table[i] != null && table[i] != REMOVED) {
      i = (i + 1) & mask;
    }
    boolean isFresh = table[i] == null;
    CHILD.setRelease(table, i, child);
    return isFresh;
  }

  private static boolean isFor(TokenNode child, int hash, byte[] subject, int start, int end) {
    return child.tokenHash == hash
        && Arrays.equals(child.token, 0, child.token.length, subject, start, end);
  }
}

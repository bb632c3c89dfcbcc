package io.myelin.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.protocol.Subjects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The entries of one allow or deny list, arranged for fast tests: literals in a set, wildcards in a
 * row, entries for queues apart. Immutable.
 */
final class SubjectList {
  static final SubjectList EMPTY = of(List.of());

  private final Set<String> literals;
  private final byte[][] patterns;
  private final List<QueueEntry> queueEntries;

  /** An entry {@code "subject queue"}: it speaks of members of matching queue groups only. */
  @SuppressWarnings("ArrayRecordComponent")
  private record QueueEntry(byte[] subject, String queue, boolean queueIsPattern) {
    boolean coversQueue(String name) {
      return queue.equals(name) || (queueIsPattern && Subjects.isSubsetOf(name, queue));
    }
  }

  /** What a list says of a subject and a queue name. */
  enum QueueVerdict {
    /** No queue entry speaks of this subject: the plain entries decide. */
    SILENT,
    /** Some queue entry of this subject covers the queue name. */
    COVERED,
    /** There are queue entries for this subject, for other names. */
    OTHERS_ONLY
  }

  private SubjectList(Set<String> literals, List<byte[]> patterns, List<QueueEntry> queueEntries) {
    this.literals = Set.copyOf(literals);
    this.patterns = patterns.toArray(byte[][]::new);
    this.queueEntries = List.copyOf(queueEntries);
  }

  /**
   * Compiles entries.
   *
   * @param entries {@code "subject"} or {@code "subject queue"}
   */
  static SubjectList of(List<String> entries) {
    Set<String> literals = new HashSet<>();
    List<byte[]> patterns = new ArrayList<>();
    List<QueueEntry> queueEntries = new ArrayList<>();
    for (String entry : entries) {
      String[] words = entry.strip().split("\\s+", 2);
      byte[] subject = words[0].getBytes(UTF_8);
      if (words.length == 2) {
        queueEntries.add(new QueueEntry(subject, words[1], !Subjects.isLiteral(words[1])));
      } else if (Subjects.isLiteral(words[0])) {
        literals.add(words[0]);
      } else {
        patterns.add(subject);
      }
    }
    return new SubjectList(literals, patterns, queueEntries);
  }

  boolean isEmpty() {
    return literals.isEmpty() && patterns.length == 0 && queueEntries.isEmpty();
  }

  /** Whether a plain entry matches a literal subject. */
  boolean matches(String literal) {
    if (literals.contains(literal)) {
      return true;
    }
    if (patterns.length > 0) {
      byte[] subject = literal.getBytes(UTF_8);
      for (byte[] pattern : patterns) {
        if (Subjects.matches(subject, pattern)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether one plain entry covers all that a subscription covers. */
  boolean contains(String subscription) {
    if (literals.contains(subscription)) {
      return true;
    }
    if (patterns.length > 0) {
      byte[] subject = subscription.getBytes(UTF_8);
      for (byte[] pattern : patterns) {
        if (Subjects.isSubsetOf(subject, pattern)) {
          return true;
        }
      }
    }
    return false;
  }

  /** What the queue entries that match a literal subject say. */
  QueueVerdict matches(String literal, String queue) {
    QueueVerdict verdict = QueueVerdict.SILENT;
    if (!queueEntries.isEmpty()) {
      byte[] subject = literal.getBytes(UTF_8);
      for (QueueEntry entry : queueEntries) {
        if (Subjects.matches(subject, entry.subject())) {
          if (entry.coversQueue(queue)) {
            return QueueVerdict.COVERED;
          }
          verdict = QueueVerdict.OTHERS_ONLY;
        }
      }
    }
    return verdict;
  }

  /** What the queue entries that cover a subscription say. */
  QueueVerdict contains(String subscription, String queue) {
    QueueVerdict verdict = QueueVerdict.SILENT;
    if (!queueEntries.isEmpty()) {
      byte[] subject = subscription.getBytes(UTF_8);
      for (QueueEntry entry : queueEntries) {
        if (Subjects.isSubsetOf(subject, entry.subject())) {
          if (entry.coversQueue(queue)) {
            return QueueVerdict.COVERED;
          }
          verdict = QueueVerdict.OTHERS_ONLY;
        }
      }
    }
    return verdict;
  }

  /**
   * Whether an entry shares a literal subject with a wildcard subscription.
   *
   * @param ofQueue whether entries for queues count
   */
  boolean collides(String subscription, boolean ofQueue) {
    byte[] subject = subscription.getBytes(UTF_8);
    for (byte[] pattern : patterns) {
      if (Subjects.collide(subject, pattern)) {
        return true;
      }
    }
    for (String literal : literals) {
      if (Subjects.matches(literal.getBytes(UTF_8), subject)) {
        return true;
      }
    }
    return ofQueue
        && queueEntries.stream().anyMatch(entry -> Subjects.collide(subject, entry.subject()));
  }
}

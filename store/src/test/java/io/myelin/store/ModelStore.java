package io.myelin.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The naive model that stores are compared with. */
final class ModelStore {
  record Entry(
      long sequence, long time, long expiry, String subject, String header, String payload) {}

  final boolean file;
  final TreeMap<Long, Entry> entries = new TreeMap<>();
  long last;
  long lastTime;

  ModelStore(boolean file) {
    this.file = file;
  }

  ModelStore(ModelStore other) {
    this.file = other.file;
    this.entries.putAll(other.entries);
    this.last = other.last;
    this.lastTime = other.lastTime;
  }

  void append(Entry entry) {
    entries.put(entry.sequence, entry);
    last = entry.sequence;
    lastTime = entry.time;
  }

  long bytes(Entry e) {
    return file
        ? MessageStore.fileBytes(e.subject.length(), e.header.length(), e.payload.length())
        : MessageStore.memoryBytes(e.subject.length(), e.header.length(), e.payload.length());
  }

  long bytes() {
    return entries.values().stream().mapToLong(this::bytes).sum();
  }

  long first() {
    return entries.isEmpty() ? (last == 0 ? 0 : last + 1) : entries.firstKey();
  }

  static boolean matches(SubjectFilter filter, Entry e) {
    byte[] subject = e.subject.getBytes(StandardCharsets.UTF_8);
    return filter.matches(subject, 0, subject.length);
  }

  List<Long> matching(SubjectFilter filter) {
    return entries.values().stream()
        .filter(e -> matches(filter, e))
        .map(Entry::sequence)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  long next(SubjectFilter filter, long from) {
    return matching(filter).stream().filter(s -> s >= from).findFirst().orElse(0L);
  }

  long last(SubjectFilter filter, long upTo) {
    return matching(filter).stream().filter(s -> s <= upTo).reduce((a, b) -> b).orElse(0L);
  }

  long count(SubjectFilter filter, long from) {
    return matching(filter).stream().filter(s -> s >= from).count();
  }

  long sequenceAt(long time) {
    return entries.values().stream()
        .filter(e -> e.time >= time)
        .map(Entry::sequence)
        .findFirst()
        .orElse(last + 1);
  }

  long purge(SubjectFilter filter, long below, long keep) {
    List<Long> hit = matching(filter);
    hit.removeIf(s -> s >= below);
    long count = Math.max(0, hit.size() - keep);
    hit.stream().limit(count).forEach(entries::remove);
    return count;
  }

  long removeBelow(long below) {
    int before = entries.size();
    entries.headMap(below).clear();
    return (long) before - entries.size();
  }

  Map<String, List<Long>> bySubject() {
    return entries.values().stream()
        .collect(
            Collectors.groupingBy(
                Entry::subject,
                TreeMap::new,
                Collectors.mapping(Entry::sequence, Collectors.toList())));
  }

  long[] lastOfEach(SubjectFilter filter, long upTo) {
    Map<String, Long> result = new TreeMap<>();
    for (Entry e : entries.values()) {
      if (e.sequence <= upTo && matches(filter, e)) {
        result.put(e.subject, e.sequence);
      }
    }
    long[] all = result.values().stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(all);
    return all;
  }

  long[] deleted() {
    if (entries.isEmpty()) {
      return new long[0];
    }
    List<Long> gone = new ArrayList<>();
    for (long s = entries.firstKey(); s <= last; s++) {
      if (!entries.containsKey(s)) {
        gone.add(s);
      }
    }
    return gone.stream().mapToLong(Long::longValue).toArray();
  }

  long nextExpiry() {
    return entries.values().stream()
        .filter(e -> e.expiry > 0)
        .mapToLong(Entry::expiry)
        .min()
        .orElse(Long.MAX_VALUE);
  }
}

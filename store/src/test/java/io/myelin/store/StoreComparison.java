package io.myelin.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.store.ModelStore.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Makes random changes to a store and its model, and compares every answer of the two. */
final class StoreComparison {
  private static final List<SubjectFilter> FILTERS =
      List.of(
          SubjectFilter.ALL,
          SubjectFilter.of("a.0"),
          SubjectFilter.of("a.*"),
          SubjectFilter.of("*.1"),
          SubjectFilter.of("b.>"),
          SubjectFilter.of("a.2", "b.1.x"),
          SubjectFilter.of("nothing.here"),
          SubjectFilter.of("nothing.*"));

  final Random random;
  final ModelStore model;
  MessageStore store;
  private final StoredMessage view = new StoredMessage();
  private final int subjects;
  private final int maxPayload;

  StoreComparison(long seed, MessageStore store, boolean file, int subjects, int maxPayload) {
    this.random = new Random(seed);
    this.store = store;
    this.model = new ModelStore(file);
    this.subjects = subjects;
    this.maxPayload = maxPayload;
  }

  StoreComparison(long seed, MessageStore store, ModelStore model, int subjects, int maxPayload) {
    this.random = new Random(seed);
    this.store = store;
    this.model = model;
    this.subjects = subjects;
    this.maxPayload = maxPayload;
  }

  private String subject() {
    int n = random.nextInt(subjects);
    return random.nextBoolean() ? "a." + n : "b." + n % 7 + (n % 3 == 0 ? ".x" : "");
  }

  void append() {
    long sequence = model.last + 1 + (random.nextInt(20) == 0 ? random.nextInt(5) : 0);
    long time = model.lastTime + random.nextInt(3);
    long expiry = random.nextInt(5) == 0 ? time + 1 + random.nextInt(100) : 0;
    String header = random.nextInt(3) == 0 ? "NATS/1.0\r\nA: " + random.nextInt() + "\r\n\r\n" : "";
    String payload = Long.toHexString(random.nextLong()).repeat(random.nextInt(maxPayload / 8 + 1));
    Entry entry = new Entry(sequence, time, expiry, subject(), header, payload);
    store.append(sequence, time, expiry, ascii(entry.subject()), ascii(header), ascii(payload));
    model.append(entry);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  long anySequence() {
    return 1 + (long) (random.nextDouble() * (model.last + 3));
  }

  private SubjectFilter anyFilter() {
    return FILTERS.get(random.nextInt(FILTERS.size()));
  }

  /** One change, the same to both; answers are compared. */
  void step() {
    int dice = random.nextInt(100);
    if (dice < 70) {
      append();
    } else if (dice < 85) {
      long sequence = random.nextInt(4) == 0 ? model.first() : anySequence();
      assertThat(store.remove(sequence, random.nextBoolean()))
          .isEqualTo(model.entries.remove(sequence) != null);
    } else if (dice < 90 && model.entries.size() > 0) {
      Entry some = model.entries.ceilingEntry(model.first()).getValue();
      byte[] subject = ascii(some.subject());
      long oldest = store.firstOf(subject, 0, subject.length);
      assertThat(oldest).isEqualTo(model.bySubject().get(some.subject()).get(0));
      assertThat(store.remove(oldest, false)).isTrue();
      model.entries.remove(oldest);
    } else if (dice < 93) {
      long below = model.first() + random.nextInt(4);
      assertThat(store.removeBelow(below)).isEqualTo(model.removeBelow(below));
    } else if (dice < 94) {
      long below = anySequence();
      assertThat(store.removeBelow(below)).isEqualTo(model.removeBelow(below));
    } else if (dice < 96) {
      SubjectFilter filter = anyFilter();
      long below = random.nextBoolean() ? Long.MAX_VALUE : anySequence();
      long keep = random.nextInt(6);
      assertThat(store.purge(filter, below, keep)).isEqualTo(model.purge(filter, below, keep));
    } else if (dice < 97) {
      long last = model.last + 1 + random.nextInt(4);
      store.skipTo(last, model.lastTime);
      model.last = last;
    } else if (dice < 98) {
      long now = model.lastTime;
      for (long s = store.expired(now); s != 0; s = store.expired(now)) {
        Entry entry = model.entries.remove(s);
        assertThat(entry.expiry()).isPositive().isLessThanOrEqualTo(now);
        assertThat(store.remove(s, false)).isTrue();
      }
      assertThat(model.nextExpiry()).isGreaterThan(now);
    } else {
      for (int i = random.nextInt(30); i > 0; i--) {
        append();
      }
    }
  }

  /** Compares a handful of random questions. */
  void askSome() {
    SubjectFilter filter = anyFilter();
    long at = anySequence();
    assertThat(store.next(filter, at))
        .as("next %s %s", filter, at)
        .isEqualTo(model.next(filter, at));
    assertThat(store.last(filter, at))
        .as("last %s %s", filter, at)
        .isEqualTo(model.last(filter, at));
    assertThat(store.count(filter, at)).as("count").isEqualTo(model.count(filter, at));
    assertThat(store.contains(at)).isEqualTo(model.entries.containsKey(at));
    assertThat(store.lastOfEach(filter, at, 1000)).isEqualTo(model.lastOfEach(filter, at));
    assertThat(store.sequenceAt(at)).isEqualTo(model.sequenceAt(at));
    assertThat(store.firstSequence()).isEqualTo(model.first());
    assertThat(store.messages()).isEqualTo(model.entries.size());
    assertThat(store.lastSequence()).isEqualTo(model.last);
  }

  /** Compares everything. */
  void askAll() throws IOException {
    assertThat(store.firstSequence()).isEqualTo(model.first());
    assertThat(store.lastSequence()).isEqualTo(model.last);
    assertThat(store.lastTimeNanos()).isEqualTo(model.lastTime);
    assertThat(store.firstTimeNanos())
        .isEqualTo(model.entries.isEmpty() ? 0 : model.entries.firstEntry().getValue().time());
    assertThat(store.messages()).isEqualTo(model.entries.size());
    assertThat(store.bytes()).isEqualTo(model.bytes());
    assertThat(store.nextExpiryNanos()).isEqualTo(model.nextExpiry());
    assertThat(store.deleted(10_000)).isEqualTo(model.deleted());
    Map<String, List<Long>> bySubject = model.bySubject();
    assertThat(store.subjectCount()).isEqualTo(bySubject.size());
    Map<String, List<Long>> seen = new TreeMap<>();
    store.subjects(
        SubjectFilter.ALL,
        (subject, at, length, count, first, last) -> {
          String text = new String(subject, at, length, StandardCharsets.UTF_8);
          List<Long> expected = bySubject.get(text);
          assertThat(count).isEqualTo(expected.size());
          assertThat(first).isEqualTo(expected.get(0));
          assertThat(last).isEqualTo(expected.get(expected.size() - 1));
          seen.put(text, expected);
          return true;
        });
    assertThat(seen).isEqualTo(bySubject);
    for (long s = Math.max(1, model.first() - 2); s <= model.last + 1; s++) {
      Entry entry = model.entries.get(s);
      assertThat(store.read(s, view)).as("read %s", s).isEqualTo(entry != null);
      if (entry != null) {
        assertSame(entry, view);
      }
    }
    for (SubjectFilter filter : FILTERS) {
      assertThat(store.count(filter, 0)).isEqualTo(model.count(filter, 0));
      long at = 0;
      for (long expected : model.matching(filter)) {
        at = store.next(filter, at + 1);
        assertThat(at).isEqualTo(expected);
      }
      assertThat(store.next(filter, at + 1)).isZero();
    }
  }

  static void assertSame(Entry entry, StoredMessage view) {
    assertThat(view.sequence()).isEqualTo(entry.sequence());
    assertThat(view.timeNanos()).isEqualTo(entry.time());
    assertThat(view.expiresAtNanos()).isEqualTo(entry.expiry());
    assertThat(view.subject()).isEqualTo(entry.subject());
    assertThat(Arrays.equals(view.header(), ascii(entry.header()))).isTrue();
    assertThat(Arrays.equals(view.payload(), ascii(entry.payload()))).isTrue();
  }
}

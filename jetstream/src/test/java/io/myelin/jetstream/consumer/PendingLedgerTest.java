package io.myelin.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PendingLedgerTest {
  @Test
  @DisplayName("CON-822 pending messages are found however their sequences are spread")
  void found() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      PendingLedger ledger = new PendingLedger();
      TreeMap<Long, Long> model = new TreeMap<>();
      long sequence = random.nextInt(3) == 0 ? Long.MAX_VALUE / 2 : 1;
      for (int step = 0; step < 1000; step++) {
        if (random.nextInt(5) < 3) {
          sequence += gap(random, seed);
          ledger.add(sequence, step, 7);
          model.put(sequence, (long) step);
        } else if (!model.isEmpty()) {
          List<Long> all = new ArrayList<>(model.keySet());
          long gone = all.get(random.nextInt(random.nextBoolean() ? all.size() : 1));
          ledger.remove(ledger.find(gone));
          model.remove(gone);
        }
        look(ledger, model, sequence - random.nextInt(20));
      }
      for (long one : model.keySet()) {
        look(ledger, model, one - 1);
        look(ledger, model, one);
        look(ledger, model, one + 1);
      }
    }
  }

  private static long gap(Random random, int seed) {
    return switch (seed % 4) {
      case 0 -> 1;
      case 1 -> 1 + random.nextInt(9);
      case 2 -> random.nextInt(50) == 0 ? 1L << random.nextInt(48) : 1;
      default -> 1L << random.nextInt(20);
    };
  }

  private static void look(PendingLedger ledger, Map<Long, Long> model, long sequence) {
    long row = ledger.find(sequence);
    assertThat(row != PendingLedger.NONE).isEqualTo(model.containsKey(sequence));
    if (row != PendingLedger.NONE) {
      assertThat(ledger.sequence(row)).isEqualTo(sequence);
      assertThat(ledger.consumerSequence(row)).isEqualTo(model.get(sequence));
    }
    assertThat(ledger.size()).isEqualTo(model.size());
  }
}

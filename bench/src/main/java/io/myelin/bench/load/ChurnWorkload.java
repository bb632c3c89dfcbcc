package io.myelin.bench.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One publisher, one subscriber, 16 B, in turns quiet and while another connection subscribes and
 * unsubscribes on other subjects of the same account. Quiet and disturbed stretches alternate, so
 * that a server that is still warming up does not look undisturbed.
 */
record ChurnWorkload() implements Workload {
  private static final int PAIRS_PER_SECOND = 5_000;
  private static final double ENOUGH = 0.9;
  private static final int TURNS = 2;

  @Override
  public String id() {
    return "churn";
  }

  @Override
  public String title() {
    return "1:1, 16 B, while others make 5,000 SUB/UNSUB a second";
  }

  @Override
  public List<Bound> bounds() {
    return List.of(new Bound(Metric.DISTURBED_SHARE, Bound.Kind.OURS_AT_LEAST, 80));
  }

  @Override
  public Map<Metric, Double> run(RunContext context) throws IOException, InterruptedException {
    LoadOptions options = context.options();
    StopRule turn = StopRule.after(options.measure().dividedBy(TURNS));
    try (RunningServer server = context.startServer();
        Traffic traffic = Traffic.open(server, TrafficShape.of(1, 1, 16), options.windowBytes())) {
      Varz before = server.varz();
      traffic.run(StopRule.after(options.warmUp()));
      PhaseResult quiet = PhaseResult.NONE;
      PhaseResult disturbed = PhaseResult.NONE;
      long pairs = 0;
      for (int i = 0; i < TURNS; i++) {
        quiet = quiet.plus(traffic.run(turn));
        try (InterestChurn churn = InterestChurn.start(server, PAIRS_PER_SECOND)) {
          disturbed = disturbed.plus(traffic.run(turn));
          pairs += churn.stop();
        }
      }
      server.requireCounted(before, traffic.published(), traffic.deliveries());
      double pairRate = pairs * 1e9 / disturbed.nanos();
      if (pairRate < PAIRS_PER_SECOND * ENOUGH) {
        throw new InvalidRunException("only " + Math.round(pairRate) + " SUB/UNSUB a second");
      }
      Map<Metric, Double> figures = new LinkedHashMap<>();
      figures.put(Metric.QUIET_THROUGHPUT, quiet.perSecond());
      figures.put(Metric.DISTURBED_THROUGHPUT, disturbed.perSecond());
      figures.put(Metric.DISTURBED_SHARE, 100 * disturbed.perSecond() / quiet.perSecond());
      figures.put(Metric.CHURN_RATE, pairRate);
      return figures;
    }
  }
}

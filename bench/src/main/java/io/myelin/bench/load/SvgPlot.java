package io.myelin.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A plot of the ratios: for each workload one bar for how many times better than the reference ours
 * is in its first figure (above 1 is better whatever the figure), with a whisker from the least to
 * the most of the runs, the bound as a tick, and, where it took part, the relay as a thin bar.
 */
final class SvgPlot {
  private static final int LABEL_WIDTH = 250;
  private static final int PLOT_WIDTH = 460;
  private static final int TEXT_WIDTH = 290;
  private static final int ROW_HEIGHT = 34;
  private static final int TOP = 64;
  private static final double LARGEST_AXIS = 32;

  /** One bar. */
  private record Bar(
      String label,
      Spread better,
      Optional<Double> relayBetter,
      Optional<Double> bound,
      String text) {}

  private SvgPlot() {}

  static String of(Map<String, String> versions, List<WorkloadResult> results) {
    List<Bar> bars = new ArrayList<>();
    for (WorkloadResult result : results) {
      TextReport.metrics(result).stream()
          .filter(SvgPlot::plotted)
          .limit(2)
          .forEach(metric -> bar(result, metric).ifPresent(bars::add));
    }
    return draw(versions, bars);
  }

  private static boolean plotted(Metric metric) {
    return switch (metric) {
      case THROUGHPUT,
          SERVER_CPU,
          LATENCY_P50,
          LATENCY_P99,
          DISTURBED_SHARE,
          CONNECT_RATE,
          CONNECT_CPU,
          IDLE_RSS,
          CONNECTION_BYTES,
          START_WALL,
          START_CPU ->
          true;
      default -> false;
    };
  }

  private static Optional<Bar> bar(WorkloadResult result, Metric metric) {
    Optional<Spread> ratio = result.ratio(ServerTarget.OURS, ServerTarget.REFERENCE, metric);
    if (ratio.isEmpty() || ratio.get().least() <= 0) {
      return Optional.empty();
    }
    Optional<Double> relay =
        result
            .ratio(ServerTarget.RELAY, ServerTarget.REFERENCE, metric)
            .filter(s -> s.median() > 0)
            .map(s -> better(metric, s.median()));
    Optional<Double> bound =
        result.workload().bounds().stream()
            .filter(b -> b.metric() == metric && b.isRatio())
            .findFirst()
            .map(b -> better(metric, b.limit()));
    String text =
        median(result, ServerTarget.OURS, metric)
            + " : "
            + median(result, ServerTarget.REFERENCE, metric)
            + " "
            + metric.unit();
    String label = result.workload().id() + ", " + metric.title();
    return Optional.of(new Bar(label, better(metric, ratio.get()), relay, bound, text));
  }

  private static double better(Metric metric, double ratio) {
    return metric.moreIsBetter() ? ratio : 1 / ratio;
  }

  private static Spread better(Metric metric, Spread ratio) {
    return metric.moreIsBetter()
        ? ratio
        : new Spread(1 / ratio.median(), 1 / ratio.most(), 1 / ratio.least(), ratio.runs());
  }

  private static String median(WorkloadResult result, String target, Metric metric) {
    return result.spread(target, metric).map(s -> TextReport.number(s.median())).orElse("-");
  }

  private static String draw(Map<String, String> versions, List<Bar> bars) {
    double top = 2;
    for (Bar bar : bars) {
      top = Math.max(top, Math.max(bar.better().most(), bar.relayBetter().orElse(0.0)));
    }
    double axis = Math.min(LARGEST_AXIS, Math.ceil(top));
    int width = LABEL_WIDTH + PLOT_WIDTH + TEXT_WIDTH;
    int height = TOP + ROW_HEIGHT * bars.size() + 24;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                + "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n",
            width,
            height,
            width,
            height,
            width,
            height));
    text(svg, 12, 22, "start", "How many times better than the reference (above 1 is better)");
    text(svg, 12, 42, "start", escape(String.join("  against  ", versions.values())));
    double step = axis <= 8 ? 1 : axis <= 16 ? 2 : 4;
    for (double tick = 0; tick <= axis; tick += step) {
      double x = x(tick, axis);
      String color = tick == 1 ? "#444444" : "#dddddd";
      vertical(svg, x, TOP - 4, height - 20, color, 1);
      text(svg, x, height - 6, "middle", String.format(Locale.ROOT, "%.0f", tick));
    }
    vertical(svg, x(1, axis), TOP - 4, height - 20, "#444444", 1);
    for (int i = 0; i < bars.size(); i++) {
      draw(svg, bars.get(i), TOP + i * ROW_HEIGHT, axis);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void draw(StringBuilder svg, Bar bar, int y, double axis) {
    text(svg, LABEL_WIDTH - 8, y + 16, "end", escape(bar.label()));
    String color = bar.better().median() >= 1 ? "#2f7d4f" : "#b5482f";
    rect(svg, y + 4, 14, bar.better().median(), axis, color);
    bar.relayBetter().ifPresent(relay -> rect(svg, y + 20, 5, relay, axis, "#9db4c9"));
    double middle = y + 11;
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#111111\"/>%n",
            x(bar.better().least(), axis),
            middle,
            x(bar.better().most(), axis),
            middle));
    vertical(svg, x(bar.better().least(), axis), middle - 3, middle + 3, "#111111", 1);
    vertical(svg, x(bar.better().most(), axis), middle - 3, middle + 3, "#111111", 1);
    bar.bound().ifPresent(b -> vertical(svg, x(b, axis), y + 1, y + 21, "#d08a00", 3));
    String figures = String.format(Locale.ROOT, "%.2fx   ", bar.better().median()) + bar.text();
    text(svg, LABEL_WIDTH + PLOT_WIDTH + 12, y + 16, "start", escape(figures));
  }

  private static double x(double value, double axis) {
    return LABEL_WIDTH + Math.min(value, axis) / axis * PLOT_WIDTH;
  }

  private static void rect(
      StringBuilder svg, int y, int height, double value, double axis, String color) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
            LABEL_WIDTH,
            y,
            x(value, axis) - LABEL_WIDTH,
            height,
            color));
  }

  private static void vertical(
      StringBuilder svg, double x, double from, double to, String color, int width) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
                + " stroke-width=\"%d\"/>%n",
            x,
            from,
            x,
            to,
            color,
            width));
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            text));
  }

  private static String escape(String raw) {
    return raw.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

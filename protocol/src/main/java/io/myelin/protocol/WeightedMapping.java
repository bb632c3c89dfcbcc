package io.myelin.protocol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One mapping of an account: a source pattern and weighted destinations, by cluster (CORE-390 to
 * CORE-395). Immutable.
 *
 * <p>What the weights leave below 100 percent stays on the original subject, unless the source is
 * itself listed as a destination: then it is lost, which is how message loss is simulated
 * (CORE-392).
 */
public final class WeightedMapping implements SubjectMapping {
  private static final int ALL_PERCENT = 100;
  private static final byte[] LOST = {};

  private final String source;
  private final List<MappingDestination> destinations;
  private final SubjectTransform sourceMatcher;
  private final List<Share> shares;

  /** A transform and the sum of the weights up to and including its own. */
  private record Share(SubjectTransform transform, int upToPercent) {}

  private WeightedMapping(
      String source,
      List<MappingDestination> destinations,
      SubjectTransform sourceMatcher,
      List<Share> shares) {
    this.source = source;
    this.destinations = destinations;
    this.sourceMatcher = sourceMatcher;
    this.shares = shares;
  }

  /**
   * A mapping.
   *
   * @param cluster name of this server's cluster, empty for none: its destinations replace those
   *     without a cluster (CORE-393)
   * @throws InvalidMappingException with the reference's text (CORE-384, CORE-394)
   */
  public static WeightedMapping of(
      String source, List<MappingDestination> destinations, String cluster) {
    if (!Subjects.isValidPattern(source)) {
      throw InvalidMappingException.structure();
    }
    Set<String> seen = new HashSet<>();
    Map<String, Integer> totals = new HashMap<>();
    List<Weighted> unscoped = new ArrayList<>();
    List<Weighted> scoped = new ArrayList<>();
    for (MappingDestination destination : destinations) {
      if (!seen.add(destination.subject())) {
        throw new InvalidMappingException("duplicate entry for \"" + destination.subject() + "\"");
      }
      if (destination.weightPercent() < 0 || destination.weightPercent() > ALL_PERCENT) {
        throw new InvalidMappingException("individual weights need to be <= 100");
      }
      if (totals.merge(destination.cluster(), destination.weightPercent(), Integer::sum)
          > ALL_PERCENT) {
        throw new InvalidMappingException("total weight needs to be <= 100");
      }
      Weighted weighted =
          new Weighted(
              SubjectTransform.forMapping(source, destination.subject()),
              destination.weightPercent());
      if (destination.cluster().isEmpty()) {
        unscoped.add(weighted);
      } else if (destination.cluster().equals(cluster)) {
        scoped.add(weighted);
      }
    }
    SubjectTransform unchanged = SubjectTransform.of(source, "");
    List<Share> shares =
        shares(scoped.isEmpty() ? unscoped : scoped, seen.contains(source), unchanged);
    return new WeightedMapping(source, List.copyOf(destinations), unchanged, shares);
  }

  private record Weighted(SubjectTransform transform, int percent) {}

  private static List<Share> shares(
      List<Weighted> configured, boolean losesRemainder, SubjectTransform unchanged) {
    List<Weighted> weighted = new ArrayList<>(configured);
    int total = weighted.stream().mapToInt(Weighted::percent).sum();
    if (total < ALL_PERCENT && !losesRemainder) {
      weighted.add(new Weighted(unchanged, ALL_PERCENT - total));
    }
    weighted.sort(Comparator.comparingInt(Weighted::percent));
    List<Share> shares = new ArrayList<>();
    int upTo = 0;
    for (Weighted one : weighted) {
      upTo += one.percent;
      shares.add(new Share(one.transform, upTo));
    }
    return List.copyOf(shares);
  }

  /** The source pattern. */
  public String source() {
    return source;
  }

  /** The destinations as configured. */
  public List<MappingDestination> destinations() {
    return destinations;
  }

  @Override
  public boolean matches(byte[] subject) {
    return sourceMatcher.matches(subject, 0, subject.length);
  }

  /** Whether a subject always becomes the same one, so that the result may be kept. */
  public boolean isDeterministic() {
    return !isDrawn() && shares.getFirst().transform.isDeterministic();
  }

  @Override
  public byte[] map(byte[] subject, RandomGenerator random) {
    int draw = isDrawn() ? random.nextInt(ALL_PERCENT) : 0;
    for (Share share : shares) {
      if (draw < share.upToPercent) {
        return share.transform.apply(subject, 0, subject.length, random);
      }
    }
    return LOST;
  }

  private boolean isDrawn() {
    return shares.size() != 1 || shares.getFirst().upToPercent != ALL_PERCENT;
  }
}

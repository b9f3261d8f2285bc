/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The entropy plot of a trace of counts, and the b-model fitted to it.
 *
 * <p>At level k the trace is seen as so many slots; E = −Σ p log₂ p over the shares p that the
 * slots have of all events. For a b-model E rises in a straight line of slope H(b) = −b log₂ b − (1
 * − b) log₂(1 − b) with the logarithm of the number of slots, so b = H⁻¹(slope), of the two
 * solutions the one from 0.5 on (Wang, Madhyastha, Chan, Papadimitriou, Faloutsos, ICDE 2002,
 * section 4).
 *
 * <p>Levels are made from the finest by joining neighbours two by two. Where a level has an odd
 * number of slots, the last is left out of the levels above it: their shares are of the events that
 * are left, and levels with fewer than 8 slots are used only if the trace has a power of two of
 * them, so that no more than an eighth of the trace is ever left out.
 *
 * <p>Fitted by least squares over the levels with, on average, at least 100 events a slot: with
 * fewer the noise of counting (of n events about 1/(2n ln 2) bits) alone would read as burstiness.
 * The whole, one slot with E = 0, is one of them, as it shows how uneven the halves are. From one
 * level to the next E rises by the mean entropy of the divisions between them, over the same
 * events; so it is the same line where a slot was left out.
 *
 * <p>E rises with nearly anything, and a line through what only rises explains nearly all of its
 * variance. Whether a b-model it is shows in the rises themselves, which for a b-model are all
 * H(b): see {@link Match}. Immutable.
 */
public final class EntropyPlot {
  /** The least events a slot, on average, of a level that is used. */
  public static final int LEAST_EVENTS = 100;

  /** With at least two slots: a line through two points always fits. */
  private static final int LEAST_LEVELS = 3;

  private static final int LEAST_SLOTS_OF_OTHERS = 8;

  /** What a division may lack of one bit and still be called even: as if b were 0.52. */
  private static final double EVEN_BITS = 1 - divisionEntropy(0.52);

  /** How far off the slope divisions may be, as a share of what the slope lacks of one bit. */
  private static final double WELL = 0.1;

  private static final double ROUGHLY = 0.5;

  /** Of levels too coarse to be used: how many times what the slope lacks they may lack. */
  private static final double COARSE = 2;

  /** The noise of counting goes beyond what is allowed for it in e⁻⁷ of all cases, or fewer. */
  private static final double RARE = 7;

  private final List<Level> levels;
  private final Optional<Fit> fit;

  private EntropyPlot(List<Level> levels) {
    this.levels = List.copyOf(levels);
    this.fit = fit(this.levels.stream().filter(Level::used).toList());
  }

  /**
   * One level of aggregation.
   *
   * @param slots how many
   * @param events in them
   * @param entropy in bits
   * @param division mean entropy of the divisions that the next coarser level's slots have here,
   *     weighted by events, in bits: 1 if all are even. Empty at the coarsest
   * @param used for the fit
   */
  public record Level(
      long slots, long events, double entropy, OptionalDouble division, boolean used) {
    /** The abscissa: the level k where slots are a power of two. */
    public double log2Slots() {
      return Math.log((double) slots) / Math.log(2);
    }
  }

  /** How like a b-model traffic is. */
  public enum Match {
    /** At no level more uneven than a Poisson process, or than a b-model with b = 0.52. */
    EVEN,
    /**
     * What the divisions of each level lack of one bit is within a tenth of what the slope lacks.
     */
    WELL,
    /** Within half of it. */
    ROUGHLY,
    /** Not equally bursty at all levels. */
    NOT
  }

  /**
   * A line through the used levels.
   *
   * @param slope bits a level
   * @param intercept of the line
   * @param b share of the favoured half
   * @param r2 share of the variance that the line explains; near 1 for nearly any traffic
   * @param slopeError standard error of the line's slope, as if the levels were independent: they
   *     are nested, so that it is no error of b
   * @param levels how many were used
   * @param leastDivision of the levels' mean entropies of a division the least, in bits
   * @param mostDivision the most
   * @param match how like a b-model it is, by the divisions
   */
  public record Fit(
      double slope,
      double intercept,
      double b,
      double r2,
      double slopeError,
      int levels,
      double leastDivision,
      double mostDivision,
      Match match) {
    /** How far the level that is farthest off the slope is off it, bits. */
    public double spread() {
      return Math.max(mostDivision - slope, slope - leastDivision);
    }
  }

  /**
   * The plot of a trace.
   *
   * @param counts events slot by slot, at the finest resolution
   */
  public static EntropyPlot of(long[] counts) {
    List<Level> levels = new ArrayList<>();
    boolean dyadic = Integer.bitCount(counts.length) == 1;
    long[] now = counts;
    while (now.length >= 1) {
      long events = 0;
      for (long count : now) {
        events += count;
      }
      boolean used =
          now.length >= (dyadic ? 1 : LEAST_SLOTS_OF_OTHERS)
              && events >= (long) LEAST_EVENTS * now.length;
      double entropy = entropy(now, events);
      if (now.length == 1) {
        levels.add(0, new Level(1, events, entropy, OptionalDouble.empty(), used));
        break;
      }
      long[] joined = new long[now.length / 2];
      for (int k = 0; k < joined.length; k++) {
        joined[k] = now[2 * k] + now[2 * k + 1];
      }
      levels.add(
          0,
          new Level(now.length, events, entropy, OptionalDouble.of(division(now, joined)), used));
      now = joined;
    }
    return new EntropyPlot(levels);
  }

  private static double entropy(long[] counts, long events) {
    double entropy = 0;
    for (long count : counts) {
      if (count > 0) {
        double p = (double) count / events;
        entropy -= p * Math.log(p);
      }
    }
    return entropy / Math.log(2);
  }

  private static double division(long[] halves, long[] wholes) {
    double sum = 0;
    long events = 0;
    for (int k = 0; k < wholes.length; k++) {
      if (wholes[k] > 0) {
        long more = Math.max(halves[2 * k], halves[2 * k + 1]);
        sum += wholes[k] * divisionEntropy((double) more / wholes[k]);
        events += wholes[k];
      }
    }
    return events == 0 ? 1 : sum / events;
  }

  private static Optional<Fit> fit(List<Level> used) {
    int n = used.size();
    if (used.stream().filter(level -> level.slots() > 1).count() < LEAST_LEVELS) {
      return Optional.empty();
    }
    // From the finest up: a level less and its divisions' entropy less each.
    double[] xs = new double[n];
    double[] ys = new double[n];
    xs[n - 1] = used.get(n - 1).log2Slots();
    ys[n - 1] = used.get(n - 1).entropy();
    for (int k = n - 1; k > 0; k--) {
      xs[k - 1] = xs[k] - 1;
      ys[k - 1] = ys[k] - used.get(k).division().orElseThrow();
    }
    double meanX = Arrays.stream(xs).average().orElseThrow();
    double meanY = Arrays.stream(ys).average().orElseThrow();
    double sxx = 0;
    double sxy = 0;
    double syy = 0;
    for (int k = 0; k < n; k++) {
      double x = xs[k] - meanX;
      double y = ys[k] - meanY;
      sxx += x * x;
      sxy += x * y;
      syy += y * y;
    }
    double slope = sxy / sxx;
    double squares = Math.max(0, syy - slope * sxy);
    List<Level> divided = used.subList(1, n);
    return Optional.of(
        new Fit(
            slope,
            meanY - slope * meanX,
            favouredShare(slope),
            syy == 0 ? 1 : 1 - squares / syy,
            Math.sqrt(squares / (n - 2) / sxx),
            n,
            divided.stream().mapToDouble(l -> l.division().orElseThrow()).min().orElseThrow(),
            divided.stream().mapToDouble(l -> l.division().orElseThrow()).max().orElseThrow(),
            match(used.get(0), divided, slope)));
  }

  private static Match match(Level coarsest, List<Level> divided, double slope) {
    // What the levels that are not used would show, if there are any: of one slot it is 0.
    double lacks = coarsest.log2Slots() - coarsest.entropy();
    double chance = noise(coarsest.slots() - 1, coarsest.events());
    if (lacks <= Math.max(coarsest.log2Slots() * EVEN_BITS, chance)
        && divided.stream()
            .allMatch(l -> 1 - l.division().orElseThrow() <= Math.max(EVEN_BITS, noise(l)))) {
      return Match.EVEN;
    }
    if (lacks > coarsest.log2Slots() * COARSE * Math.max(0, 1 - slope) + chance) {
      return Match.NOT;
    }
    if (within(divided, slope, WELL)) {
      return Match.WELL;
    }
    return within(divided, slope, ROUGHLY) ? Match.ROUGHLY : Match.NOT;
  }

  private static boolean within(List<Level> divided, double slope, double share) {
    double b = favouredShare(slope);
    // dH/db times the standard deviation of b, that of a share of so many events.
    double perRootEvent = b < 1 ? Math.log(b / (1 - b)) / Math.log(2) * Math.sqrt(b * (1 - b)) : 0;
    return divided.stream()
        .allMatch(
            l ->
                Math.abs(l.division().orElseThrow() - slope)
                    <= share * Math.max(0, 1 - slope)
                        + noise(l)
                        + perRootEvent * Math.sqrt(2 * RARE / l.events()));
  }

  private static double noise(Level level) {
    return noise(level.slots() / 2, level.events());
  }

  /**
   * The most bits that divisions by fair coins alone lack, on average. Of V events that are 2 V ln
   * 2 times as much the statistic of the G-test, χ² with as many degrees of freedom n as there are
   * divisions, which is above n + 2√(nx) + 2x with a probability of e⁻ˣ at most (Laurent and
   * Massart, Annals of Statistics 28, 2000, lemma 1).
   */
  private static double noise(long freedom, long events) {
    double n = freedom;
    return (n + 2 * Math.sqrt(n * RARE) + 2 * RARE) / (2 * Math.log(2) * events);
  }

  /** H: the entropy of one division, in bits. */
  public static double divisionEntropy(double b) {
    return b >= 1 ? 0 : -(b * Math.log(b) + (1 - b) * Math.log(1 - b)) / Math.log(2);
  }

  /** H⁻¹ from 0.5 on, by halving: H falls from 1 to 0 there. */
  static double favouredShare(double entropy) {
    if (entropy >= 1) {
      return 0.5;
    }
    double low = 0.5;
    double high = 1;
    while (high - low > 1e-12) {
      double middle = (low + high) / 2;
      if (divisionEntropy(middle) > entropy) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** From the coarsest to the finest. */
  public List<Level> levels() {
    return levels;
  }

  /** The fit; empty with fewer than three levels of two slots or more to use. */
  public Optional<Fit> fit() {
    return fit;
  }
}

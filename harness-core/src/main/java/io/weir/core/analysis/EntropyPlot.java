/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import java.util.ArrayList;
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
 * <p>Fitted by least squares over the levels with at least two slots and, on average, at least 100
 * events a slot: with fewer the noise of counting (of n events about 1/(2n ln 2) bits) alone would
 * read as burstiness.
 */
public final class EntropyPlot {
  /** The least events a slot, on average, of a level that is used. */
  public static final int LEAST_EVENTS = 100;

  /** A line through two points always fits. */
  private static final int LEAST_LEVELS = 3;

  private static final int LEAST_SLOTS_OF_OTHERS = 8;

  private final List<Level> levels;
  private final Optional<Fit> fit;

  private EntropyPlot(List<Level> levels) {
    this.levels = List.copyOf(levels);
    this.fit = fit(levels.stream().filter(Level::used).toList());
  }

  /**
   * One level of aggregation.
   *
   * @param slots how many
   * @param events in them
   * @param entropy in bits
   * @param used for the fit
   */
  public record Level(long slots, long events, double entropy, boolean used) {
    /** The abscissa: the level k where slots are a power of two. */
    public double log2Slots() {
      return Math.log((double) slots) / Math.log(2);
    }
  }

  /**
   * A line through the used levels.
   *
   * @param slope bits a level
   * @param intercept of the line
   * @param b share of the favoured half
   * @param r2 share of the variance that the line explains
   * @param slopeError standard error of the slope
   * @param bError of b, to first order; empty at 0.5, where H is flat
   * @param levels how many were used
   */
  public record Fit(
      double slope,
      double intercept,
      double b,
      double r2,
      double slopeError,
      OptionalDouble bError,
      int levels) {}

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
          now.length >= (dyadic ? 2 : LEAST_SLOTS_OF_OTHERS)
              && events >= (long) LEAST_EVENTS * now.length;
      levels.add(0, new Level(now.length, events, entropy(now, events), used));
      if (now.length == 1) {
        break;
      }
      long[] joined = new long[now.length / 2];
      for (int k = 0; k < joined.length; k++) {
        joined[k] = now[2 * k] + now[2 * k + 1];
      }
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

  private static Optional<Fit> fit(List<Level> used) {
    int n = used.size();
    if (n < LEAST_LEVELS) {
      return Optional.empty();
    }
    double meanX = used.stream().mapToDouble(Level::log2Slots).average().orElseThrow();
    double meanY = used.stream().mapToDouble(Level::entropy).average().orElseThrow();
    double sxx = 0;
    double sxy = 0;
    double syy = 0;
    for (Level level : used) {
      double x = level.log2Slots() - meanX;
      double y = level.entropy() - meanY;
      sxx += x * x;
      sxy += x * y;
      syy += y * y;
    }
    double slope = sxy / sxx;
    double squares = Math.max(0, syy - slope * sxy);
    double slopeError = Math.sqrt(squares / (n - 2) / sxx);
    double b = favouredShare(slope);
    double steepness = Math.abs(Math.log((1 - b) / b) / Math.log(2));
    return Optional.of(
        new Fit(
            slope,
            meanY - slope * meanX,
            b,
            syy == 0 ? 1 : 1 - squares / syy,
            slopeError,
            steepness > 0 && b < 1
                ? OptionalDouble.of(slopeError / steepness)
                : OptionalDouble.empty(),
            n));
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

  /** The fit; empty with fewer than three levels to use. */
  public Optional<Fit> fit() {
    return fit;
  }
}

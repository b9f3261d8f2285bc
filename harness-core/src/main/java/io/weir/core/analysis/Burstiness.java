/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * How bursty a trace of counts is. Of the slots as they are:
 *
 * @param slots how many
 * @param slotSeconds length of one; empty if unknown
 * @param events in all
 * @param meanPerSlot events a slot
 * @param peakPerSlot events of the fullest
 * @param peakToMean the ratio of the two; (2b)<sup>n</sup> for a b-model of n levels (Wang et al.,
 *     ICDE 2002, section 3)
 * @param squaredCv CV²: the counts' variance over their squared mean; (2b² + 2(1 − b)²)<sup>n</sup>
 *     − 1 for a b-model, since a division multiplies the mean square so
 * @param correlationDimension D₂ = −log₂(b² + (1 − b)²) of the b that was fitted, the correlation
 *     dimension of the binomial measure (Grassberger and Procaccia, Physica D 9, 1983; Feder,
 *     Fractals, 1988, section 6.2): 1 for even traffic, towards 0 for bursts; empty without a fit
 * @param hurst (1 + D₂)/2, the exponent that a self-similar process of the same correlation
 *     dimension would have. It falls as b rises, against the habit of reading a higher exponent as
 *     burstier; empty without a fit
 */
public record Burstiness(
    long slots,
    OptionalDouble slotSeconds,
    long events,
    double meanPerSlot,
    long peakPerSlot,
    double peakToMean,
    double squaredCv,
    OptionalDouble correlationDimension,
    OptionalDouble hurst) {
  /**
   * Describes a trace.
   *
   * @param counts events slot by slot; one event at least
   * @param slotSeconds length of a slot, if known
   * @param plot of the same counts
   */
  public static Burstiness of(long[] counts, OptionalDouble slotSeconds, EntropyPlot plot) {
    long events = Arrays.stream(counts).sum();
    long peak = Arrays.stream(counts).max().orElse(0);
    double mean = (double) events / counts.length;
    double squares = 0;
    for (long count : counts) {
      squares += (count - mean) * (count - mean);
    }
    OptionalDouble d2 =
        plot.fit()
            .map(fit -> OptionalDouble.of(correlationDimension(fit.b())))
            .orElse(OptionalDouble.empty());
    return new Burstiness(
        counts.length,
        slotSeconds,
        events,
        mean,
        peak,
        peak / mean,
        squares / counts.length / (mean * mean),
        d2,
        d2.isPresent() ? OptionalDouble.of((1 + d2.getAsDouble()) / 2) : d2);
  }

  /** D₂ of a b-model. */
  static double correlationDimension(double b) {
    return -Math.log(b * b + (1 - b) * (1 - b)) / Math.log(2);
  }
}

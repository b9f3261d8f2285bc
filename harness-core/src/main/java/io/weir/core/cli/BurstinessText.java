/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.analysis.Burstiness;
import io.weir.core.analysis.EntropyPlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** How bursty traffic is, in words for a person. */
final class BurstinessText {
  private BurstinessText() {}

  static List<String> describe(String what, Burstiness figures, EntropyPlot plot) {
    List<String> lines = new ArrayList<>();
    lines.add(row("Traffic", what));
    lines.add(
        row(
            "Slots",
            String.format(Locale.ROOT, "%,d", figures.slots())
                + (figures.slotSeconds().isPresent()
                    ? String.format(
                        Locale.ROOT,
                        " of %.6g s, %.6g s in all",
                        figures.slotSeconds().getAsDouble(),
                        figures.slots() * figures.slotSeconds().getAsDouble())
                    : " of unknown length")));
    lines.add(
        row(
            "Events",
            String.format(
                Locale.ROOT, "%,d, %.3f a slot", figures.events(), figures.meanPerSlot())));
    lines.add(
        row(
            "Peak / mean",
            String.format(
                Locale.ROOT,
                "%.3f (%,d in the fullest slot)",
                figures.peakToMean(),
                figures.peakPerSlot())));
    lines.add(row("CV²", String.format(Locale.ROOT, "%.4f", figures.squaredCv())));
    lines.add(
        row(
            "b",
            plot.fit()
                .map(f -> String.format(Locale.ROOT, "%.4f, fitted with R² %.5f", f.b(), f.r2()))
                .orElse("-")));
    lines.add(row("D2", number(figures.correlationDimension())));
    lines.add(
        row(
            "Hurst",
            number(figures.hurst())
                + (figures.hurst().isPresent()
                    ? " = (1 + D2) / 2; it falls as b rises: compare it with no other process's"
                    : "")));
    lines.add(row("", sentence(plot)));
    return lines;
  }

  static List<String> fit(String what, EntropyPlot plot) {
    List<String> lines = new ArrayList<>();
    lines.add(row("Traffic", what));
    lines.add("");
    lines.add("        slots           events    entropy   division");
    for (EntropyPlot.Level level : plot.levels()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%,13d %,16d %10.4f %10s%s",
              level.slots(),
              level.events(),
              level.entropy(),
              number(level.division()),
              level.used() ? "  used" : ""));
    }
    lines.add("");
    plot.fit()
        .ifPresent(
            fit -> {
              lines.add(row("b", String.format(Locale.ROOT, "%.4f", fit.b())));
              lines.add(
                  row(
                      "Slope",
                      String.format(
                          Locale.ROOT,
                          "%.5f bits a level; R² %.6f and standard error %.5f of a line over %d"
                              + " levels (they are nested: that is no error of b)",
                          fit.slope(),
                          fit.r2(),
                          fit.slopeError(),
                          fit.levels())));
              lines.add(
                  row(
                      "Divisions",
                      String.format(
                          Locale.ROOT,
                          "%.4f to %.4f bits from level to level, at most %.4f off the slope",
                          fit.leastDivision(),
                          fit.mostDivision(),
                          fit.spread())));
            });
    lines.add(row("", sentence(plot)));
    return lines;
  }

  /** What the fit says. */
  static String sentence(EntropyPlot plot) {
    if (plot.fit().isEmpty()) {
      return String.format(
          Locale.ROOT,
          "No fit: it takes three levels with %d events a slot on average; more slots or more events"
              + " are needed.",
          EntropyPlot.LEAST_EVENTS);
    }
    EntropyPlot.Fit fit = plot.fit().get();
    String often =
        String.format(
            Locale.ROOT,
            "one half of any stretch of time has about %.0f%% of its events",
            100 * fit.b());
    return switch (fit.match()) {
      case EVEN ->
          "This traffic is even, or random without bursts: at no scale is it more uneven than a"
              + " Poisson process, or than a b-model of 0.52.";
      case WELL -> "A b-model describes this traffic well: " + often + ".";
      case ROUGHLY ->
          "A b-model describes this traffic roughly: "
              + often
              + ", more or less from scale to scale.";
      case NOT ->
          "A b-model does not describe this traffic: it is not equally bursty at all scales.";
    };
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "-";
  }

  private static String row(String head, String text) {
    return String.format(Locale.ROOT, "%-12s %s", head, text).stripTrailing();
  }
}

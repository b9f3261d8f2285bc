/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import io.weir.core.experiment.TrafficFacts;
import io.weir.core.results.Overload;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a schedule comes to, and where it was too much, in words. */
public final class TrafficText {
  /** Steps of rates are said from this share of the peak on. */
  private static final double COARSE = 0.01;

  private TrafficText() {}

  /** Mean, peak where it is another, slots and what was clipped, in one line. */
  public static String line(TrafficFacts traffic) {
    String mean = String.format(Locale.ROOT, "%,.1f records/s", traffic.meanHz());
    String peak = String.format(Locale.ROOT, "%,.1f records/s", traffic.peakHz());
    return (mean.equals(peak) ? mean : "mean " + mean + ", peak " + peak)
        + slots(traffic).map(s -> ", " + s).orElse("");
  }

  /** Slots, how fine rates are where that is coarse, and what was clipped; if there are slots. */
  public static Optional<String> slots(TrafficFacts traffic) {
    return traffic
        .slots()
        .map(
            slots ->
                String.format(Locale.ROOT, "%,d slots of %s", slots.count(), time(slots.lengthNs()))
                    + coarse(traffic.peakHz(), slots)
                    + clipped(slots).map(words -> "; " + words).orElse(""));
  }

  /** A slot holds whole records: where the fullest has few, rates go in steps that show. */
  private static String coarse(double peakHz, TrafficFacts.Slots slots) {
    double recordHz = 1e9 / slots.lengthNs();
    return recordHz > COARSE * peakHz
        ? String.format(Locale.ROOT, " (a record in one is %,.1f records/s)", recordHz)
        : "";
  }

  /** What floor and ceiling changed, if they did. */
  private static Optional<String> clipped(TrafficFacts.Slots slots) {
    if (!slots.clipped()) {
      return Optional.empty();
    }
    String floor =
        slots.raised() == 0
            ? ""
            : String.format(
                Locale.ROOT, "the floor added %,d records in %,d", slots.added(), slots.raised());
    String ceiling =
        slots.lowered() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "the ceiling took %,d records from %,d",
                slots.removed(),
                slots.lowered());
    return Optional.of(floor + (floor.isEmpty() || ceiling.isEmpty() ? "" : ", ") + ceiling);
  }

  private static String time(double ns) {
    double seconds = ns / 1e9;
    return seconds >= 1
        ? String.format(Locale.ROOT, "%.3f s", seconds)
        : String.format(Locale.ROOT, "%.3f ms", ns / 1e6);
  }

  /** How long the load was too much, in one sentence. */
  static String overload(Overload overload) {
    if (overload.seconds() == 0) {
      return "0 s of the window: at each second's end as many records were answered and delivered as had"
          + " been due for 100 ms";
    }
    String sides =
        "publishing "
            + overload.publishSeconds()
            + overload.deliverySeconds().entrySet().stream()
                .map(e -> ", delivery to " + e.getKey() + " " + e.getValue())
                .collect(Collectors.joining());
    return overload.seconds()
        + " s of the window ("
        + sides
        + "); "
        + (overload.recoverSeconds().isPresent()
            ? String.format(
                Locale.ROOT,
                "worked off within %.0f s at the longest",
                overload.recoverSeconds().getAsDouble())
            : "not worked off when the load ended");
  }
}

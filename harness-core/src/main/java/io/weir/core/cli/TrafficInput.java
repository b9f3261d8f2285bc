/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.EventTimes;
import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.RunSettings;
import io.weir.core.experiment.RunSpec.LoadSpec;
import io.weir.core.experiment.RunSpecs;
import io.weir.core.experiment.SpecTexts;
import io.weir.core.experiment.TraceFile;
import io.weir.core.experiment.Units;
import io.weir.core.run.PlannedTraffic;
import io.weir.spi.SettingException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The counts that a traffic command looks at: of a file, or of the traffic that flags describe. */
final class TrafficInput {
  private static final Map<String, Long> UNITS =
      Map.of("s", 1_000_000_000L, "ms", 1_000_000L, "us", 1_000L, "ns", 1L);

  private final long[] counts;
  private final OptionalDouble slotSeconds;
  private final String what;

  private TrafficInput(long[] counts, OptionalDouble slotSeconds, String what) {
    this.counts = counts;
    this.slotSeconds = slotSeconds;
    this.what = what;
    if (Arrays.stream(counts).sum() == 0) {
      throw new SettingException("FILE", what, "a trace with an event at least", "it has none");
    }
  }

  /** Events slot by slot; not to be changed. */
  long[] counts() {
    return counts;
  }

  /** Length of a slot, if known. */
  OptionalDouble slotSeconds() {
    return slotSeconds;
  }

  /** Where the counts are from, in a few words. */
  String what() {
    return what;
  }

  /** The load that flags describe; nothing but its traffic matters. */
  static LoadSpec load(RunSettings settings) {
    LoadSpec load = SpecTexts.load(settings);
    RunSpecs.checkTraffic(load);
    if (load.profile().closedLoop()) {
      throw new SettingException(
          RunKey.PROFILE.flag(),
          load.profile().name(),
          "a profile that says when records are sent",
          "a closed loop sends when the system has taken the last");
    }
    if (!load.profile().knownBefore()) {
      throw new SettingException(
          RunKey.PROFILE.flag(),
          load.profile().name(),
          "a profile that is known without a workload",
          "here the workload says when records are sent: a run's plan has its mean and peak");
    }
    return load;
  }

  /** Of what flags describe. */
  static TrafficInput of(RunSettings settings, Duration every) {
    LoadSpec load = load(settings);
    PlannedTraffic traffic = PlannedTraffic.of(load, SpecTexts.seed(settings));
    int slots = traffic.slots(every.toNanos());
    return new TrafficInput(
        traffic.counts(slots),
        OptionalDouble.of(traffic.slotNs(slots) / 1e9),
        load.profile().name() + " (" + SpecTexts.settings(load.profile()) + ")");
  }

  /** Of a file with counts or rates. */
  static TrafficInput ofTrace(String file, RunSettings settings) {
    onlySlot(settings);
    TraceFile.Slots trace = TraceFile.read("FILE", file);
    Optional<Duration> given =
        settings.has(RunKey.SLOT)
            ? Optional.of(Units.duration(RunKey.SLOT.flag(), settings.text(RunKey.SLOT)))
            : Optional.empty();
    if (given.isPresent() && trace.slot().isPresent()) {
      throw new SettingException(
          RunKey.SLOT.flag(),
          settings.text(RunKey.SLOT),
          "none with a trace that says it itself, " + Units.text(trace.slot().get()),
          "leave it out");
    }
    Optional<Duration> slot = given.or(trace::slot);
    if (trace.rates() && slot.isEmpty()) {
      throw new SettingException(
          RunKey.SLOT.flag(), "(none)", "the length of a slot: rates alone are no counts", "");
    }
    double each = trace.rates() ? slot.orElseThrow().toNanos() / 1e9 : 1;
    long[] counts = new long[trace.size()];
    double sum = 0;
    long given0 = 0;
    for (int k = 0; k < counts.length; k++) {
      sum += trace.value(k) * each;
      counts[k] = Math.round(sum) - given0;
      given0 += counts[k];
    }
    return new TrafficInput(
        counts,
        slot.map(s -> OptionalDouble.of(s.toNanos() / 1e9)).orElse(OptionalDouble.empty()),
        file);
  }

  /** Of a file with the times of events. */
  static TrafficInput ofTimes(String file, String column, String unit, RunSettings settings) {
    onlySlot(settings);
    Long unitNs = UNITS.get(unit);
    if (unitNs == null) {
      throw new SettingException("--unit", unit, "s, ms, us or ns", "");
    }
    Duration slot = Units.duration(RunKey.SLOT.flag(), settings.text(RunKey.SLOT));
    if (slot.isZero()) {
      throw new SettingException(RunKey.SLOT.flag(), settings.text(RunKey.SLOT), "above 0", "");
    }
    return new TrafficInput(
        EventTimes.counts(file, column, unitNs, slot),
        OptionalDouble.of(slot.toNanos() / 1e9),
        file);
  }

  /** Whoever describes traffic and names a file has one of them in mind. */
  private static void onlySlot(RunSettings settings) {
    List<RunKey> others =
        TrafficFlags.KEYS.stream().filter(k -> k != RunKey.SLOT && settings.has(k)).toList();
    if (!others.isEmpty()) {
      throw new SettingException(
          others.get(0).flag(),
          settings.text(others.get(0)),
          "none with a FILE",
          "leave the file out, or the flag");
    }
  }
}
